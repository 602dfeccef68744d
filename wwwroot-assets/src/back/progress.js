// <div data-progress-url="/…">: asks every second for { percent, text, done, redirect? } and shows it in the .progress-bar and
// [data-progress-text] inside; slows down while the server does not answer, stops when done.
import { onContent, within } from "./request.js";

const running = new WeakSet();

async function poll(element) {
  const bar = element.querySelector(".progress-bar");
  const text = element.querySelector("[data-progress-text]");
  let pause = 1000;
  while (element.isConnected) {
    let state = null;
    try {
      const response = await fetch(element.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (response.ok) state = await response.json();
      else if ([401, 403, 404].includes(response.status)) return;
    } catch { /* asked again below */ }
    pause = state ? 1000 : Math.min(pause * 2, 15_000);
    if (state) {
      const percent = Math.max(0, Math.min(100, Number(state.percent) || 0));
      if (bar) {
        bar.style.width = percent + "%";
        bar.setAttribute("aria-valuenow", String(Math.round(percent)));
      }
      if (text && state.text != null && text.textContent !== state.text) text.textContent = state.text;
      if (state.done) {
        element.dispatchEvent(new CustomEvent("progress:done", { bubbles: true, detail: state }));
        if (state.redirect) location.assign(state.redirect);
        return;
      }
    }
    await new Promise((wake) => setTimeout(wake, pause));
  }
}

onContent((root) => {
  for (const element of within(root, "[data-progress-url]")) {
    if (running.has(element)) continue;
    running.add(element);
    poll(element);
  }
});
