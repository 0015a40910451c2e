// The list of what was said and answered. Jobs are kept by id, so hearing of one twice changes nothing.

import { announce, byId, copyOf, make } from "./elements.js";
import { JobCard } from "./job.js";
import { blocks, plain, typed } from "./markdown.js";

export class Conversation {
  constructor(acts) {
    this.list = byId("conversation");
    this.acts = acts;
    this.exchanges = new Map(); // message id → element
    this.cards = new Map(); // job id → JobCard
  }

  /** Something was said; answers come later. `at` (milliseconds) puts what is restored in its place; the rest comes last. */
  begin(message, text, { again = false, pictures = [], at } = {}) {
    const known = this.exchanges.get(message);
    if (known) return known;
    const exchange = copyOf("exchange");
    exchange.dataset.at = at ?? this.#now();
    exchange.querySelector(".bubble").replaceChildren(...typed(text));
    exchange.querySelector(".again").hidden = !again;
    const given = pictures.map((src, index) => make("img", { className: "given", src, alt: alt(index, pictures.length) }));
    exchange.querySelector(".gifts").append(...given);
    exchange.querySelector(".gifts").hidden = !given.length;
    this.exchanges.set(message, exchange);
    byId("welcome").hidden = true;
    this.#insert(exchange);
    if (at === undefined) toBottom("instant"); // whoever speaks sees it, wherever the page was
    return exchange;
  }

  /** Later than all that is there, also where the server's clock is ahead of ours. */
  #now() {
    return Math.max(Date.now(), Number(this.list.lastElementChild?.dataset.at ?? 0));
  }

  #insert(exchange) {
    const later = [...this.list.children].find((other) => Number(other.dataset.at) > Number(exchange.dataset.at));
    const follow = !later && atBottom();
    this.list.insertBefore(exchange, later ?? null);
    if (follow) toBottom();
  }

  /** Three dots, while the answer is on its way. */
  waiting(message, still) {
    this.exchanges.get(message).classList.toggle("asking", still);
  }

  /** The bot's answer: words, a file, a drawing, or several. `anyway`: the line that does what it hesitates to do. */
  answer(message, { text, job, attachment }, { trouble = false, quietly = false, anyway = null } = {}) {
    if (job) return this.job(job);
    const element = copyOf("answer");
    element.classList.toggle("trouble", trouble);
    element.append(...blocks(text));
    if (attachment?.url.startsWith("data:image/")) element.append(make("img", { className: "shown", src: attachment.url, alt: "" }));
    if (attachment) element.append(download(attachment));
    if (anyway) element.append(this.#press("Draw it anyway", anyway));
    this.#reply(message, element);
    if (!quietly) announce(plain(text));
  }

  /** A job as it now is: a new card, or news for the one that stands there. */
  job(job) {
    const card = this.cards.get(job.id);
    if (card) return this.#keepingBottom(() => card.update(job));
    this.begin(job.message, job.text, { again: job.again, pictures: job.starts, at: Date.parse(job.created_at) });
    const made = new JobCard(job, this.acts);
    this.cards.set(job.id, made);
    this.cards.get(job.of_plan)?.form?.fold(); // what was made of a plan stands below it
    this.#reply(job.message, made.element);
  }

  progress(progress) {
    this.cards.get(progress.job)?.progress(progress);
  }

  get isEmpty() {
    return this.exchanges.size === 0;
  }

  /** A button for one press: it says its line. */
  #press(label, line) {
    const button = make("button", { type: "button", className: "quiet" }, label);
    button.addEventListener("click", () => {
      button.remove();
      this.acts.insist(line);
    });
    return button;
  }

  #reply(message, element) {
    this.#keepingBottom(() => this.exchanges.get(message).querySelector(".replies").append(element));
  }

  /** Whoever reads the newest keeps seeing it; whoever scrolled back is not pulled away. */
  #keepingBottom(change) {
    const follow = atBottom();
    change();
    if (follow) toBottom();
  }
}

const page = document.documentElement;
const atBottom = () => page.scrollHeight - page.clientHeight - page.scrollTop < 160;

export function toBottom(behavior = "smooth") {
  requestAnimationFrame(() => page.scrollTo({ top: page.scrollHeight, behavior }));
}

function download({ name, url }) {
  const link = document.createElement("a");
  return Object.assign(link, { className: "quiet", href: url, download: name, textContent: `Download ${name}` });
}

const alt = (index, count) => (count > 1 ? `Attached picture ${index + 1} of ${count}` : "The attached picture");
