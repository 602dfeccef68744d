// The tabs beside the design: the text itself, and the check before publishing.
import { antiforgery } from "../back/antiforgery.js";
import { h } from "./dom.js";
import { outline } from "./model.js";

export async function post(url, body) {
  return fetch(url, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-TOKEN": antiforgery() }, body: JSON.stringify(body) });
}

export function jsonPane(ed) {
  const { t } = ed;
  const area = h("textarea", {
    id: "json-text", class: "form-control font-monospace sed-json", spellcheck: "false", rows: 30, "aria-label": t("Definition (JSON)"), "aria-describedby": "json-fault",
    oninput: () => {
      // The field knows only \n; a text that was written with \r\n stays so.
      const typed = ed.text.includes("\r\n") ? area.value.replace(/\r?\n/g, "\r\n") : area.value;
      ed.change(typed, { field: "json" });
    },
  });
  const fault = h("p", { id: "json-fault", class: "text-danger m-0", role: "status" });
  const element = h("section", { class: "sed-json-pane card", "aria-label": "JSON" }, h("p", { class: "form-hint" }, t("The definition to the letter. What the design does not show is changed here.")), fault, area);
  return {
    element,
    draw() {
      if (ed.tab !== "json") return;
      const text = ed.text.replaceAll("\r\n", "\n");
      if (area.value !== text) area.value = text;
      fault.textContent = ed.broken ? t("Not valid JSON: line {0}, column {1}.", ed.broken.line, ed.broken.column) : "";
      area.setAttribute("aria-invalid", String(Boolean(ed.broken)));
    },
    reveal(start, end) {
      const shift = ed.text.slice(0, start).split("\r\n").length - 1;
      area.focus();
      area.setSelectionRange(start - shift, end - shift);
      const lines = ed.text.slice(0, start).split("\n").length;
      area.scrollTop = Math.max(0, (lines - 4) * parseFloat(getComputedStyle(area).lineHeight));
    },
  };
}

/** The list of what the check found; a name leads to its question. */
export function checkList(ed, result) {
  const { t } = ed;
  const line = ({ field, text }, className) => {
    const found = field && ed.definition && outline(ed.definition).flatMap((page) => page.questions).find(({ question }) => question.name === field);
    return h("li", { class: className },
      found ? h("button", {
        type: "button", class: "btn btn-link btn-sm p-0", onclick: (event) => {
          event.target.closest("dialog")?.close();
          ed.tab = "design";
          ed.select({ type: "question", path: found.path });
        },
      }, field) : field ? h("code", null, field) : null, field ? " – " : null, text);
  };
  return [
    result.faults.length + result.warnings.length === 0 ? h("p", null, "✓ " + t("Every answer can be scored; nothing to mend.")) : null,
    result.faults.length > 0 ? [h("h3", { class: "h4" }, t("To mend before publishing")), h("ul", null, result.faults.map((item) => line(item, "text-danger")))] : null,
    result.warnings.length > 0 ? [h("h3", { class: "h4" }, t("Good to know")), h("ul", null, result.warnings.map((item) => line(item)))] : null,
  ];
}

export async function askCheck(ed) {
  const response = await post(ed.data.urls.check, { definition: ed.text, basedOn: ed.data.savedAt }).catch(() => null);
  return response?.ok ? response.json() : null;
}

export function checkPane(ed) {
  const { t } = ed;
  const content = h("div", { "aria-live": "polite" });
  const element = h("section", { class: "sed-check card", "aria-labelledby": "check-title" }, h("h2", { class: "h3", id: "check-title" }, t("Check before publishing")), content);
  let shown = null;
  return {
    element,
    async draw() {
      if (ed.tab !== "check" || shown === ed.text) return;
      shown = ed.text;
      content.replaceChildren(h("p", { class: "text-secondary" }, t("Checking…")));
      const result = await askCheck(ed);
      content.replaceChildren(...(result ? checkList(ed, result).flat(3).filter(Boolean) : [h("p", { class: "text-danger" }, t("The check could not be made. Try again."))]));
      if (!result) shown = null;
    },
  };
}
