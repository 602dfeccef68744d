// The persona map: a scroller says at its edge that there is more, and a map that somebody writes on does not read itself again.

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

// A note that is being written would be thrown away by the answer. The screen asks again soon, and is read when the form is gone.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (elt.matches?.("[data-wait-while-editing]") && elt.querySelector("[data-editing]")) event.preventDefault();
});
