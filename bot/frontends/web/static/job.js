// One drawing in the conversation: its plates, its progress, what became of it and what can be done with it.

import { announce, copyOf, make, once } from "./elements.js";
import { inline } from "./markdown.js";
import { offers } from "./offers.js";
import { PlanForm } from "./plan.js";
import { Plates } from "./plates.js";

const ENDED = new Set(["succeeded", "failed", "cancelled"]);

export class JobCard {
  /** `acts` holds `redo(job)`, `cancel(job)`, `enlarge(pictures, index)`, `plan(job, act, frames, anyway)`, `say(line)` and `fill(line)`. */
  constructor(job, acts) {
    this.acts = acts;
    this.element = copyOf("job");
    this.plates = new Plates(this.#part(".plates"), (index) => this.#enlarge(index), acts);
    this.restored = ENDED.has(job.status); // it was drawn before this page was opened
    this.element.classList.toggle("restored", this.restored);
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.update(job);
  }

  get ended() {
    return ENDED.has(this.job.status);
  }

  /** A newer state of the same job; an ended one stays as it ended. */
  update(job) {
    if (this.job && this.ended) return;
    const news = this.job !== undefined && this.job.status !== job.status;
    this.job = job;
    this.element.setAttribute("aria-label", job.label);
    this.element.classList.toggle("drawing", !this.ended);
    this.#part(".working").hidden = this.ended;
    if (this.ended) this.#end();
    else this.#begin();
    if (news) announce(job.announcement);
  }

  #begin() {
    this.plates.lay(this.job);
    if (!this.#bar.hasAttribute("value")) this.#stage("Starting…");
  }

  /** Where the drawing stands: a bar, words, and what can be seen of it. */
  progress(progress) {
    if (this.ended) return;
    if (progress.position > 0) return this.#stage(`Number ${progress.position} in the queue${progress.left}`);
    this.#bar.value = progress.step / progress.num_steps;
    this.#stage(`Step ${progress.step} of ${progress.num_steps}${progress.left}`);
    this.plates.preview(progress);
  }

  #end() {
    const { job } = this;
    if (job.status === "succeeded") this.plates.fill(job, this.restored);
    else this.plates.clear();
    this.#part(".outcome").replaceChildren(...inline(job.outcome));
    this.#part(".outcome").hidden = !job.outcome;
    this.#part(".colophon").replaceChildren(
      ...job.notes.map((note) => make("p", { className: "note" }, ...inline(note))),
      make("p", {}, ...inline(job.facts)),
    );
    if (job.page) this.#part(".ending").prepend(this.#sheet(job.page));
    if (job.plan) {
      this.form = new PlanForm(job.plan, (...filled) => this.acts.plan(job, ...filled));
      this.#part(".ending").prepend(this.form.element);
    }
    this.#offer();
  }

  /** Only what can be done with this drawing is offered. */
  #offer() {
    const best = this.job.page ?? this.job.frames[0];
    this.#do("redo").hidden = !this.job.redo;
    const report = this.job.acts.filter((act) => act.verb === "report");
    this.#part(".from-it").append(...offers(this.job.acts.filter((act) => !report.includes(act)), this.acts));
    this.#part(".about-it").append(...offers(report, this.acts));
    this.#do("open").hidden = !best || best.video;
    this.#do("download").hidden = !best;
    if (best) Object.assign(this.#do("download"), { href: best.url, download: best.name });
    if (this.job.page) this.#do("download").querySelector("span").textContent = "Download page";
    this.#do("about").hidden = !this.job.href;
    if (this.job.href) this.#do("about").href = this.job.href;
    if (this.job.story) this.#do("about").querySelector("span").textContent = "Read it";
    this.#part(".ending").hidden = false;
  }

  #sheet(page) {
    const image = make("img", { src: page.url, alt: "", width: page.width, height: page.height, loading: "lazy" });
    const words = make("span", {}, make("strong", {}, "The page"), "the whole story on one sheet");
    const sheet = make("button", { type: "button", className: "sheet", title: "Open large" }, image, words);
    sheet.addEventListener("click", () => this.#enlarge(this.job.frames.length));
    return sheet;
  }

  #enlarge(index) {
    const { frames, page } = this.job;
    this.acts.enlarge(page ? [...frames, page] : frames, index);
  }

  #clicked(event) {
    const button = event.target.closest("[data-do]");
    if (button?.dataset.do === "redo") once(button, () => this.acts.redo(this.job));
    if (button?.dataset.do === "cancel") once(button, () => this.acts.cancel(this.job));
    if (button?.dataset.do === "open") this.#enlarge(0);
    if (button?.dataset.do === "copy") this.#copy(button);
  }

  async #copy(button) {
    const words = button.querySelector("span");
    const done = await copied(this.job.command);
    words.textContent = done ? "Copied" : "Could not copy";
    announce(done ? "The command was copied." : "The browser did not allow copying.");
    setTimeout(() => (words.textContent = "Copy command"), 1800);
  }

  #stage(words) {
    this.#part(".stage").textContent = words;
  }

  get #bar() {
    return this.#part("progress");
  }

  #part(selector) {
    return this.element.querySelector(selector);
  }

  #do(name) {
    return this.#part(`[data-do="${name}"]`);
  }
}

/** The clipboard interface exists only on secure origins; a page reached by its network address copies the old way. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
