import { renderSurvey } from "survey-js-ui";
import { settings } from "survey-core";
import { pageTexts } from "../answer/texts.js";
import { createModel } from "../surveyjs/index.js";

// The page around the preview has the h1.
Object.assign(settings.titleTags, { survey: "h2", page: "h3", panel: "h3", question: "h3" });

const shown = new WeakMap();

/**
 * Draws a definition as customers will see it, all its pages reachable; again with another definition or locale to refresh. Answers given while
 * trying stay when the question of that name stays.
 * @param {string} [empty] what to say of a questionnaire that asks nothing yet
 * @returns {import("survey-core").Model} the drawn model; throws when the definition is no questionnaire
 */
export function drawPreview(el, definition, locale, empty) {
  const before = shown.get(el);
  const model = createModel(definition, locale);
  model.showNavigationButtons = true;
  model.showTitle = true;
  const texts = pageTexts(locale);
  Object.assign(model, { completeText: texts.send, pageNextText: texts.next, pagePrevText: texts.back });
  if (empty) model.emptySurveyText = empty;
  model.onCompleting.add((_, options) => { options.allow = false; });
  if (before) {
    model.data = before.data;
    model.currentPageNo = Math.min(before.currentPageNo, model.visiblePageCount - 1);
  }
  el.classList.add("ss-survey");
  renderSurvey(model, el);
  before?.dispose();
  shown.set(el, model);
  return model;
}
