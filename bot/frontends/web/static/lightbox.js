// Pictures one by one, as large as the window, turned by hand or by themselves: arrow keys, Home, End, Space, swipes; Escape closes.

import { byId } from "./elements.js";

const SWIPE = 50; // pixels
const SHORTEST = 3; // seconds a picture stays
const PER_WORD = 0.35; // seconds

export class Lightbox {
  constructor() {
    this.dialog = byId("lightbox");
    this.pictures = [];
    this.index = 0;
    this.dialog.addEventListener("click", (event) => this.#clicked(event));
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.dialog.addEventListener("pointerdown", (event) => (this.from = event.clientX));
    this.dialog.addEventListener("pointerup", (event) => this.#swiped(event.clientX - this.from));
    this.dialog.addEventListener("close", () => this.#stop());
    this.dialog.querySelector("img").addEventListener("load", ({ target }) => {
      target.style.setProperty("--shape", target.naturalWidth / target.naturalHeight);
    });
  }

  /** With `play` the pictures turn by themselves, each after the time it takes to read its words. */
  open(pictures, index, { play = false } = {}) {
    this.pictures = pictures;
    this.dialog.showModal();
    this.#show(index);
    if (!play || pictures.length < 2) return;
    this.#do("play").focus();
    this.#play();
  }

  get playing() {
    return this.timer !== undefined;
  }

  #play() {
    if (this.index === this.pictures.length - 1) this.#show(0);
    this.#do("play").setAttribute("aria-pressed", "true");
    this.#wait();
  }

  #stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.#do("play").setAttribute("aria-pressed", "false");
  }

  #wait() {
    clearTimeout(this.timer);
    const words = this.pictures[this.index].caption.split(/\s+/).length;
    const turn = () => (this.index === this.pictures.length - 1 ? this.#stop() : this.#show(this.index + 1));
    this.timer = setTimeout(turn, 1000 * Math.max(SHORTEST, 1 + PER_WORD * words));
  }

  #show(index) {
    this.index = (index + this.pictures.length) % this.pictures.length;
    const picture = this.pictures[this.index];
    const several = this.pictures.length > 1;
    Object.assign(this.dialog.querySelector("img"), { src: picture.url, alt: picture.alt });
    this.dialog.querySelector("figcaption").textContent = picture.caption;
    this.dialog.querySelector(".count").textContent = several ? `${this.index + 1} of ${this.pictures.length}` : "";
    Object.assign(this.#do("download"), { href: picture.url, download: picture.name });
    for (const name of ["previous", "next", "play"]) this.#do(name).hidden = !several;
    if (this.playing) this.#wait();
  }

  #clicked(event) {
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "previous") this.#show(this.index - 1);
    if (act === "next") this.#show(this.index + 1);
    if (act === "play") this.playing ? this.#stop() : this.#play();
    if (act === "close" || event.target === this.dialog || event.target.tagName === "FIGURE") this.dialog.close();
  }

  #key(event) {
    if (event.key === " " && !event.target.closest("button, a") && this.pictures.length > 1) {
      event.preventDefault();
      return this.playing ? this.#stop() : this.#play();
    }
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
