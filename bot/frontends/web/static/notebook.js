// Answers that are words only are on no server record; this browser keeps the last few, so that a reload loses nothing.

const KEY = "vignette.answers";
const KEPT = 60;

/** [{ message, text, at, answers: [{ text, trouble }] }], oldest first. */
export function notes() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return []; // unreadable, or storage is not allowed here
  }
}

export function note(entry) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...notes(), entry].slice(-KEPT)));
  } catch {
    // A full or forbidden storage costs only this memory.
  }
}
