// What can be done with a drawing, as the server offers it: a press says a line of chat, or puts it into the message box.

import { make, once } from "./elements.js";

const SVG = "http://www.w3.org/2000/svg";

/** The elements for a whole drawing. `talk` holds `say(line)`, a promise, and `fill(line)`. */
export function offers(acts, talk) {
  return acts.map((act) => (act.offers.length ? menu(act, act.offers, talk) : button(act, talk)));
}

/** Those for one picture of several, in little room: the first ones as signs, the others in a menu. */
export function smallOffers(acts, number, talk) {
  const named = acts.map((act) => ({ ...act, name: `${act.label}, picture ${number}` }));
  const rest = named.filter((act) => !["vary", "enlarge"].includes(act.verb));
  const signs = named.filter((act) => !rest.includes(act)).map((act) => sign(act, talk));
  if (rest.length) signs.push(menu({ icon: "more", name: `More, picture ${number}`, title: "More" }, rest, talk, "round"));
  return signs;
}

function button(act, talk) {
  const made = make("button", { type: "button", className: "quiet", title: act.title }, icon(act.icon), act.label);
  return pressed(made, act, talk);
}

function sign(act, talk) {
  const made = make("button", { type: "button", className: "round", title: act.title || act.label }, icon(act.icon));
  made.setAttribute("aria-label", act.name);
  return pressed(made, act, talk);
}

function menu(act, items, talk, look = "quiet") {
  const summary = make("summary", { className: look, title: act.title ?? "" }, icon(act.icon), look === "quiet" ? act.label : "");
  if (act.name) summary.setAttribute("aria-label", act.name);
  const list = make("ul", { className: "popup" }, ...items.map((each) => make("li", {}, item(each, talk))));
  const element = make("details", { className: "menu" }, summary, list);
  list.addEventListener("click", () => (element.open = false));
  return element;
}

function item(each, talk) {
  if (each.href) return make("a", { href: each.href, download: "" }, each.label.toUpperCase());
  return pressed(make("button", { type: "button", title: each.title ?? "" }, each.label), each, talk);
}

function pressed(element, { say, fill }, talk) {
  element.dataset.says = say;
  element.addEventListener("click", () => (fill ? talk.fill(say) : once(element, () => talk.say(say))));
  return element;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
