// The right: the questionnaire as customers see it, drawn by the real SurveyJS.
import { h, redraw } from "./dom.js";
import { drawPreview } from "./preview.js";

export function createPreview(ed) {
  const { t } = ed;
  let width = "phone";
  let shown = null;
  let timer = 0;
  const bar = h("div", { class: "sed-preview-bar" });
  const paper = h("div", { class: "sed-paper" });
  const problem = h("p", { class: "text-danger", role: "status" });
  const element = h("section", { class: "sed-preview card", "aria-label": t("Preview") }, bar, problem, h("div", { class: "sed-desk" }, paper));

  const toggle = (label, options, now, pick) => h("div", { class: "btn-group", role: "group", "aria-label": label }, options.map(([id, text]) => h("button", {
    type: "button", id: "preview-" + id, class: "btn btn-sm" + (id === now ? " active" : ""), "aria-pressed": String(id === now),
    onclick: () => {
      pick(id);
      drawNow();
    },
  }, text)));
  let locale = ed.locale;

  function drawNow() {
    clearTimeout(timer);
    redraw(bar,
      toggle(t("Language of the preview"), [["fr", "FR"], ["en", "EN"]], locale, (id) => { locale = id; }),
      toggle(t("Width of the preview"), [["phone", t("Phone")], ["desktop", t("Computer")]], width, (id) => { width = id; }));
    paper.dataset.width = width;
    const wanted = locale + ed.text;
    if (!ed.definition || wanted === shown) return;
    shown = wanted;
    try {
      drawPreview(paper, structuredClone(ed.definition), locale, t("Nothing to answer yet. Add a first question, and it shows here as your customers will see it."));
      problem.textContent = "";
    } catch (error) {
      problem.textContent = t("This cannot be drawn: {0}", error.message);
    }
  }

  return {
    element,
    draw() {
      clearTimeout(timer);
      if (shown === null) drawNow();
      else timer = setTimeout(drawNow, 300);
    },
  };
}
