// The answer page: the server's page stands and reads without this; here it becomes a questionnaire. The contract is in ../../README.md.
import { renderSurvey } from "survey-js-ui";
import { createModel } from "../surveyjs/index.js";
import { applyBrand } from "./brand.js";
import { confirmChosen } from "./chosen.js";
import { startDraft } from "./draft.js";
import { submit, visibleAnswers } from "./submit.js";
import { pageTexts } from "./texts.js";

const $ = (id) => document.getElementById(id);

function button(className, text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

function start(data) {
  applyBrand(data.brandColour);
  const texts = pageTexts(data.locale, data.texts);
  const model = createModel(data.definition, data.locale);
  // A score clicked in the mail is shown as chosen; it counts with the first thing the customer does here, and not before.
  model.data = data.chosen ? { ...data.answers, [data.chosen.key]: data.chosen.values[data.chosen.place - 1] } : data.answers ?? {};
  model.currentPageNo = Math.max(0, Math.min(data.page ?? 0, model.visiblePageCount - 1));

  const survey = $("survey");
  const bar = $("answer-progress");
  const alert = $("answer-alert");
  const state = $("answer-state");
  const back = button("back", texts.back, () => model.prevPage());
  const go = button("go", texts.next, () => (model.isLastPage ? model.completeLastPage() : model.nextPage()));
  $("answer-nav").replaceChildren(back, go);

  let sending = false;
  const draft = startDraft(data.urls.draft, () => ({ answers: model.data, page: model.currentPageNo }), (said) => {
    state.textContent = texts[said];
    state.dataset.state = said;
  });

  function warn(text) {
    alert.textContent = text;
    alert.hidden = !text;
  }

  function showProgress() {
    const questions = model.getAllQuestions(true).filter((q) => q.hasInput);
    const answered = questions.filter((q) => !q.isEmpty()).length;
    const percent = questions.length > 0 ? Math.round((100 * answered) / questions.length) : 0;
    bar.setAttribute("aria-valuenow", String(percent));
    bar.firstElementChild.style.width = `${Math.max(percent, 3)}%`;
  }

  function showNavigation() {
    back.hidden = model.isFirstPage || sending;
    go.textContent = sending ? texts.sending : model.isLastPage ? texts.send : texts.next;
    go.setAttribute("aria-disabled", String(sending));
    document.documentElement.classList.toggle("first-page", model.isFirstPage);
  }

  function showErrors(errors) {
    let first = null;
    const unplaced = [];
    for (const { field, reason } of errors) {
      const name = String(field ?? "").replace(/^answers\./, "");
      const question = model.getQuestionByValueName(name) ?? model.getQuestionByName(name) ?? model.getQuestionByName(name.split(/[.[]/)[0]);
      if (question?.isVisible) {
        question.addError(reason);
        first ??= question;
      } else unplaced.push(reason);
    }
    if (first) {
      model.currentPage = first.page;
      first.focus(true);
    }
    warn([texts.fix, ...unplaced].join(" "));
  }

  async function sendAnswers() {
    if (sending) return;
    sending = true;
    warn("");
    showNavigation();
    draft.pause();
    const outcome = await submit(data.urls.submit, visibleAnswers(model));
    if (outcome.kind === "done") {
      location.replace(outcome.redirect);
      return;
    }
    sending = false;
    showNavigation();
    draft.resume();
    if (outcome.kind === "invalid") showErrors(outcome.errors);
    else warn(texts[outcome.kind]);
  }

  // Thanks come from the server, after its commit: SurveyJS never finishes by itself.
  model.onCompleting.add((_, options) => {
    options.allow = false;
    sendAnswers();
  });
  model.onValueChanged.add(() => {
    warn("");
    showProgress();
    showNavigation();
    draft.changed();
  });
  model.onCurrentPageChanged.add(() => {
    warn("");
    showNavigation();
    draft.changed();
    draft.send();
    scrollTo({ top: 0 });
    survey.focus({ preventScroll: true });
  });

  if (data.chosen) confirmChosen(model, data.chosen, data.urls.touched);

  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", texts.progress);
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  state.textContent = texts.saved;
  survey.replaceChildren();
  survey.tabIndex = -1;
  survey.classList.add("ss-survey");
  renderSurvey(model, survey);
  showProgress();
  showNavigation();
  document.documentElement.classList.add("ready");
  globalThis.StageSurveys = Object.assign(globalThis.StageSurveys ?? {}, { answer: model });
}

const island = $("answer-data");
if (island) start(JSON.parse(island.textContent));
