// { "type": "problemlist", "problems": [{ "value": "late", "text": {…} }], "askResolved": false?, "noneText": "…"? }
// Value: "none", or [{ "problem": "late", "severity": 1..4, "resolved": "yes"|"partly"|"no"|"unknown" }]; resolved is left out when not said.
import { CustomError, ElementFactory, Question, Serializer } from "survey-core";
import { ReactQuestionFactory, SurveyQuestionElementBase, createElement as h } from "survey-js-ui";
import { groupProps, pills, tile } from "./controls.js";
import { resolutionIds, textsFor } from "./texts.js";

export class QuestionProblemList extends Question {
  constructor(name) {
    super(name);
    this.createItemValues("problems");
    this.createLocalizableString("noneText", this);
  }

  getType() { return "problemlist"; }
  get isNewA11yStructure() { return true; }
  get problems() { return this.getPropertyValue("problems"); }
  set problems(items) { this.setPropertyValue("problems", items); }

  get askResolved() { return this.getPropertyValue("askResolved"); }
  set askResolved(on) { this.setPropertyValue("askResolved", on); }
  get noneText() { return this.getLocalizableStringText("noneText"); }
  set noneText(text) { this.setLocalizableStringText("noneText", text); }
  get locNoneText() { return this.getLocalizableString("noneText"); }

  get reported() { return Array.isArray(this.value) ? this.value : []; }
  get saidNone() { return this.value === "none"; }
  find(problem) { return this.reported.find((r) => r.problem === problem); }

  /** Keeps the order of the definition, so that the same answer is always the same value. */
  report(problem, on) {
    const others = this.reported.filter((r) => r.problem !== problem);
    const next = on ? [...others, { problem }] : others;
    const order = this.problems.map((p) => p.value);
    next.sort((a, b) => order.indexOf(a.problem) - order.indexOf(b.problem));
    this.value = next.length > 0 ? next : undefined;
  }

  describe(problem, part) {
    this.value = this.reported.map((r) => (r.problem === problem ? { ...r, ...part } : r));
  }

  sayNone(on) {
    this.value = on ? "none" : undefined;
  }

  get unrated() { return this.reported.filter((r) => !r.severity); }
  severityId(problem) { return `${this.inputId}_${this.problems.findIndex((p) => p.value === problem)}_severity`; }
  textOf(problem) { return this.problems.find((p) => p.value === problem)?.locText.renderedHtml ?? problem; }

  onCheckForErrors(errors, isOnValueChanged, fireCallback) {
    super.onCheckForErrors(errors, isOnValueChanged, fireCallback);
    const texts = textsFor(this.getLocale());
    for (const { problem } of this.unrated) errors.push(new CustomError(texts.needsSeverity(this.textOf(problem)), this));
  }

  getFirstInputElementId() { return this.inputId; }
  getFirstErrorInputElementId() { return this.unrated.length > 0 ? this.severityId(this.unrated[0].problem) : this.inputId; }

  getDisplayValueCore(keyAsText, value) {
    const texts = textsFor(this.getLocale());
    if (value === "none") return this.noneText || texts.noProblem;
    return Array.isArray(value)
      ? value.map((r) => this.textOf(r.problem) + (r.severity ? ` (${texts.severities[r.severity - 1]})` : "")).join(", ")
      : value;
  }
}

Serializer.addClass("problemlist", [
  { name: "problems:itemvalue[]" },
  { name: "askResolved:boolean", default: true },
  { name: "noneText", serializationProperty: "locNoneText" },
], () => new QuestionProblemList(""), "question");
ElementFactory.Instance.registerElement("problemlist", (name) => new QuestionProblemList(name));

class ProblemList extends SurveyQuestionElementBase {
  renderElement() {
    const question = this.questionBase;
    const texts = textsFor(question.getLocale());
    const change = (act) => (argument) => {
      act(argument);
      this.setState({ value: question.value });
    };
    const details = (item, said) => h("div", { className: "ss-details" },
      pills({
        caption: texts.severity,
        name: `${question.id}_${item.value}_severity`,
        firstId: question.severityId(item.value),
        items: texts.severities.map((text, index) => ({ value: index + 1, text })),
        value: said.severity,
        disabled: this.isDisplayMode,
        invalid: !said.severity && question.errors.length > 0,
        onPick: change((severity) => question.describe(item.value, { severity })),
      }),
      question.askResolved
        ? pills({
          caption: texts.resolved,
          name: `${question.id}_${item.value}_resolved`,
          items: resolutionIds.map((id) => ({ value: id, text: texts.resolutions[id] })),
          value: said.resolved,
          disabled: this.isDisplayMode,
          onPick: change((resolved) => question.describe(item.value, { resolved })),
        })
        : null);

    return h("div", { ...groupProps(question, "group"), className: "ss-problems", ref: (el) => this.setControl(el) },
      question.problems.map((item, index) => {
        const said = question.find(item.value);
        const text = item.locText.renderedHtml;
        return h("div", { className: "ss-problem", key: String(item.value), role: "group", "aria-label": text },
          tile({
            type: "checkbox",
            className: "ss-row",
            id: index === 0 ? question.inputId : undefined,
            name: `${question.id}_${item.value}`,
            checked: !!said,
            disabled: this.isDisplayMode,
            text,
            onPick: change((on) => question.report(item.value, on)),
          }),
          said ? details(item, said) : null);
      }),
      tile({
        type: "checkbox",
        className: "ss-row",
        id: question.problems.length === 0 ? question.inputId : undefined,
        name: question.id + "_none",
        checked: question.saidNone,
        disabled: this.isDisplayMode,
        text: question.noneText || texts.noProblem,
        onPick: change((on) => question.sayNone(on)),
      }));
  }
}

ReactQuestionFactory.Instance.registerQuestion("problemlist", (props) => h(ProblemList, props));
