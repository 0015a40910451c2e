// Pictures one by one, as large as the window: arrow keys, Home, End, swipes; Escape closes.

import { byId } from "./elements.js";

const SWIPE = 50; // pixels

export class Lightbox {
  constructor() {
    this.dialog = byId("lightbox");
    this.pictures = [];
    this.index = 0;
    this.dialog.addEventListener("click", (event) => this.#clicked(event));
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.dialog.addEventListener("pointerdown", (event) => (this.from = event.clientX));
    this.dialog.addEventListener("pointerup", (event) => this.#swiped(event.clientX - this.from));
  }

  open(pictures, index) {
    this.pictures = pictures;
    this.dialog.showModal();
    this.#show(index);
  }

  #show(index) {
    this.index = (index + this.pictures.length) % this.pictures.length;
    const picture = this.pictures[this.index];
    const several = this.pictures.length > 1;
    Object.assign(this.dialog.querySelector("img"), { src: picture.url, alt: picture.alt });
    this.dialog.querySelector("figcaption").textContent = picture.caption;
    this.dialog.querySelector(".count").textContent = several ? `${this.index + 1} of ${this.pictures.length}` : "";
    Object.assign(this.#do("download"), { href: picture.url, download: picture.name });
    this.#do("previous").hidden = this.#do("next").hidden = !several;
  }

  #clicked(event) {
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "previous") this.#show(this.index - 1);
    if (act === "next") this.#show(this.index + 1);
    if (act === "close" || event.target === this.dialog || event.target.tagName === "FIGURE") this.dialog.close();
  }

  #key(event) {
    const to = { ArrowLeft: this.index - 1, ArrowRight: this.index + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#show(to);
  }

  #swiped(by) {
    if (Math.abs(by) > SWIPE && this.pictures.length > 1) this.#show(this.index - Math.sign(by));
  }

  #do(name) {
    return this.dialog.querySelector(`[data-do="${name}"]`);
  }
}
