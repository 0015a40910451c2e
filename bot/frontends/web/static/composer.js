// The message box: Enter sends, Shift+Enter breaks the line, ArrowUp brings back what was said before.

import { Attached } from "./attached.js";
import { announce, byId } from "./elements.js";
import { Hints } from "./hints.js";

const EMPTY = "Type what to draw, such as .imagine a red fox in the snow, or a dot to see all commands.";

export class Composer {
  /** `send(text, pictures)` takes what was typed, and what was attached. */
  constructor(send) {
    this.area = byId("text");
    this.send = send;
    this.hints = new Hints(this.area);
    this.attached = new Attached(() => this.#changed(), (sentence) => this.#notice(sentence));
    this.said = []; // oldest first
    this.recalled = null; // index in `said` while looking back
    this.area.addEventListener("input", () => this.#typed());
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("blur", () => this.hints.close());
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** What can be brought back with ArrowUp. */
  remember(text) {
    if (this.said.at(-1) !== text) this.said.push(text);
  }

  /** Words that were not taken come back, unless new ones stand there already. */
  giveBack(text, pictures = []) {
    if (this.area.value) return;
    this.#put(text);
    this.attached.put(pictures);
  }

  /** Words to start from, instead of what stands there. */
  offer(text) {
    this.#put(text);
    this.focus();
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  #submit() {
    const text = this.area.value;
    if (!text.trim()) return this.#notice(EMPTY);
    this.#put("");
    this.#notice("");
    this.hints.close();
    this.hints.forget(); // what is said may make new ones
    this.recalled = null;
    this.remember(text);
    this.send(text, this.attached.take());
  }

  #changed() {
    this.#notice("");
    this.focus();
  }

  /** A sentence above the box, until something else is typed or attached; "" takes it away. */
  #notice(sentence) {
    byId("notice").textContent = sentence;
    byId("notice").hidden = !sentence;
    if (sentence) announce(sentence);
  }

  #typed() {
    this.#notice("");
    this.recalled = null;
    this.#fit();
    this.hints.update();
  }

  #key(event) {
    if (event.isComposing) return; // an input method is choosing characters
    if (this.hints.key(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    }
    if (event.key === "ArrowUp" && this.#mayLookBack()) this.#recall(event, -1);
    if (event.key === "ArrowDown" && this.recalled !== null) this.#recall(event, 1);
  }

  /** Not in the middle of a text, where the arrows move the caret. */
  #mayLookBack() {
    return this.said.length > 0 && (!this.area.value || this.recalled !== null);
  }

  #recall(event, by) {
    event.preventDefault();
    const index = Math.max(0, (this.recalled ?? this.said.length) + by);
    this.#put(this.said[index] ?? "");
    this.recalled = index < this.said.length ? index : null;
  }

  #put(text) {
    this.area.value = text;
    this.area.setSelectionRange(text.length, text.length);
    this.#fit();
  }

  /** Grows with its lines where the browser does not do so by itself. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight}px`;
  }
}
