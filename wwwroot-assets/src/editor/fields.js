// The pieces that property forms are made of. Each writes one place of the definition.
import { h, icon } from "./dom.js";
import { insertAt, moveAt, removeAt, setAt } from "./json-text.js";
import * as model from "./model.js";

const idOf = (path) => "f-" + path.join("-").replace(/[^\w-]/g, "_");

export function group(label, id, ...content) {
  return h("div", { class: "mb-3" }, h("label", { class: "form-label", for: id }, label), content);
}

/** A text in both languages, side by side. */
export function textPair(ed, label, path, { lines = 1 } = {}) {
  const value = model.at(ed.definition, path);
  const t = ed.t;
  return h("fieldset", { class: "mb-3" }, h("legend", { class: "form-label" }, label),
    h("div", { class: "sed-pair" }, [["fr", t("French")], ["en", t("English")]].map(([locale, language]) => {
      const id = idOf(path) + "-" + locale;
      const attributes = {
        id, class: "form-control", lang: locale, value: model.textIn(value, locale), "aria-label": `${label}, ${language}`,
        oninput: (event) => ed.change(model.setText(ed.text, path, locale, event.target.value), { field: id, typing: true }),
      };
      return h("div", null, h("span", { class: "sed-lang", "aria-hidden": "true" }, locale.toUpperCase()),
        lines > 1 ? h("textarea", { ...attributes, rows: lines }) : h("input", { ...attributes, type: "text" }));
    })));
}

export function textField(ed, label, path, { hint, onchange, list } = {}) {
  const id = idOf(path);
  const value = model.at(ed.definition, path);
  return group(label, id,
    h("input", {
      id, class: "form-control", type: "text", list, value: value === undefined ? "" : String(value), "aria-describedby": hint ? id + "-hint" : undefined,
      ...(onchange ? { onchange: (event) => onchange(event.target.value.trim(), event.target) } : {
        oninput: (event) => ed.change(setAt(ed.text, path, event.target.value === "" ? undefined : event.target.value), { field: id, typing: true }),
      }),
    }),
    hint ? h("p", { id: id + "-hint", class: "form-hint m-0" }, hint) : null);
}

export function numberField(ed, label, path, { min, max } = {}) {
  const id = idOf(path);
  const value = model.at(ed.definition, path);
  return group(label, id, h("input", {
    id, class: "form-control", type: "number", min, max, step: 1, value: typeof value === "number" ? value : "",
    oninput: (event) => {
      const number = event.target.value === "" ? undefined : Number(event.target.value);
      if (number === undefined || Number.isInteger(number)) ed.change(setAt(ed.text, path, number), { field: id, typing: true });
    },
  }));
}

/** `fallback` is what holds when the definition does not say; it is not written. */
export function checkField(ed, label, path, { fallback = false, hint } = {}) {
  const id = idOf(path);
  const value = model.at(ed.definition, path);
  return h("div", { class: "mb-3" }, h("label", { class: "form-check m-0" },
    h("input", {
      id, class: "form-check-input", type: "checkbox", checked: value === undefined ? fallback : value === true || value === "true",
      onchange: (event) => ed.change(setAt(ed.text, path, event.target.checked === fallback ? undefined : event.target.checked)),
    }),
    h("span", { class: "form-check-label" }, label)), hint ? h("p", { class: "form-hint m-0" }, hint) : null);
}

export function selectField(ed, label, path, options, { onpick } = {}) {
  const id = idOf(path);
  const value = model.at(ed.definition, path) ?? "";
  const known = options.some(([key]) => key === value) ? options : [...options, [value, String(value)]];
  return group(label, id, h("select", {
    id, class: "form-select", value,
    onchange: (event) => (onpick ? onpick(event.target.value) : ed.change(setAt(ed.text, path, event.target.value || undefined))),
  }, known.map(([key, text]) => h("option", { value: key, selected: key === value }, text))));
}

