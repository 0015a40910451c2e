// What every page that is read does: times of this place, menus that close like menus, tables that can be read on a phone.

for (const time of document.querySelectorAll("time")) localize(time);

/** The server knows only UTC. */
export function localize(time) {
  const options = { dateStyle: "medium", timeStyle: "short" };
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, options);
}

/** On a narrow screen each cell stands below the others, after the name of its column. */
for (const table of document.querySelectorAll(".scroll table")) {
  const names = [...table.tHead.rows[0].cells].map((cell) => (cell.firstElementChild ? "" : cell.textContent));
  for (const row of table.tBodies[0].rows) [...row.cells].forEach((cell, column) => names[column] && (cell.dataset.of = names[column]));
}
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

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
