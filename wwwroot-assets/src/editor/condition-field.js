// "Visible if": the simple builder, and the expression as SurveyJS writes it.
import { read, write, offered, operators, withoutValue } from "./condition.js";
import { h } from "./dom.js";
import { setAt } from "./json-text.js";
import * as model from "./model.js";

export function conditionField(ed, path, ownName) {
  const t = ed.t;
  const expression = model.at(ed.definition, path);
  const simple = read(expression);
  const questions = model.outline(ed.definition).flatMap((page) => page.questions).map(({ question }) => question)
    .filter((question) => typeof question.name === "string" && question.name !== ownName);
  const id = "f-" + path.join("-");
  const set = (text, options) => ed.change(setAt(ed.text, path, text || undefined), options);
  const asked = simple && questions.find((question) => question.name === simple.question);
  const choices = offered(asked);

  const operatorText = {
    "=": t("is"), "<>": t("is not"), "<": t("is less than"), "<=": t("is at most"), ">": t("is more than"), ">=": t("is at least"),
    anyof: t("is one of"), contains: t("contains"), empty: t("has no answer"), notempty: t("has an answer"),
  };

  const pickQuestion = (name) => {
    if (!name) return set("");
    const values = offered(questions.find((question) => question.name === name));
    return set(values.length > 0 ? write({ question: name, operator: "=", values: [values[0].value] }) : write({ question: name, operator: "notempty", values: [] }));
  };
  const pickOperator = (operator) => {
    const values = simple.values.length > 0 ? simple.values : [choices[0]?.value ?? ""];
    set(write({ ...simple, operator, values: operator === "anyof" ? values : values.slice(0, 1) }));
  };
  const textOf = ({ value, choice }) => (choice && model.choiceText(choice, ed.locale)) || (typeof value === "boolean" ? (value ? t("Yes") : t("No")) : String(value));

  const valueField = () => {
    if (withoutValue(simple.operator)) return null;
    if (simple.operator === "anyof" && choices.length > 0) {
      return h("div", { class: "sed-some", role: "group", "aria-label": t("Value") }, choices.map((item) => h("label", { class: "form-check m-0" },
        h("input", {
          id: `${id}-${item.value}`, class: "form-check-input", type: "checkbox", checked: simple.values.includes(item.value),
          onchange: (event) => {
            const values = choices.map((c) => c.value).filter((v) => (v === item.value ? event.target.checked : simple.values.includes(v)));
            set(values.length > 0 ? write({ ...simple, values }) : "");
          },
        }), h("span", { class: "form-check-label" }, textOf(item)))));
    }
    if (choices.length > 0) {
      const index = choices.findIndex(({ value }) => value === simple.values[0]);
      return h("select", {
        id: id + "-value", class: "form-select", "aria-label": t("Value"),
        onchange: (event) => set(write({ ...simple, values: [choices[Number(event.target.value)].value] })),
      }, index < 0 ? h("option", { value: "-1", selected: true, disabled: true }, String(simple.values[0])) : null,
      choices.map((item, i) => h("option", { value: i, selected: i === index }, textOf(item))));
    }
    return h("input", {
      id: id + "-value", class: "form-control", type: "text", "aria-label": t("Value"), value: simple.values.join(", "),
      oninput: (event) => {
        const typed = simple.operator === "anyof" ? event.target.value.split(",").map((part) => part.trim()) : [event.target.value];
        set(write({ ...simple, values: typed.map((part) => (part !== "" && Number.isFinite(Number(part)) ? Number(part) : part)) }), { field: id, typing: true });
      },
    });
  };

  const builder = !expression || simple
    ? h("div", { class: "sed-condition" },
      h("select", { id: id + "-question", class: "form-select", "aria-label": t("Question"), onchange: (event) => pickQuestion(event.target.value) },
        h("option", { value: "" }, t("Always")),
        simple && !asked ? h("option", { value: simple.question, selected: true }, simple.question) : null,
        questions.map((question) => h("option", { value: question.name, selected: question.name === simple?.question }, `${question.name} – ${model.anyText(question.title, ed.locale)}`))),
      simple ? h("select", { id: id + "-operator", class: "form-select", "aria-label": t("Operator"), onchange: (event) => pickOperator(event.target.value) },
        operators.map((operator) => h("option", { value: operator, selected: operator === simple.operator }, operatorText[operator]))) : null,
      simple ? valueField() : null)
    : h("p", { class: "form-hint" }, t("This condition is more than one comparison; it is edited as an expression."));

  return h("fieldset", { class: "mb-3" }, h("legend", { class: "form-label" }, t("Shown when")), builder,
    h("details", { class: "mt-1", open: Boolean(expression) && !simple },
      h("summary", { class: "small" }, t("As an expression")),
      h("input", {
        id: id + "-raw", class: "form-control font-monospace", type: "text", spellcheck: "false", "aria-label": t("As an expression"), value: expression ?? "",
        onchange: (event) => set(event.target.value.trim()),
      })));
}
