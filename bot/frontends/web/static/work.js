// What was asked for on this page: a card in the corner for each drawing, with its progress and the way to its picture.

import { announce, byId, copyOf, make } from "./elements.js";
import { listen } from "./live.js";
import { plain } from "./markdown.js";
import * as server from "./server.js";

const ENDED = new Set(["succeeded", "failed", "cancelled"]);

export class Work {
  constructor() {
    this.place = byId("work");
    this.cards = new Map(); // job id → element
  }

  /**
   * Ask the server (a promise of answers), and show what becomes of it. Whether it was taken. `insist` has done what an
   * answer hesitates to do.
   */
  async ask(answers, insist = null) {
    try {
      const taken = (await answers).answers.map((answer) => this.#answer(answer, insist));
      return taken.every(Boolean);
    } catch (error) {
      this.#trouble(error.message);
      return false;
    }
  }

  /** Something went wrong, in a sentence. */
  trouble(sentence) {
    this.#trouble(sentence);
  }

  #answer({ text, job, refused, asks }, insist) {
    if (job) this.#begin(job);
    else if (refused) this.#trouble(text, asks ? insist : null);
    else this.#say(text);
    return !refused;
  }

  #begin(job) {
    const card = this.#card(job.label);
    this.cards.set(job.id, card);
    this.#listen();
    card.querySelector("[data-do=cancel]").addEventListener("click", async () => {
      try {
        this.#job((await server.cancel(job.id)).job);
      } catch (error) {
        this.#trouble(error.message);
      }
    });
    card.querySelector(".stage").textContent = "Waits…";
    this.#job(job);
    announce(job.announcement);
  }

  #card(words) {
    const card = copyOf("under-way");
    card.querySelector(".what").textContent = words;
    card.querySelector("[data-do=close]").addEventListener("click", () => {
      card.remove();
      this.place.hidden = !this.place.querySelector("li");
    });
    this.place.querySelector("ul").append(card);
    this.place.hidden = false;
    return card;
  }

  /** Words only. */
  #say(text) {
    const card = this.#card(plain(text));
    card.querySelector(".stage").remove();
    this.#settle(card);
    announce(plain(text));
    return card;
  }

  #trouble(sentence, insist = null) {
    const card = this.#card("That did not work");
    card.classList.add("trouble");
    card.querySelector(".stage").textContent = plain(sentence);
    this.#settle(card);
    if (insist) this.#offer(card, insist);
    announce(plain(sentence));
  }

  #offer(card, insist) {
    const button = make("button", { type: "button", className: "quiet" }, "Draw it anyway");
    button.addEventListener("click", () => {
      card.querySelector("[data-do=close]").click();
      insist();
    });
    card.querySelector(".stage").after(button);
  }

  #settle(card) {
    card.querySelector("progress").remove();
    card.querySelector("[data-do=cancel]").remove();
    card.querySelector("[data-do=close]").hidden = false;
  }

  #listen() {
    if (this.listening) return;
    this.listening = true;
    listen({
      opened: () => this.#catchUp(),
      lost: () => {},
      job: (job) => this.#job(job),
      progress: (progress) => this.#progress(progress),
    });
  }

  /** What happened while nobody listened. */
  async #catchUp() {
    const { jobs } = await server.recent();
    for (const job of jobs) this.#job(job);
  }

  #progress({ job, step, num_steps: steps, position, left }) {
    const card = this.cards.get(job);
    const bar = card?.querySelector("progress");
    if (!bar) return;
    if (!position) bar.value = step / steps;
    card.querySelector(".stage").textContent = (position ? `Number ${position} in the queue` : `Step ${step} of ${steps}`) + left;
  }

  #job(job) {
    const card = this.cards.get(job.id);
    if (!card || !ENDED.has(job.status)) return;
    this.cards.delete(job.id);
    this.#settle(card);
    card.querySelector(".stage").textContent = job.status === "succeeded" ? "Here it is." : plain(job.outcome);
    card.classList.toggle("trouble", job.status === "failed");
    if (job.href) this.#show(card, job);
    announce(job.announcement);
  }

  #show(card, job) {
    const [first] = job.frames;
    Object.assign(card.querySelector("img"), { src: first.thumb, hidden: false });
    Object.assign(card.querySelector("a"), { href: job.href, hidden: false });
  }
}
