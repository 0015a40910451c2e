// The plates of one drawing: empty paper, then what is being drawn, then the pictures.

import { copyOf, make } from "./elements.js";
import { smallOffers } from "./offers.js";

export class Plates {
  /** `open(index)` shows picture `index` large; `talk` says or prepares the line of a button. */
  constructor(element, open, talk) {
    this.element = element;
    this.open = open;
    this.talk = talk;
    this.plates = [];
  }

  /** As many empty plates as there will be pictures; a story's sentences are there from the start. */
  lay(job) {
    if (this.plates.length) return;
    this.element.classList.toggle("several", job.expected.length > 1);
    this.element.style.setProperty("--columns", columns(job.expected.length));
    this.#shape(job);
    this.plates = job.expected.map((sentence) => this.#plate(sentence, job));
    this.element.replaceChildren(...this.plates);
  }

  #shape({ width, height }) {
    this.element.style.setProperty("--shape", `${width} / ${height}`);
    this.element.style.setProperty("--natural", `${2.5 * width}px`); // a small picture is not blown up to blur
  }

  #plate(sentence, job) {
    const plate = copyOf("plate");
    if (job.captioned) this.#caption(plate, sentence, []);
    return plate;
  }

  #caption(plate, sentence, cast) {
    const caption = plate.querySelector("figcaption");
    caption.replaceChildren(sentence);
    if (cast.length) caption.append(make("span", { className: "cast" }, `with ${cast.join(", ")}`));
    caption.hidden = false;
  }

  /** Shows the preview through the vignette. It is one grid of all pictures, as square as can be: each plate shows its cell. */
  preview({ step, num_steps: steps, preview }) {
    this.element.style.setProperty("--done", step / steps);
    if (!preview) return;
    const columns = Math.ceil(Math.sqrt(this.plates.length));
    const rows = Math.ceil(this.plates.length / columns);
    this.plates.forEach((plate, index) => {
      const cell = plate.querySelector(".preview");
      const grid = cell.firstElementChild;
      cell.hidden = false;
      grid.src = preview;
      grid.style.width = `${columns * 100}%`;
      grid.style.height = `${rows * 100}%`;
      grid.style.translate = `${(-100 * (index % columns)) / columns}% ${(-100 * Math.floor(index / columns)) / rows}%`;
    });
  }

  /** The finished pictures fade in over what stood there. */
  fill(job, restored) {
    this.lay(job);
    this.#shape(job); // one that started from a picture has that picture's
    job.frames.forEach((frame, index) => this.#fillOne(this.plates[frame.index], frame, index, job.captioned, restored));
    const there = new Set(job.frames.map((frame) => frame.index));
    this.plates.forEach((plate, index) => there.has(index) || gone(plate, "This picture was deleted."));
  }

  #fillOne(plate, frame, index, captioned, restored) {
    const button = plate.querySelector(".picture");
    if (button.firstChild) return;
    if (captioned) this.#caption(plate, frame.sentence, frame.cast);
    this.#offer(plate, frame);
    if (frame.video) return film(plate, frame);
    const image = make("img", { alt: frame.alt, width: frame.width, height: frame.height, decoding: "async" });
    image.loading = restored ? "lazy" : "eager";
    image.onload = () => {
      button.classList.add("loaded");
      plate.querySelector(".preview")?.remove();
    };
    image.onerror = () => gone(plate, "This picture is no longer kept.");
    image.src = frame.url;
    button.append(image);
    button.hidden = false;
    button.addEventListener("click", () => this.open(index));
  }

  #offer(plate, { index, acts }) {
    const place = plate.querySelector(".acts");
    place.replaceChildren(...smallOffers(acts, index + 1, this.talk));
    place.setAttribute("aria-label", `Picture ${index + 1}`);
    place.hidden = !acts.length;
  }

  /** Nothing will be drawn on these plates any more. */
  clear() {
    this.element.replaceChildren();
    this.plates = [];
  }
}

/** On a wide window: four to a row, or three where four would leave one alone. */
function columns(count) {
  return count <= 3 || count === 6 || count % 4 === 1 ? 3 : 4;
}

/** A video plays where it is; it has its own controls. */
function film(plate, frame) {
  const video = make("video", { src: frame.url, controls: true, loop: true, muted: true, playsInline: true, className: "picture loaded" });
  video.setAttribute("aria-label", frame.alt);
  plate.querySelector(".preview")?.remove();
  plate.querySelector(".picture").replaceWith(video);
}

/** Paper with a sentence on it, where a picture was. */
function gone(plate, sentence) {
  plate.querySelector(".preview")?.remove();
  plate.querySelector(".picture").replaceWith(make("p", { className: "gone" }, sentence));
}
