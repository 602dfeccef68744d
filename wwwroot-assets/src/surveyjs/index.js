// Everything a definition of ours may hold beyond plain SurveyJS, registered once for the answer page and the editor alike.
import { Model, Serializer, settings } from "survey-core";
import "survey-core/i18n/french";
import "./faces.js";
import "./emotionpicker.js";
import "./problemlist.js";

export const measures = ["goal", "face", "emotion", "problems", "csat", "ces", "nps", "verbatim", "importance"];

Serializer.addProperty("question", { name: "measure", choices: measures, category: "general" });
Serializer.addProperty("question", { name: "measureTouchpoint", category: "general" });
Serializer.addProperty("question", { name: "cesTurned:boolean", default: false, category: "general" });

// A page has one h1 above the questionnaire; the headings inside follow it without a gap.
Object.assign(settings.titleTags, { survey: "h1", page: "h2", panel: "h2", question: "h2" });

/**
 * A questionnaire ready to be drawn. It is for drawing only: what was defined is in the definition, not in this model's JSON.
 * @param {object} definition SurveyJS JSON
 * @param {string} locale "fr" or "en"
 */
export function createModel(definition, locale) {
  const model = new Model(definition);
  model.locale = locale;
  model.isCompact = true;
  model.showTitle = false;
  model.showProgressBar = false;
  model.showNavigationButtons = false;
  model.showCompletePage = false;
  model.showQuestionNumbers = "off";
  model.widthMode = "responsive";
  model.questionErrorLocation = "bottom";
  for (const question of model.getAllQuestions(false, true)) {
    // Two rows that nobody has answered yet, rather than a switch which seems to say no.
    if (question.getType() === "boolean" && question.renderAs === "default") question.renderAs = "radio";
    if (question.getType() !== "rating") continue;
    if (question.measure === "face" && question.renderAs === "default") question.renderAs = "faces";
    // SurveyJS would turn a scale into a drop-down on a phone; ours wraps instead and stays one tap.
    else if (question.displayMode === "auto") question.displayMode = "buttons";
  }
  return model;
}
