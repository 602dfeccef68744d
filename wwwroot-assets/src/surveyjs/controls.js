// The controls under our question types are native radios and check boxes inside their labels: role, name, arrow keys and space come
// from the browser, and the drawing is only css on the neighbour of the input.
import { createElement as h } from "survey-js-ui";

export function tile({ type = "radio", id, name, checked, disabled, onPick, className, picture, text, invalid }) {
  return h("label", { className: `ss-tile ${className || ""}${checked ? " is-on" : ""}`, key: text + name },
    h("input", { type, id, name, checked, disabled, "aria-invalid": invalid ? "true" : undefined, onChange: (event) => onPick(event.target.checked) }),
    picture ? h("span", { className: "ss-picture", dangerouslySetInnerHTML: { __html: picture } }) : null,
    type === "checkbox" ? h("span", { className: "ss-box", "aria-hidden": "true" }) : null,
    h("span", { className: "ss-text" }, text));
}

/** A small row of choices with its own caption: [{ value, text }]. */
export function pills({ caption, name, items, value, disabled, onPick, firstId, invalid }) {
  return h("fieldset", { className: "ss-pills", role: "radiogroup", "aria-label": caption },
    h("legend", null, caption),
    h("div", { className: "ss-pill-row" }, items.map((item, index) => h("label", { className: `ss-pill${item.value === value ? " is-on" : ""}`, key: String(item.value) },
      h("input", {
        type: "radio", name, id: index === 0 ? firstId : undefined, checked: item.value === value, disabled,
        "aria-invalid": invalid ? "true" : undefined, onChange: () => onPick(item.value),
      }),
      h("span", null, item.text)))));
}

/** What the question as a whole says to assistive technology. */
export function groupProps(question, role) {
  return {
    role,
    "aria-required": role === "radiogroup" ? question.a11y_input_ariaRequired : undefined,
    "aria-invalid": role === "radiogroup" ? question.a11y_input_ariaInvalid : undefined,
    "aria-label": question.a11y_input_ariaLabel,
    "aria-labelledby": question.a11y_input_ariaLabelledBy,
    "aria-describedby": question.a11y_input_ariaDescribedBy,
  };
}
