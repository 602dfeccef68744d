// Board and map: a scroller says at its edge that there is more, and a screen that reads itself again leaves its reader where he is.

function more(scroller) {
  const frame = scroller.parentElement;
  const left = scroller.scrollLeft > 4;
  const right = scroller.scrollLeft + scroller.clientWidth < scroller.scrollWidth - 4;
  frame.dataset.more = [left && "left", right && "right"].filter(Boolean).join(" ");
}

function bind(root) {
  for (const scroller of root.querySelectorAll("[data-scroll-hint]:not([data-scroll-bound])")) {
    scroller.dataset.scrollBound = "";
    const frame = document.createElement("div");
    frame.className = "ss-scroll-frame";
    scroller.before(frame);
    frame.append(scroller);
    scroller.addEventListener("scroll", () => more(scroller), { passive: true });
    new ResizeObserver(() => more(scroller)).observe(scroller);
    more(scroller);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => bind(document));
else bind(document);
document.addEventListener("htmx:afterSettle", () => bind(document));

// A screen [data-live] reads itself again when there are new answers. It waits while somebody writes, or has something open on it; the next look at the
// stamp, seconds later, asks again.
const busy = "[data-editing], [popover]:popover-open, details[open]";

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  if (elt.matches?.("[data-live]")) {
    if (elt.querySelector(busy)) event.preventDefault();
    return;
  }
  // A filter or a link that would draw the screen anew asks before it takes a text away.
  const form = target?.matches?.("[data-live]") ? target.querySelector("[data-editing][data-dirty]") : null;
  if (form && !confirm(form.dataset.leave)) event.preventDefault();
});

// Where the reader was: how far things were scrolled, and what had the focus.
let place = null;
const scrollers = (root) => [...root.querySelectorAll("[data-scroll-hint], .ss-scroll")];

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail;
  if (!target?.matches?.("[data-live]")) return;
  const link = target.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  place = { id: target.id, link, left: scrollers(target).map((one) => one.scrollLeft) };
});
document.addEventListener("htmx:afterSettle", () => {
  const root = place && document.getElementById(place.id);
  if (!root) return;
  scrollers(root).forEach((one, index) => { one.scrollLeft = place.left[index] ?? 0; });
  if (place.link && document.activeElement === document.body) root.querySelector(`a[href="${CSS.escape(place.link)}"]`)?.focus({ preventScroll: true });
  place = null;
});
