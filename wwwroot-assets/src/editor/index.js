import { drawPreview } from "./preview.js";
import { startEditor } from "./editor.js";
import { valueOf } from "./json-text.js";

const island = (id) => JSON.parse(document.getElementById(id).textContent);

globalThis.StageSurveys = Object.assign(globalThis.StageSurveys ?? {}, { preview: drawPreview });
document.dispatchEvent(new CustomEvent("stagesurveys:editor"));

for (const el of document.querySelectorAll("[data-survey-preview]")) {
  const { definition, locale } = island(el.dataset.surveyPreview);
  drawPreview(el, valueOf(definition), locale);
}
const root = document.getElementById("survey-editor");
if (root) startEditor(root, island(root.dataset.island));
