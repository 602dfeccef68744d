// The left: pages and their questions, to choose, add, move, copy and take away.
import Sortable from "sortablejs";
import { h, icon, same } from "./dom.js";
import { removeAt } from "./json-text.js";
import { kinds } from "./kinds.js";
import * as model from "./model.js";

export function outlineView(ed) {
  const { t, definition, selection } = ed;
  const pages = model.outline(definition);
  const adder = h("div", { class: "sed-adder" },
    h("select", { id: "add-kind", class: "form-select form-select-sm", "aria-label": t("Kind of the new question") },
      kinds.map(({ id }) => h("option", { value: id, selected: id === ed.lastKind }, ed.kindText(id)))),
    h("button", {
      type: "button", id: "add-question", class: "btn btn-sm btn-primary", onclick: () => {
        ed.lastKind = document.getElementById("add-kind").value;
        addQuestion(ed, ed.lastKind);
      },
    }, t("Add the question")),
    h("button", {
      type: "button", id: "add-page", class: "btn btn-sm", onclick: () => {
        const text = model.addPage(ed.text);
        ed.change(text, { select: { type: "page", path: ["pages", model.outline(JSON.parse(text.replace(/^\uFEFF/, ""))).length - 1] } });
      },
    }, t("Add a page")));

  return [
    h("button", {
      type: "button", id: "o-survey", class: "sed-item sed-survey" + (selection.type === "survey" ? " is-on" : ""), "aria-pressed": String(selection.type === "survey"),
      onclick: () => ed.select({ type: "survey", path: [] }),
    }, t("Questionnaire")),
    ...pages.map((page, index) => drawPage(ed, page, index, pages.length)),
    adder,
  ];
}

function drawPage(ed, { page, path, list, questions }, index, count) {
  const { t } = ed;
  const chosen = ed.selection.type === "page" && same(ed.selection.path, path);
  const label = model.anyText(page.title, ed.locale) || t("Page {0}", index + 1);
  const items = h("ol", { class: "sed-questions", "data-list": JSON.stringify(list), "aria-label": label }, questions.map((entry) => drawQuestion(ed, entry)));
  makeSortable(ed, items);
  return h("section", { class: "sed-page" },
    path.length === 0 ? null : h("div", { class: "sed-page-head" },
      h("button", {
        type: "button", id: "o-page-" + index, class: "sed-item" + (chosen ? " is-on" : ""), "aria-pressed": String(chosen),
        onclick: () => ed.select({ type: "page", path }),
        onkeydown: (event) => steps(event, (direction) => move(ed, model.stepPage(ed.text, path, direction), "page", (to) => "o-page-" + to[1])),
      }, h("span", { class: "subheader" }, label)),
      chosen ? tools(ed, label, {
        up: index > 0 && (() => move(ed, model.stepPage(ed.text, path, -1), "page")),
        down: index < count - 1 && (() => move(ed, model.stepPage(ed.text, path, 1), "page")),
        copy: () => ed.change(model.duplicatePage(ed.text, path), { select: { type: "page", path: ["pages", index + 1] } }),
        remove: () => remove(ed, path, t("Page deleted.")),
      }) : null),
    items,
    questions.length === 0 ? h("p", { class: "sed-none" }, t("No question on this page yet.")) : null);
}

function drawQuestion(ed, { path, question, kind }) {
  const { t } = ed;
  const chosen = ed.selection.type === "question" && same(ed.selection.path, path);
  const label = model.anyText(question.title, ed.locale) || question.name || question.type || "?";
  const id = "o-" + path.join("-");
  return h("li", { class: "sed-question", "data-id": JSON.stringify(path) },
    h("span", { class: "sed-handle", "data-handle": true, "aria-hidden": "true" }, "⠿"),
    h("button", {
      type: "button", id, class: "sed-item" + (chosen ? " is-on" : ""), "aria-pressed": String(chosen),
      onclick: () => ed.select({ type: "question", path }),
      onkeydown: (event) => {
        if (event.key === "Delete") remove(ed, path, t("Question deleted."));
        else steps(event, (direction) => move(ed, model.stepQuestion(ed.text, path, direction), "question", (to) => "o-" + to.join("-")));
      },
    },
    h("span", { class: "sed-label" }, label, question.isRequired ? h("span", { class: "sed-required", title: t("An answer is required") }, " *") : null),
    h("span", { class: "sed-kind" }, kind ? ed.kindText(kind) : question.type ?? "?", question.visibleIf ? " · " + t("on a condition") : "")),
    chosen ? tools(ed, label, {
      up: () => move(ed, model.stepQuestion(ed.text, path, -1), "question"),
      down: () => move(ed, model.stepQuestion(ed.text, path, 1), "question"),
      copy: () => ed.change(model.duplicateQuestion(ed.text, path), { select: { type: "question", path: [...path.slice(0, -1), path.at(-1) + 1] } }),
      remove: () => remove(ed, path, t("Question deleted.")),
    }) : null);
}

// Not every font has a sign for a copy.
function copySign() {
  const holder = h("span");
  holder.innerHTML = '<svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" stroke-width="1.4"><rect x="4.5" y="4.5" width="8" height="8" rx="1.5"/><path d="M9.5 1.5h-6a2 2 0 0 0-2 2v6"/></svg>';
  return holder.firstChild;
}

function tools(ed, label, { up, down, copy, remove: take }) {
  const { t } = ed;
  return h("div", { class: "sed-tools", role: "group", "aria-label": t("Actions for {0}", label) },
    icon(t("Move up (Alt+↑)"), "↑", { id: "tool-up", disabled: !up, onclick: up || undefined }),
    icon(t("Move down (Alt+↓)"), "↓", { id: "tool-down", disabled: !down, onclick: down || undefined }),
    icon(t("Duplicate"), copySign(), { id: "tool-copy", onclick: copy }),
    icon(t("Delete"), "✕", { id: "tool-delete", onclick: take }));
}

function steps(event, act) {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  act(event.key === "ArrowUp" ? -1 : 1);
}

function move(ed, [text, path], type, focus) {
  if (text === ed.text) return;
  ed.change(text, { select: { type, path }, focus: focus?.(path) });
  ed.say(ed.t("Moved to place {0}.", path.at(-1) + 1));
}

function remove(ed, path, words) {
  ed.change(removeAt(ed.text, path), { select: { type: "survey", path: [] }, focus: "o-survey" });
  ed.say(words, true);
}

function addQuestion(ed, kind) {
  const pages = model.outline(ed.definition);
  const { type, path } = ed.selection;
  const list = type === "question" ? path.slice(0, -1) : (type === "page" && pages.find((page) => same(page.path, path))?.list) || pages.at(-1)?.list;
  if (!list) return;
  const index = type === "question" ? path.at(-1) + 1 : pages.find((page) => same(page.list, list))?.questions.length ?? 0;
  ed.change(model.addQuestion(ed.text, list, index, kind), { select: { type: "question", path: [...list, index] } });
}

function makeSortable(ed, list) {
  new Sortable(list, {
    group: "questions", handle: "[data-handle]", draggable: "[data-id]", ghostClass: "ss-ghost", animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
    onEnd: ({ item, to, oldIndex, newIndex, from }) => {
      if (from === to && oldIndex === newIndex) return;
      const [text, path] = model.moveQuestion(ed.text, JSON.parse(item.dataset.id), JSON.parse(to.dataset.list), newIndex);
      // The list is drawn again from the definition, whatever the drag did to it.
      item.remove();
      ed.change(text, { select: { type: "question", path } });
    },
  });
}
