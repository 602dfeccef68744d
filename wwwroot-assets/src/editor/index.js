import { applyBrand } from "../answer/brand.js";
import { drawPreview } from "./preview.js";
import { startEditor } from "./editor.js";
import { valueOf } from "./json-text.js";

const island = (id) => JSON.parse(document.getElementById(id).textContent);

globalThis.StageSurveys = Object.assign(globalThis.StageSurveys ?? {}, { preview: drawPreview });
document.dispatchEvent(new CustomEvent("stagesurveys:editor"));

for (const el of document.querySelectorAll("[data-survey-preview]")) {
  const { definition, locale, brandColour } = island(el.dataset.surveyPreview);
  applyBrand(brandColour);
  drawPreview(el, valueOf(definition), locale);
}
const root = document.getElementById("survey-editor");
if (root) {
  const data = island(root.dataset.island);
  applyBrand(data.brandColour);
  startEditor(root, data);
}
