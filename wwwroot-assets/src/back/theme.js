// Light or dark: what this device chose, else what it is set to. Loaded in the head without defer, so that no page flashes in the other looks.
// [data-theme-toggle] changes over; [data-theme-set="light"|"dark"|"auto"] chooses.
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
  const button = event.target.closest?.("[data-theme-set], [data-theme-toggle]");
  if (!button) return;
  event.preventDefault();
  const choice = button.dataset.themeSet ?? (document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark");
  try { localStorage.setItem("theme", choice); } catch { /* for this page only */ }
  apply(choice);
});
dark.addEventListener("change", () => apply(stored()));
document.addEventListener("DOMContentLoaded", () => apply(stored()));
apply(stored());
