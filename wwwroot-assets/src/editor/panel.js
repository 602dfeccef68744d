// The middle: the properties of what is selected.
import { choiceList, checkField, group, numberField, selectField, someOf, textField, textPair } from "./fields.js";
import { conditionField } from "./condition-field.js";
import { h } from "./dom.js";
import { rawAt, setAt } from "./json-text.js";
import { emotionWords, kindOf, kinds, measuresOf } from "./kinds.js";
import * as model from "./model.js";

export function panel(ed) {
  const { t, definition, selection } = ed;
  const value = model.at(definition, selection.path);
  if (selection.type === "survey" || !value) return surveyPanel(ed);
  if (selection.type === "page") return pagePanel(ed, value);
  const kind = kindOf(value);
  return kind ? questionPanel(ed, value, kind) : [
    h("h2", { class: "h3" }, value.name ?? value.type ?? "?"),
    h("p", null, t("The editor has no form for the type “{0}”. It is kept to the letter and can be changed as JSON.", value.type ?? "?")),
    h("button", { type: "button", class: "btn btn-sm mb-3", onclick: () => ed.openJson(selection.path) }, t("Open in the JSON tab")),
    h("pre", { class: "sed-source", tabindex: "0", "aria-label": "JSON" }, rawAt(ed.text, selection.path)),
  ];
}

function surveyPanel(ed) {
  const { t } = ed;
  return [
    h("h2", { class: "h3" }, t("Questionnaire")),
    textPair(ed, t("Title"), ["title"]),
    textPair(ed, t("Description"), ["description"], { lines: 2 }),
    h("p", { class: "text-secondary" }, t("Choose a question on the list to change it, or add one.")),
  ];
}

function pagePanel(ed, page) {
  const { t, selection: { path } } = ed;
  return [
    h("h2", { class: "h3" }, t("Page {0}", path[1] + 1)),
    textPair(ed, t("Title"), [...path, "title"]),
    textPair(ed, t("Description"), [...path, "description"], { lines: 2 }),
    conditionField(ed, [...path, "visibleIf"], undefined),
    nameField(ed, path, page),
  ];
}

function nameField(ed, path, owner) {
  const { t } = ed;
  return textField(ed, t("Name"), [...path, "name"], {
    hint: t("Answers are stored under this name; conditions use it."),
    onchange: (name, input) => {
      const taken = model.names(ed.definition);
      if (!name || (name !== owner.name && taken.has(name))) {
        input.value = owner.name ?? "";
        ed.say(name ? t("Another question has the name “{0}”.", name) : t("A name is needed."));
        return;
      }
      ed.change(model.renameQuestion(ed.text, path, name));
    },
  });
}

function questionPanel(ed, question, kind) {
  const { t, selection: { path } } = ed;
  const at = (key) => [...path, key];
  return [
    h("h2", { class: "visually-hidden" }, t("Question")),
    group(t("Kind"), "f-kind", h("select", {
      id: "f-kind", class: "form-select", onchange: (event) => ed.change(model.changeKind(ed.text, path, event.target.value)),
    }, kinds.map(({ id }) => h("option", { value: id, selected: id === kind }, ed.kindText(id))))),
    textPair(ed, t("Title"), at("title"), { lines: 2 }),
    textPair(ed, t("Description"), at("description"), { lines: 2 }),
    checkField(ed, t("An answer is required"), at("isRequired")),
    ...ownFields(ed, question, kind, at),
    conditionField(ed, at("visibleIf"), question.name),
    measuring(ed, question, kind, at),
    nameField(ed, path, question),
  ];
}

