// Light Markdown to elements: **bold**, *emphasis*, `code`, "- " lists, fenced blocks, escapes and line breaks. Never through innerHTML.

import { make } from "./elements.js";

/** The block elements of an answer's text. */
export function blocks(text) {
  const parts = text.split(/^```\w*\n([\s\S]*?)^```$/m); // odd parts are fenced
  return parts.flatMap((part, index) => (index % 2 ? [fenced(part)] : paragraphs(part)));
}

const fenced = (text) => make("pre", { tabIndex: 0 }, make("code", {}, text.trimEnd()));

function paragraphs(text) {
  return text.split(/\n{2,}/).map((part) => part.trim()).filter(Boolean).flatMap(paragraph);
}

/** A paragraph may hold runs of list lines between its other lines; lines that begin with code are a list, too. */
function paragraph(text) {
  const made = [];
  for (const line of text.split("\n")) {
    const item = /^\s*[-•]\s+(.*)$/.exec(line) ?? /^(`[^`]+` .*)$/.exec(line);
    const kind = line.startsWith("`") ? "lines" : "";
    const last = made.at(-1);
    if (item && last?.tagName === "UL" && last.className === kind) last.append(make("li", {}, ...inline(item[1])));
    else if (item) made.push(make("ul", { className: kind }, make("li", {}, ...inline(item[1]))));
    else if (last?.tagName === "P") last.append(make("br"), ...inline(line));
    else made.push(make("p", {}, ...inline(line)));
  }
  return made;
}

const MARKS = /(`[^`]+`|\*\*(?:\\.|[^*])+\*\*|(?<![\w*\\])\*(?![\s*])(?:\\.|[^*\n])*?(?<![\s\\])\*(?![\w*])|\\[\\`*_~|<>[\]#]|https?:\/\/[^\s`<>]+)/;

/** The text of one line: bold, code, and signs that a backslash keeps from being marks. */
export function inline(text) {
  return text.split(MARKS).filter(Boolean).map((part) => {
    if (part.startsWith("`") && part.length > 2) return code(part.slice(1, -1));
    if (part.startsWith("**") && part.length > 4) return make("strong", {}, ...inline(part.slice(2, -2)));
    if (part.startsWith("*") && part.length > 2) return make("em", {}, ...inline(part.slice(1, -1)));
    if (part.startsWith(`${location.origin}/`)) return make("a", { href: part }, part); // elsewhere leads no link of ours
    return document.createTextNode(part.startsWith("\\") && part.length === 2 ? part[1] : part);
  });
}

/** The same for a place that shows words alone. */
export const plain = (text) => inline(text).map((part) => part.textContent).join("");

/** A command in an answer can be pressed: it then stands in the message box. */
function code(text) {
  const element = make("code", { className: text.length < 24 ? "short" : "" }, ...parted(text, "span"));
  if (!/^\.\w/.test(text)) return element;
  return make("a", { href: "#text", className: "try", title: "Put it into the message box" }, element);
}

/** What a person typed, with its command word and its options told apart. */
export function typed(text) {
  const [, command, rest] = /^(\.\w+)?([\s\S]*)$/.exec(text);
  return command ? [make("b", {}, command), ...parted(rest, "i")] : parted(rest, "i");
}

/** Options as elements of their own: browsers would break a line behind their hyphens. */
function parted(text, tag) {
  return text.split(/(?<!\S)(--[a-z-]+)/).map((part, index) => (index % 2 ? make(tag, { className: "option" }, part) : part));
}