/** Choices, rows, columns or problems: value and text in both languages, in an order. */
export function choiceList(ed, label, path, { wished = "choice", addText } = {}) {
  const t = ed.t;
  const list = model.at(ed.definition, path);
  const items = Array.isArray(list) ? list : [];
  const draw = (choice, index) => {
    const here = [...path, index];
    const id = idOf(here);
    const name = model.choiceText(choice, ed.locale) || String(model.choiceValue(choice) ?? "");
    const move = (to) => ed.change(moveAt(ed.text, here, path, to), { focus: idOf([...path, to]) + "-value" });
    const words = (locale, language) => h("input", {
      id: `${id}-${locale}`, class: "form-control form-control-sm", lang: locale, type: "text", value: model.choiceText(choice, locale),
      placeholder: locale === "en" ? String(model.choiceValue(choice) ?? "") : "", "aria-label": t("Text of {0}, {1}", index + 1, language),
      oninput: (event) => ed.change(model.setChoiceText(ed.text, here, locale, event.target.value), { field: `${id}-${locale}`, typing: true }),
    });
    return h("li", { class: "sed-choice" },
      words("fr", t("French")), words("en", t("English")),
      h("div", { class: "sed-choice-foot" },
        h("input", {
          id: id + "-value", class: "form-control form-control-sm font-monospace", type: "text", value: String(model.choiceValue(choice) ?? ""),
          "aria-label": t("Stored value of {0}", index + 1), title: t("Stored value of {0}", index + 1),
          onkeydown: (event) => {
            if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
            event.preventDefault();
            const to = index + (event.key === "ArrowUp" ? -1 : 1);
            if (to >= 0 && to < items.length) move(to);
          },
          oninput: (event) => ed.change(model.setChoiceValue(ed.text, here, event.target.value), { field: id + "-value", typing: true }),
        }),
        icon(t("Move {0} up", name), "↑", { disabled: index === 0, onclick: () => move(index - 1) }),
        icon(t("Move {0} down", name), "↓", { disabled: index === items.length - 1, onclick: () => move(index + 1) }),
        icon(t("Remove {0}", name), "✕", { onclick: () => ed.change(removeAt(ed.text, here)) })));
  };
  const add = () => {
    const taken = new Set(items.map((item) => String(model.choiceValue(item))));
    const value = model.freeName(taken, wished + (items.length + 1));
    ed.change(insertAt(ed.text, path, items.length, { value, text: { default: "", fr: "" } }), { focus: idOf([...path, items.length]) + (ed.locale === "fr" ? "-fr" : "-en") });
  };
  return h("fieldset", { class: "mb-3" }, h("legend", { class: "form-label" }, label),
    h("div", { class: "sed-choice-head", "aria-hidden": "true" }, h("span", { class: "sed-lang" }, "FR"), h("span", { class: "sed-lang" }, "EN")),
    h("ol", { class: "sed-choices" }, items.map(draw)),
    h("button", { type: "button", class: "btn btn-sm", onclick: add }, "+ " + (addText ?? t("Add a choice"))));
}

/** Several of a fixed list. Nothing chosen, or everything, is written as nothing. */
export function someOf(ed, label, path, all, textOf) {
  const now = model.at(ed.definition, path);
  const chosen = new Set(Array.isArray(now) && now.length > 0 ? now : all);
  return h("fieldset", { class: "mb-3" }, h("legend", { class: "form-label" }, label),
    h("div", { class: "sed-some" }, all.map((id) => h("label", { class: "form-check m-0" },
      h("input", {
        id: idOf([...path, id]), class: "form-check-input", type: "checkbox", checked: chosen.has(id),
        onchange: (event) => {
          if (event.target.checked) chosen.add(id);
          else chosen.delete(id);
          const kept = all.filter((word) => chosen.has(word));
          ed.change(setAt(ed.text, path, kept.length === 0 || kept.length === all.length ? undefined : kept));
        },
      }),
      h("span", { class: "form-check-label" }, textOf(id))))));
}
