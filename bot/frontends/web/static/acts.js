// The buttons of a picture or a story: each says a line of chat, redoes, or deletes.

import { byId, once } from "./elements.js";
import * as server from "./server.js";
import { Work } from "./work.js";

const work = new Work();

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.redo) once(button, () => work.ask(server.redo(button.dataset.redo, server.newMessageId())));
  if (button?.dataset.say) once(button, () => say(button.dataset.say));
  if (button?.dataset.delete) once(button, () => remove(button.dataset));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.say) return;
  event.preventDefault();
  once(form.querySelector("[type=submit]"), async () => {
    const taken = await say(`${form.dataset.say} ${form.elements.words.value}`.trim());
    const menu = form.closest("details");
    if (taken && menu) menu.open = false;
    if (taken) menu?.querySelector("summary").focus();
  });
});

const say = (text) => work.ask(server.say(text, server.newMessageId()), () => say(`${text} --anyway`));

async function remove({ delete: path, question }) {
  if (!(await sure(question))) return;
  try {
    location.assign((await server.remove(path)).next);
  } catch (error) {
    work.trouble(error.message);
  }
}

function sure(question) {
  const dialog = byId("question");
  byId("question-words").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}
