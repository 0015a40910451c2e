// What every page that is read does: times of this place, and menus that close like menus.

for (const time of document.querySelectorAll("time")) localize(time);

/** The server knows only UTC. */
export function localize(time) {
  const options = { dateStyle: "medium", timeStyle: "short" };
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, options);
}

const menus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// `toggle` does not bubble, but can be caught on its way down.
document.addEventListener("toggle", ({ target }) => target.matches?.(".menu[open]") && target.querySelector("textarea, select")?.focus(), true);
