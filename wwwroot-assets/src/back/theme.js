// [data-theme-set="light"|"dark"|"auto"] chooses the looks and remembers it on this device. The layout's first script line does the same before
// anything is painted: document.documentElement.dataset.bsTheme = …
const dark = matchMedia("(prefers-color-scheme: dark)");
const stored = () => {
  try { return localStorage.getItem("theme") ?? "auto"; } catch { return "auto"; }
};

function apply(choice) {
  const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
  if (document.documentElement.dataset.bsTheme !== theme) {
    document.documentElement.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent("theme:changed", { detail: theme }));
  }
  for (const button of document.querySelectorAll("[data-theme-set]")) button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-theme-set]");
  if (!button) return;
  event.preventDefault();
  try { localStorage.setItem("theme", button.dataset.themeSet); } catch { /* for this page only */ }
  apply(button.dataset.themeSet);
});
dark.addEventListener("change", () => apply(stored()));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => apply(stored()));
apply(stored());
