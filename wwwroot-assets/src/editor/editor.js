// The questionnaire editor: one text, what is selected in it, and the views of it. Every edit goes through `change`.
import { h, redraw } from "./dom.js";
import { createHistory } from "./history.js";
import { BrokenJson, parse, valueOf } from "./json-text.js";
import { at } from "./model.js";
import { outlineView } from "./outline-view.js";
import { panel } from "./panel.js";
import { createPreview } from "./preview-pane.js";
import { createSaving } from "./saving.js";
import { checkPane, jsonPane } from "./tabs.js";

// One pane under the other: what was just chosen comes into sight.
const narrow = () => matchMedia("(max-width: 767px)").matches;

export function startEditor(root, data) {
  const history = createHistory();
  const fill = (text, args) => text.replace(/\{(\d)\}/g, (_, index) => args[index] ?? "");
  const ed = {
    data, text: data.definition, saved: data.definition, definition: null, broken: null,
    locale: data.locale, tab: "design", selection: { type: "survey", path: [] }, lastKind: "faces",
    t: (text, ...args) => fill(data.texts[text] ?? text, args),
    kindText: (id) => ed.t("kind." + id),
    get dirty() { return ed.text !== ed.saved; },
  };

  const read = () => {
    try {
      ed.definition = valueOf(ed.text);
      ed.broken = ed.definition === null || typeof ed.definition !== "object" || Array.isArray(ed.definition) ? { line: 1, column: 1 } : null;
    } catch (error) {
      ed.broken = error instanceof BrokenJson ? error : { line: 1, column: 1 };
    }
    if (ed.broken) ed.definition = null;
    else if (ed.selection.type !== "survey" && at(ed.definition, ed.selection.path) === undefined) ed.selection = { type: "survey", path: [] };
  };

  const state = () => ({ text: ed.text, selection: ed.selection });
  const restore = (before) => {
    if (!before) return;
    ({ text: ed.text, selection: ed.selection } = before);
    read();
    draw();
  };

  /** Takes a new text. `field` joins typing into one undo step; `typing` leaves the form under the caret as it is. */
  ed.change = (text, { field = null, typing = false, select, focus } = {}) => {
    if (text !== ed.text) {
      history.push(state(), field);
      ed.text = text;
    }
    if (select) ed.selection = select;
    read();
    draw({ form: !typing });
    if (focus) document.getElementById(focus)?.focus();
  };
  ed.select = (selection) => {
    ed.selection = selection;
    draw();
    if (narrow()) views.panel.scrollIntoView({ block: "start" });
  };
  ed.show = (tab) => {
    ed.tab = tab;
    draw();
    if (narrow()) root.scrollIntoView({ block: "start" });
  };
  ed.openJson = (path) => {
    let node = ed.broken ? null : parse(ed.text);
    for (const step of path) node = node && (node.type === "object" ? node.items.findLast((item) => item.key === step) : node.items[step])?.node;
    ed.show("json");
    json.reveal(node?.start ?? 0, node?.end ?? 0);
  };
  ed.say = (words, undo = false) => {
    views.said.replaceChildren(h("span", null, words), ...(undo ? [h("button", { type: "button", class: "btn btn-sm", onclick: () => {
      restore(history.undo(state()));
      views.said.replaceChildren();
    } }, ed.t("Undo"))] : []));
  };

  const saving = createSaving(ed, () => draw({ form: false }));
  const preview = createPreview(ed);
  const json = jsonPane(ed);
  const check = checkPane(ed);
  const views = {
    bar: h("div", { class: "sed-bar" }),
    said: h("div", { class: "sed-said", role: "status" }),
    outline: h("nav", { class: "sed-outline card", "aria-label": ed.t("Pages and questions") }),
    panel: h("section", { class: "sed-panel card", "aria-label": ed.t("Properties") }),
  };
  const design = h("div", { class: "sed-design", role: "presentation" }, views.outline, views.panel);
  const body = h("div", { class: "sed-body" }, design, json.element, check.element, preview.element);
  root.classList.add("sed");
  root.replaceChildren(views.bar, saving.element, views.said, body);

  function drawBar() {
    const tabs = [["design", ed.t("Design")], ["json", "JSON"], ["preview", ed.t("Preview")], ["check", ed.t("Check")]];
    redraw(views.bar,
      h("div", { class: "btn-group sed-tabs", role: "group", "aria-label": ed.t("Views") }, tabs.map(([tab, text]) => h("button", {
        type: "button", id: "tab-" + tab, class: "btn btn-sm" + (ed.tab === tab ? " active" : ""), "aria-pressed": String(ed.tab === tab), onclick: () => ed.show(tab),
      }, text))),
      h("div", { class: "sed-actions" },
        h("span", { class: "text-secondary small" }, saving.words()),
        h("button", { type: "button", id: "undo", class: "btn btn-sm btn-icon", "aria-label": ed.t("Undo"), title: ed.t("Undo") + " (Ctrl+Z)", disabled: !history.canUndo, onclick: () => restore(history.undo(state())) }, "↶"),
        h("button", { type: "button", id: "redo", class: "btn btn-sm btn-icon", "aria-label": ed.t("Redo"), title: ed.t("Redo") + " (Ctrl+Y)", disabled: !history.canRedo, onclick: () => restore(history.redo(state())) }, "↷"),
        h("button", { type: "button", id: "save", class: "btn btn-sm", disabled: !ed.dirty || Boolean(ed.broken), onclick: () => saving.save() }, ed.t("Save the draft")),
        h("button", { type: "button", id: "publish", class: "btn btn-sm btn-primary", disabled: Boolean(ed.broken), onclick: () => saving.publish() }, ed.t("Publish…"))));
  }

  function draw({ form = true } = {}) {
    root.dataset.tab = ed.tab;
    drawBar();
    if (ed.definition) {
      redraw(views.outline, outlineView(ed));
      if (form) redraw(views.panel, panel(ed));
    } else {
      views.outline.replaceChildren();
      redraw(views.panel, h("p", null, ed.t("This is not valid JSON (line {0}, column {1}). Mend it in the JSON tab.", ed.broken.line, ed.broken.column)),
        h("button", { type: "button", class: "btn btn-sm", onclick: () => ed.show("json") }, ed.t("Open the JSON tab")));
    }
    json.draw();
    check.draw();
    preview.draw();
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const act = key === "s" ? () => saving.save()
      : key === "y" || (key === "z" && event.shiftKey) ? () => restore(history.redo(state()))
      : key === "z" ? () => restore(history.undo(state())) : null;
    if (!act || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act();
  });
  addEventListener("beforeunload", (event) => { if (ed.dirty && !saving.leaving) event.preventDefault(); });

  read();
  const first = ed.definition?.pages?.[0]?.elements?.[0] ?? null;
  if (first) ed.selection = { type: "question", path: ["pages", 0, "elements", 0] };
  draw();
  return ed;
}
