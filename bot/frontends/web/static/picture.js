// One picture: opens large at a press; arrow keys go to the ones that were drawn with it.

import "./acts.js";
import "./page.js";
import { Lightbox } from "./lightbox.js";
import { onPage } from "./onpage.js";

const lightbox = new Lightbox();
document.querySelector(".enlarge")?.addEventListener("click", () => lightbox.open(onPage(".enlarge img"), 0));

document.addEventListener("keydown", (event) => {
  const inUse = event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, dialog, video");
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (rel && !inUse) document.querySelector(`.large [rel=${rel}]`)?.click();
});
