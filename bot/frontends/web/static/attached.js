// The pictures that go with the next message: chosen, dropped or pasted, each shown small, and each taken away again.

import { announce, byId, copyOf } from "./elements.js";

export class Attached {
  /** `changed()` is called when a picture has come or gone; `notice(sentence)` where one cannot come. */
  constructor(changed, notice) {
    this.changed = changed;
    this.notice = notice;
    this.input = byId("file");
    this.row = byId("attached");
    this.pictures = [];
    byId("attach").addEventListener("click", () => this.input.click());
    byId("detach").addEventListener("click", () => this.#remove(this.pictures));
    this.row.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-do=drop]")));
    this.input.addEventListener("change", () => this.#offer(this.input.files));
    byId("text").addEventListener("paste", (event) => this.#pasted(event));
    this.#listenForDrops();
  }

  /** What is attached, which is then gone from here. */
  take() {
    const { pictures } = this;
    this.#show([]);
    return pictures;
  }

  /** Back from a message that was not taken. */
  put(pictures) {
    this.#show(pictures);
  }

  #pressed(button) {
    if (!button) return;
    const index = [...this.row.querySelectorAll("li")].indexOf(button.closest("li"));
    this.#remove([this.pictures[index]]);
  }

  #remove(pictures) {
    const all = pictures.length === this.pictures.length;
    announce(pictures.length > 1 ? "The pictures were taken away." : `${all ? "The picture" : pictures[0].name} was taken away.`);
    this.#show(this.pictures.filter((each) => !pictures.includes(each)));
    this.changed();
  }

  #pasted(event) {
    if (!event.clipboardData.files.length) return; // words
    event.preventDefault();
    this.#offer(event.clipboardData.files);
  }

  #listenForDrops() {
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const over = (event, still) => {
      if (!hasFiles(event)) return;
      event.preventDefault(); // the browser would open the file instead of the page
      document.body.classList.toggle("dropping", still);
    };
    document.addEventListener("dragover", (event) => over(event, true));
    document.addEventListener("dragleave", (event) => event.relatedTarget ?? over(event, false));
    document.addEventListener("drop", (event) => {
      over(event, false);
      if (hasFiles(event)) this.#offer(event.dataTransfer.files);
    });
  }

  /** The pictures among these files, with those that are here; whatever cannot be taken is said and never sent. */
  async #offer(files) {
    const found = [...files].filter((each) => this.input.accept.includes(each.type) && each.type);
    const { most, tooLarge, count } = this.input.dataset;
    this.input.value = "";
    if (!found.length) return this.notice("Only pictures can be attached: PNG, JPEG, WebP or GIF.");
    if (found.some((each) => each.size > Number(most))) return this.notice(tooLarge);
    if (this.pictures.length + found.length > count) return this.notice(`At most ${count} pictures go with a line.`);
    try {
      const urls = await Promise.all(found.map(dataUrl));
      const read = (url, index) => ({ name: found[index].name, url, base64: url.slice(url.indexOf(",") + 1) });
      this.#show([...this.pictures, ...urls.map(read)]);
      announce(`${found.map((each) => each.name).join(", ")} ${found.length > 1 ? "are" : "is"} attached.`);
      this.changed();
    } catch {
      this.notice("That file could not be read; try another one.");
    }
  }

  #show(pictures) {
    this.pictures = pictures;
    this.row.hidden = !pictures.length;
    this.row.classList.toggle("several", pictures.length > 1);
    const words = pictures.length > 1 ? "Take all pictures away" : "Take the picture away";
    byId("detach").setAttribute("aria-label", words);
    byId("detach").title = words;
    this.row.querySelector("ul").replaceChildren(...pictures.map(shown));
  }
}

/** In the order in which they are sent: with `--mask` the second one is the mask. */
function shown({ name, url }) {
  const element = copyOf("attached-picture");
  element.querySelector("img").src = url;
  element.querySelector("span").textContent = name;
  element.querySelector("button").setAttribute("aria-label", `Take ${name} away`);
  return element;
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
