// The list of commands that opens on ".", of options that opens on "--", and of names that opens after some of these.

import { announce, byId, make } from "./elements.js";
import * as server from "./server.js";

const COMMAND = /^\.\w*$/;
const OPTION = /(?:^|\s)(--[\w-]*)$/;
const NAME = /(?:^|\s)--([\w-]+)[ =]("?[^\s"]*)$/;

export class Hints {
  constructor(area) {
    this.area = area;
    this.list = byId("hints");
    this.fixed = [...this.list.children];
    this.named = null; // a promise of the elements of the names, by option
    this.all = this.fixed;
    this.active = null;
    this.list.addEventListener("pointerdown", (event) => this.#clicked(event));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Shows what fits the word before the caret. */
  update() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const [, option, name] = NAME.exec(before) ?? [];
    if (option) return this.#updateNames(before, option, name);
    this.#show(this.fixed, COMMAND.test(before) ? before : OPTION.exec(before)?.[1]);
  }

  /** They may be others next time. */
  forget() {
    this.named = null;
  }

  async #updateNames(before, option, name) {
    this.named ??= server.names().then(elements, () => ({})); // without the server, there is nothing to offer
    const named = await this.named;
    if (before !== this.area.value.slice(0, this.area.selectionStart)) return; // somebody went on typing
    this.#show(named[option] ?? [], name, true);
  }

  #show(all, word, empty = false) {
    if (all !== this.all) this.list.replaceChildren(...all);
    this.all = all;
    this.word = word;
    const wasOpen = this.isOpen;
    this.#mark(null);
    for (const hint of this.all) hint.hidden = !(this.word || empty) || !begins(hint, this.word);
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

/** Capitals and quotation marks do not matter. */
function begins(hint, word) {
  const bare = (text) => text.replace(/^"/, "").toLowerCase();
  return bare(hint.dataset.insert).startsWith(bare(word));
}

let numbered = 0;

/** An element of the list for each name. */
function elements(names) {
  return Object.fromEntries(Object.entries(names).map(([option, known]) => [option, known.map(element)]));
}

function element({ typed, about }) {
  const made = make("li", { id: `name-${(numbered += 1)}`, role: "option", hidden: true }, make("code", {}, typed), " ", make("span", {}, make("b", {}, about)));
  made.dataset.insert = `${typed} `;
  made.setAttribute("aria-selected", "false");
  return made;
}
