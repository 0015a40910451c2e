// One's own jobs: progress as it comes, cancel and redo. A job that changes is drawn again by the server.

import { localize } from "./page.js";
import { announce, byId, make, once } from "./elements.js";
import { listen } from "./live.js";
import { inline } from "./markdown.js";
import * as server from "./server.js";

let pressed = null; // the button that was pressed last: disabled, it loses the focus
const nothingFocused = () => document.activeElement === document.body;
const status = (id) => byId(`job-${id}`)?.dataset.status;

/** One after the other, so that an older answer never overtakes a newer one. */
let refreshing = Promise.resolve();
const refresh = () => (refreshing = refreshing.then(fetched).catch(() => {}));

/** The page once more, and from it every line that is new or another one. */
async function fetched() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const [rows, freshRows] = [byId("rows"), fresh.getElementById("rows")];
  if (!rows && freshRows) return location.reload();
  byId("under-way-count").textContent = fresh.getElementById("under-way-count").textContent;
  for (const row of [...(freshRows?.children ?? [])].reverse()) {
    const known = byId(row.id);
    if (known?.dataset.status === row.dataset.status) continue;
    row.querySelectorAll("time").forEach(localize);
    const focused = known?.contains(document.activeElement) || (known?.contains(pressed) && nothingFocused());
    if (known) known.replaceWith(row);
    else rows.prepend(row);
    if (focused) row.querySelector("button, a[href]:not([tabindex])")?.focus();
  }
}

function progressed({ job, step, num_steps: steps, position, left }) {
  const row = byId(`job-${job}`);
  const bar = row?.querySelector("progress");
  if (!bar) return;
  if (!position) bar.value = step / steps;
  row.querySelector(".stage").textContent = (position ? `Number ${position} in the queue` : `Step ${step} of ${steps}`) + left;
}

listen({
  opened: refresh,
  lost: () => {},
  progress: progressed,
  job: (job) => {
    if (status(job.id) === job.status) return;
    announce(job.announcement);
    refresh();
  },
});

byId("rows")?.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) once(button, () => press(button));
});

async function press(button) {
  const { job } = button.closest(".row").dataset;
  pressed = button;
  try {
    if (button.dataset.do === "cancel") await server.cancel(job);
    else refused(job, await server.redo(job, server.newMessageId()));
  } catch (error) {
    trouble(job, error.message);
  }
}

function refused(job, { answers }) {
  for (const { text } of answers.filter((answer) => answer.refused)) trouble(job, text);
}

/** Whatever goes wrong is told where the button was pressed, in a sentence. */
function trouble(job, sentence) {
  byId(`job-${job}`)?.querySelector(".what").append(make("p", { className: "note", role: "alert" }, ...inline(sentence)));
}
