// Dark or light: as the browser wishes, until somebody presses the button. Runs before the page is painted.

const KEY = "vignette.theme";
const COLOURS = { light: "#f7f0e3", dark: "#1b1815" }; // of the browser's own frame
const wished = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is not allowed here
  }
}

function show(theme) {
  document.documentElement.dataset.theme = theme;
  for (const meta of document.querySelectorAll("meta[name=theme-color]")) meta.content = COLOURS[theme];
  document.getElementById("theme")?.setAttribute("aria-pressed", theme === "dark");
}

const current = () => chosen() ?? (wished.matches ? "dark" : "light");

show(current());
wished.addEventListener("change", () => show(current()));
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  button.hidden = false;
  show(current());
  button.addEventListener("click", () => {
    const theme = current() === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It lasts as long as this page, then.
    }
    show(theme);
  });
});
