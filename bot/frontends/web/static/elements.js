// Small helpers around the document: find, clone, make.

export const byId = (id) => document.getElementById(id);

/** A copy of a <template>'s only element. */
export const copyOf = (template) => byId(template).content.firstElementChild.cloneNode(true);

/** An element with properties and children: make("p", { className: "x" }, "words", otherElement). */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** One polite sentence for people who listen to the page. */
export function announce(sentence) {
  byId("announcer").textContent = "";
  setTimeout(() => (byId("announcer").textContent = sentence), 50);
}

/** A button cannot be pressed again while its request is under way; it keeps the focus that disabling takes from it. */
export async function once(button, act) {
  const focused = document.activeElement === button;
  button.disabled = true;
  try {
    await act();
  } finally {
    button.disabled = false;
    if (focused && button.isConnected && document.activeElement === document.body) button.focus();
  }
}
