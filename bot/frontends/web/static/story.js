// A story: panels or page, and the slide show.

import "./acts.js";
import "./page.js";
import { announce, byId } from "./elements.js";
import { Lightbox } from "./lightbox.js";
import { onPage } from "./onpage.js";

const lightbox = new Lightbox();
const views = [...document.querySelectorAll("[data-view]")];

byId("slideshow").addEventListener("click", () => lightbox.open(onPage("#panels img"), 0, { play: true }));
document.addEventListener("click", (event) => {
  const image = event.target.closest(".enlarge")?.querySelector("img");
  if (!image) return;
  const list = image.closest("#panels, .sheet-view");
  const all = [...list.querySelectorAll("img")];
  lightbox.open(onPage(`#${list.id} img`), all.indexOf(image));
});

for (const button of views) button.addEventListener("click", () => show(button.dataset.view));

function show(view) {
  for (const each of views) {
    each.setAttribute("aria-pressed", each.dataset.view === view);
    byId(each.dataset.view).hidden = each.dataset.view !== view;
  }
  announce(view === "panels" ? "One panel after the other." : `The whole story as a ${view === "sheet" ? "page" : view}.`);
}