function ownFields(ed, question, kind, at) {
  const { t } = ed;
  switch (kind) {
    case "nps": case "csat": case "ces": case "faces":
      return [
        textPair(ed, t("At the low end"), at("minRateDescription")), textPair(ed, t("At the high end"), at("maxRateDescription")),
        kind === "ces" ? checkField(ed, t("Turned scale: 1 is very easy"), at("cesTurned")) : null,
      ];
    case "rating":
      return [
        h("div", { class: "sed-pair" }, numberField(ed, t("From"), at("rateMin")), numberField(ed, t("To"), at("rateMax"))),
        textPair(ed, t("At the low end"), at("minRateDescription")), textPair(ed, t("At the high end"), at("maxRateDescription")),
      ];
    case "goal": return [choiceList(ed, t("Choices"), at("choices"))];
    case "radiogroup": case "checkbox": case "dropdown":
      return [
        question.choicesByUrl || question.choicesFromQuestion
          ? h("p", { class: "form-hint" }, t("The choices come from elsewhere; that is changed in the JSON tab."))
          : choiceList(ed, t("Choices"), at("choices")),
        checkField(ed, t("Offer “Other” with a text"), at("showOtherItem")),
        checkField(ed, t("Offer “None”"), at("showNoneItem")),
        kind === "checkbox" ? h("div", { class: "sed-pair" },
          numberField(ed, t("At least"), at("minSelectedChoices"), { min: 0 }), numberField(ed, t("At most"), at("maxSelectedChoices"), { min: 0 })) : null,
      ];
    case "emotionpicker":
      return [
        someOf(ed, t("Words offered"), at("words"), emotionWords, (word) => t("word." + word)),
        checkField(ed, t("Ask how strong the feeling is"), at("askIntensity")),
      ];
    case "problemlist":
      return [
        choiceList(ed, t("Problems"), at("problems"), { wished: "problem", addText: t("Add a problem") }),
        h("p", { class: "form-hint" }, t("Each problem a customer ticks is asked for its severity.")),
        checkField(ed, t("Ask whether it was resolved"), at("askResolved"), { fallback: true }),
        textPair(ed, t("Words for “no problem”"), at("noneText")),
      ];
    case "text":
      return [
        selectField(ed, t("Input"), at("inputType"), [["", t("Text")], ["email", t("E-mail address")], ["tel", t("Telephone")], ["number", t("Number")], ["date", t("Date")], ["url", t("Web address")]]),
        textPair(ed, t("Placeholder"), at("placeholder")), numberField(ed, t("Longest text, in characters"), at("maxLength"), { min: 1 }),
      ];
    case "comment":
      return [
        textPair(ed, t("Placeholder"), at("placeholder")),
        h("div", { class: "sed-pair" }, numberField(ed, t("Lines"), at("rows"), { min: 1 }), numberField(ed, t("Longest text, in characters"), at("maxLength"), { min: 1 })),
      ];
    case "boolean": return [textPair(ed, t("Word for yes"), at("labelTrue")), textPair(ed, t("Word for no"), at("labelFalse"))];
    case "matrix":
      return [
        choiceList(ed, t("Rows"), at("rows"), { wished: "row", addText: t("Add a row") }),
        choiceList(ed, t("Columns"), at("columns"), { wished: "column", addText: t("Add a column") }),
      ];
    default: return [];
  }
}

function measuring(ed, question, kind, at) {
  const { t } = ed;
  const possible = measuresOf(kind);
  if (possible.length === 0 && !question.measure) return h("p", { class: "form-hint" }, t("This kind of question is kept and exported, but gives no score."));
  const free = ["rating", "radiogroup", "dropdown", "text", "comment"].includes(kind) || !possible.includes(question.measure);
  const touchpoints = ed.data.touchpoints.map(({ key, name }) => [key, `${name} (${key})`]);
  return h("fieldset", { class: "sed-box mb-3" }, h("legend", { class: "form-label" }, t("What it measures")),
    free
      ? selectField(ed, t("Measure"), at("measure"), [["", t("Nothing")], ...possible.map((id) => [id, t("measure." + id)])], {
        // A rating that measures something has that measure's scale.
        onpick: (id) => {
          const scale = kind === "rating" && kinds.find((other) => other.type === "rating" && other.measure === id);
          ed.change(scale ? model.changeKind(ed.text, ed.selection.path, scale.id) : setAt(ed.text, at("measure"), id || undefined));
        },
      })
      : h("p", { class: "mb-2" }, t("measure." + question.measure)),
    question.measure ? selectField(ed, t("For the touchpoint"), at("measureTouchpoint"), [["", t("The one it is asked at")], ...touchpoints]) : null);
}
