// The list of commands that opens on "." and of options that opens on "--".

import { announce, byId } from "./elements.js";

const COMMAND = /^\.\w*$/;
const OPTION = /(?:^|\s)(--[\w-]*)$/;

export class Hints {
  constructor(area) {
    this.area = area;
    this.list = byId("hints");
    this.all = [...this.list.children];
    this.active = null;
    this.list.addEventListener("pointerdown", (event) => this.#clicked(event));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Shows what fits the word before the caret. */
  update() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    this.word = COMMAND.test(before) ? before : OPTION.exec(before)?.[1];
    const wasOpen = this.isOpen;
    this.#mark(null);
    for (const hint of this.all) hint.hidden = !this.word || !hint.dataset.insert.startsWith(this.word);
    this.list.hidden = this.#shown().length === 0;
    if (this.isOpen && !wasOpen) announce(`${this.#shown().length} suggestions; choose with the arrow keys.`);
  }

  close() {
    this.list.hidden = true;
    this.#mark(null);
  }

  /** True when the key was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    if (event.key === "ArrowDown") this.#move(1);
    else if (event.key === "ArrowUp") this.#move(-1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.#take(this.active ?? this.#shown()[0]);
    else if (event.key === "Enter" && !event.shiftKey && this.active) this.#take(this.active);
    else return false;
    return true;
  }

  #move(by) {
    const shown = this.#shown();
    const from = this.active ? shown.indexOf(this.active) : by > 0 ? -1 : 0;
    this.#mark(shown[(from + by + shown.length) % shown.length]);
  }

  #mark(hint) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = hint;
    hint?.setAttribute("aria-selected", "true");
    hint?.scrollIntoView({ block: "nearest" });
    if (hint) this.area.setAttribute("aria-activedescendant", hint.id);
    else this.area.removeAttribute("aria-activedescendant");
  }

  #take(hint) {
    const caret = this.area.selectionStart;
    this.area.setRangeText(hint.dataset.insert, caret - this.word.length, caret, "end");
    this.area.dispatchEvent(new Event("input"));
    this.close();
  }

  #clicked(event) {
    const hint = event.target.closest("[role=option]");
    event.preventDefault(); // the message box keeps the focus
    if (hint) this.#take(hint);
  }

  #shown() {
    return this.all.filter((hint) => !hint.hidden);
  }
}
