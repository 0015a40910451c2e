// The picture that goes with the next message: chosen, dropped or pasted, shown small, and taken away again.

import { announce, byId } from "./elements.js";

export class Attached {
  /** `changed()` is called when a picture has come or gone; `notice(sentence)` where one cannot come. */
  constructor(changed, notice) {
    this.changed = changed;
    this.notice = notice;
    this.input = byId("file");
    this.chip = byId("attached");
    this.picture = null;
    byId("attach").addEventListener("click", () => this.input.click());
    byId("detach").addEventListener("click", () => this.#remove());
    this.input.addEventListener("change", () => this.#offer(this.input.files));
    byId("text").addEventListener("paste", (event) => this.#pasted(event));
    this.#listenForDrops();
  }

  /** What is attached, which is then gone from here. */
  take() {
    const { picture } = this;
    this.#show(null);
    return picture;
  }

  /** Back from a message that was not taken. */
  put(picture) {
    this.#show(picture);
  }

  #remove() {
    this.#show(null);
    announce("The picture was taken away.");
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

  /** The first picture of these files; whatever cannot be taken is said at once and never sent. */
  async #offer(files) {
    const file = [...files].find((each) => this.input.accept.includes(each.type) && each.type);
    this.input.value = "";
    if (!file) return this.notice("Only pictures can be attached: PNG, JPEG, WebP or GIF.");
    if (file.size > Number(this.input.dataset.most)) return this.notice(this.input.dataset.tooLarge);
    try {
      const url = await dataUrl(file);
      this.#show({ name: file.name, url, base64: url.slice(url.indexOf(",") + 1) });
      announce(`${file.name} is attached.`);
      this.changed();
    } catch {
      this.notice("That file could not be read; try another one.");
    }
  }

  #show(picture) {
    this.picture = picture;
    this.chip.hidden = !picture;
    if (picture) byId("attached-image").src = picture.url;
    byId("attached-name").textContent = picture?.name ?? "";
  }

}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
