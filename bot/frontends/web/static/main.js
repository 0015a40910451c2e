// Wires the page: what is typed goes to the server, what the server tells goes into the conversation.

import "./page.js";
import { Composer } from "./composer.js";
import { Conversation, toBottom } from "./conversation.js";
import { byId, make } from "./elements.js";
import { Lightbox } from "./lightbox.js";
import { listen } from "./live.js";
import { note, notes } from "./notebook.js";
import * as server from "./server.js";

const TITLE = document.title;
const lightbox = new Lightbox();
const composer = new Composer(say);
const conversation = new Conversation({
  enlarge: (pictures, index) => lightbox.open(pictures, index),
  cancel: (job) => attempt(job.message, async () => conversation.job((await server.cancel(job.id)).job)),
  redo: (job) => again(job),
  say: (line) => say(line),
  insist: (line) => {
    composer.offer(""); // the words that came back are in the line
    say(line);
  },
  fill: (line) => composer.offer(line),
  plan,
});

/** `pictures` are what was attached, each { url, name, base64 }. */
async function say(text, pictures = []) {
  const message = server.newMessageId();
  conversation.begin(message, text, { pictures: pictures.map((picture) => picture.url) });
  const ask = () => server.say(text, message, pictures.map((picture) => picture.base64));
  await exchange(message, text, ask, () => composer.giveBack(text, pictures));
}

/** What is wrong with a plan that was filled in, as { text, asks } and where it stands; nothing where it was taken. */
async function plan(job, act, frames, anyway) {
  const { errors = [], answers = [] } = await server.plan(job.id, act, frames, anyway, server.newMessageId());
  const taken = answers.filter((answer) => answer.job);
  for (const answer of taken) conversation.job(answer.job);
  if (taken.length) toBottom();
  return errors.concat(answers.filter((answer) => answer.refused));
}

async function again(job) {
  const message = server.newMessageId();
  conversation.begin(message, job.text, { again: true });
  await exchange(message, job.text, () => server.redo(job.id, message));
}

/** One request and its answers; words-only answers are noted, because only drawings are on record. */
async function exchange(message, text, ask, refused = () => {}) {
  const at = Date.now();
  const words = [];
  conversation.waiting(message, true);
  await attempt(message, async () => {
    const { answers } = await ask();
    for (const answer of answers) {
      const anyway = answer.asks ? `${text} --anyway` : null;
      conversation.answer(message, answer, { trouble: answer.refused, anyway });
    }
    words.push(...answers.filter((answer) => !answer.job).map(({ text, refused }) => ({ text, trouble: refused })));
    if (answers.some((answer) => answer.refused)) refused();
  }, refused);
  conversation.waiting(message, false);
  if (words.length) note({ message, text, at, answers: words });
}

/** Whatever goes wrong is told in the conversation, in a sentence. */
async function attempt(message, act, failed = () => {}) {
  try {
    await act();
  } catch (error) {
    conversation.answer(message, { text: error.message }, { trouble: true });
    failed();
  }
}

/** Everything on record, and what this browser noted; also after a broken connection. */
async function restore() {
  const { jobs } = await server.recent();
  const first = conversation.isEmpty;
  for (const entry of first ? notes() : []) {
    conversation.begin(entry.message, entry.text, { at: entry.at });
    for (const { text, trouble } of entry.answers) {
      conversation.answer(entry.message, { text }, { trouble, quietly: true });
    }
  }
  for (const job of jobs) conversation.job(job);
  if (first) started(jobs);
}

function started(jobs) {
  const said = [...notes(), ...jobs.map(({ text, created_at: at }) => ({ text, at: Date.parse(at) }))];
  for (const { text } of said.sort((a, b) => a.at - b.at)) composer.remember(text);
  byId("welcome").hidden = !conversation.isEmpty;
  byId("conversation").removeAttribute("aria-busy");
  window.scrollTo({ top: document.documentElement.scrollHeight });
}

/** What the header says: who draws, and what may still be spent. */
function state({ engine, detail, credits }) {
  const line = byId("state");
  line.classList.remove("away");
  line.replaceChildren(make("span", { title: detail }, engine), make("span", {}, credits));
}

function away() {
  byId("state").classList.add("away");
  byId("state").replaceChildren("Connection lost; trying again…");
}

listen({
  opened: () => restore().catch(away),
  lost: away,
  state,
  progress: (progress) => conversation.progress(progress),
  job: (job) => {
    conversation.job(job);
    if (document.hidden && job.status === "succeeded") document.title = `● ${TITLE}: drawn`;
  },
});

byId("conversation").addEventListener("click", (event) => {
  const command = event.target.closest(".try");
  if (!command) return;
  event.preventDefault();
  composer.offer(command.textContent);
});
document.addEventListener("visibilitychange", () => (document.title = TITLE));
byId("welcome").addEventListener("click", (event) => {
  const example = event.target.closest(".example");
  if (!example) return;
  composer.remember(example.dataset.text);
  say(example.dataset.text);
  composer.focus();
});
if (byId("text").dataset.offered) composer.offer(byId("text").dataset.offered);
else if (matchMedia("(hover: hover)").matches) composer.focus(); // a phone would open its keyboard over the welcome
