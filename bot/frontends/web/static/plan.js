// The plan of a story as a form: who is in each picture, where and when. It sends what `.plan` takes, and keeps all that was typed.

import { announce, copyOf, make, once } from "./elements.js";
import { plain } from "./markdown.js";

const CHARACTER = ["name", "looks", "clothes"];
const TOLD = ["place", "time", "weather", "held", "absent"];
const LEFT = "Nothing was drawn, and the plan is as it was.";
let told = 0; // sentences beside fields, for their ids
const unsaved = new Set();
addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());

export class PlanForm {
  /**
   * `send(act, frames, anyway)`: a promise of what is wrong, as { text, frame, character, field }; only `text` where it is
   * the whole, which `asks` whether to draw it anyway.
   */
  constructor(plan, send) {
    this.plan = plan;
    this.send = send;
    this.element = copyOf("plan");
    this.element.querySelector(".price").textContent = plan.price ? `, drawing ${plan.price}` : "";
    this.element.addEventListener("click", ({ target }) => this.#press(target.closest("[data-do]")));
    this.element.addEventListener("input", ({ target }) => this.#typed(target));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault(); // Enter in a field saves; only its button draws
      this.#hand("edit", this.form.querySelector("[type=submit]"));
    });
    this.#fill();
  }

  get form() {
    return this.element.querySelector("form");
  }

  /** Out of the way, as it is. */
  fold() {
    this.element.open = false;
  }

  #fill() {
    this.element.querySelector(".planned").replaceChildren(...this.plan.frames.map((frame, index) => this.#frame(frame, index)));
  }

  #frame(frame, index) {
    const element = copyOf("planned-frame");
    element.querySelector(".number").textContent = index + 1;
    element.querySelector(".sentence").textContent = frame.sentence;
    element.querySelector("[data-do=add]").setAttribute("aria-label", `Put somebody into picture ${index + 1}`);
    for (const field of TOLD) input(element, field).value = frame[field];
    element.querySelector(".cast-list").append(...frame.characters.map(character));
    count(element);
    return element;
  }

  #press(button) {
    if (!button) return;
    const frame = button.closest("li");
    if (button.dataset.do === "draw") this.#hand("draw", button);
    if (button.dataset.do === "insist") this.#hand("draw", button, true);
    if (button.dataset.do === "leave") this.#leave();
    if (button.dataset.do === "add") {
      const made = character({ name: "", looks: "", clothes: "" });
      frame.querySelector(".cast-list").append(made);
      count(frame);
      input(made, "name").focus();
    }
    if (button.dataset.do === "drop") {
      button.closest(".character").remove();
      count(frame);
      frame.querySelector("[data-do=add]").focus();
    }
  }

  #typed(field) {
    this.#keep(true);
    unmark(field);
    if (field.dataset.field === "name") count(field.closest("li"));
  }

  async #hand(act, button, anyway = false) {
    await once(button, async () => {
      this.#say("");
      this.form.querySelectorAll("[aria-invalid]").forEach(unmark);
      const wrong = await this.send(act, this.#frames(), anyway).catch((error) => [{ text: error.message }]);
      if (wrong.length) this.#object(wrong);
      else this.#close();
    });
  }

  #frames() {
    return [...this.element.querySelectorAll(".planned > li")].map((frame) => ({
      ...values(frame, TOLD),
      characters: [...frame.querySelectorAll(".character")].map((row) => values(row, CHARACTER)),
    }));
  }

  /** Each sentence beside its field, the focus in the first of them. */
  #object(wrong) {
    const frames = this.element.querySelectorAll(".planned > li");
    const fields = wrong.filter(({ field }) => field).map(({ frame, character: row, field, text }) => {
      const place = row === null ? frames[frame] : frames[frame].querySelectorAll(".character")[row];
      return mark(input(place, field), text);
    });
    this.#say(wrong.filter(({ field }) => !field).map(({ text }) => plain(text)).join(" "));
    this.form.querySelector("[data-do=insist]").hidden = !wrong.some(({ asks }) => asks);
    fields[0]?.focus();
  }

  #say(sentence) {
    const line = this.form.querySelector(":scope > .wrong");
    line.textContent = sentence;
    line.hidden = !sentence;
    this.form.querySelector("[data-do=insist]").hidden = true;
  }

  #leave() {
    this.#fill();
    this.#say("");
    this.#close();
    announce(LEFT);
  }

  /** Leaving the page would lose what was typed and not saved. */
  #keep(typed) {
    (typed ? unsaved.add : unsaved.delete).call(unsaved, this);
  }

  #close() {
    this.#keep(false);
    this.fold();
    this.element.querySelector("summary").focus({ preventScroll: true });
  }
}

const input = (place, field) => place.querySelector(`[data-field=${field}]`);
const values = (place, names) => Object.fromEntries(names.map((name) => [name, input(place, name).value]));

function character(told) {
  const element = copyOf("planned-character");
  for (const field of CHARACTER) input(element, field).value = told[field];
  return element;
}

/** Rows are named by who is in them, for those who hear the page. */
function count(frame) {
  const rows = [...frame.querySelectorAll(".character")];
  frame.querySelector(".nobody").hidden = rows.length > 0;
  frame.querySelector("[data-do=add] span").textContent = rows.length ? "Somebody else" : "Somebody";
  rows.forEach((row, index) => {
    const name = input(row, "name").value || `Character ${index + 1}`;
    row.querySelector("legend").textContent = name;
    row.querySelector("[data-do=drop]").setAttribute("aria-label", `Take ${name} out of this picture`);
  });
}

function mark(field, text) {
  const sentence = make("p", { className: "wrong", id: `wrong-${(told += 1)}` }, text);
  unmark(field);
  field.closest(".field").append(sentence);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", sentence.id);
  return field;
}

function unmark(field) {
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
  field.closest(".field").querySelector(".wrong")?.remove();
}
