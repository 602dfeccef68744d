// [data-rules-editor]: edits the persona rules as a tree of groups and conditions. The truth is the JSON in #rules-json; every change writes it
// there and tells the page ("rules-changed"), which asks the server what publishing would do.
import Sortable from "sortablejs";
import { french } from "./request.js";

const make = (tag, props = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
};

const fill = (text, value) => text.replace("{0}", value);
const itemsOf = (group) => group.all ?? group.any;

class RulesEditor {
  constructor(root) {
    this.root = root;
    this.field = document.getElementById("rules-json");
    this.texts = JSON.parse(root.dataset.texts);
    this.catalogue = JSON.parse(root.dataset.catalogue);
    this.attributes = new Map(this.catalogue.groups.flatMap((group) => group.attributes.map((attribute) => [attribute.key, attribute])));
    this.rules = JSON.parse(this.field.value);
    document.querySelector("[data-rules-add]")?.addEventListener("click", () => {
      this.rules.push({ persona: this.catalogue.personas[0].key, when: { all: [this.newCondition()] } });
      this.changed(`${this.rules.length - 1}.persona`);
    });
    this.draw();
    this.count();
  }

  newCondition() {
    const first = this.catalogue.groups.find((group) => group.attributes.length)?.attributes[0];
    return { attribute: first.key, operator: this.catalogue.operators[first.kind][0].sign, kind: first.kind };
  }

  tell() {
    this.field.value = JSON.stringify(this.rules);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.count();
  }

  count() {
    document.body.dispatchEvent(new CustomEvent("rules-changed", { bubbles: true }));
  }

  /** A change of structure: draws anew and puts the focus where the person was. */
  changed(focus) {
    this.draw();
    this.tell();
    if (focus) this.root.querySelector(`[data-place="${focus}"]`)?.focus();
  }

  draw() {
    this.sortable?.destroy();
    const list = make("ol", { className: "list-unstyled m-0" }, ...this.rules.map((rule, index) => this.drawRule(rule, index)));
    this.root.replaceChildren(this.rules.length ? list : make("p", { className: "text-secondary", textContent: this.texts.empty }));
    this.sortable = new Sortable(list, {
      handle: "[data-grip]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
      onEnd: ({ oldIndex, newIndex }) => {
        if (oldIndex !== newIndex) this.move(oldIndex, newIndex, `${newIndex}.persona`);
      },
    });
  }

  move(from, to, focus) {
    if (to < 0 || to >= this.rules.length) return;
    this.rules.splice(to, 0, ...this.rules.splice(from, 1));
    this.changed(focus);
  }

  drawRule(rule, index) {
    const number = index + 1;
    const persona = this.catalogue.personas.find((one) => one.key === rule.persona);
    const button = (text, label, place, act) => make("button", { type: "button", className: "btn btn-sm btn-icon", textContent: text, "aria-label": label, "data-place": place, onclick: act });
    const head = make("div", { className: "d-flex flex-wrap gap-2 align-items-center mb-2" },
      make("span", { "data-grip": "", textContent: "⠿", "aria-hidden": "true", style: "cursor: grab; touch-action: none" }),
      make("strong", { textContent: fill(this.texts.rule, number) }),
      this.select(this.catalogue.personas.map((one) => [one.key, one.label]), rule.persona, `${fill(this.texts.rule, number)} · ${this.texts.persona}`, `${index}.persona`, (value) => {
        rule.persona = value;
        this.changed(`${index}.persona`);
      }, "flex: 1 1 9rem; max-width: 18rem"),
      make("span", { className: "ms-auto d-flex gap-1" },
        button("↑", fill(this.texts.up, number), `${index}.up`, () => this.move(index, index - 1, `${index - 1}.up`)),
        button("↓", fill(this.texts.down, number), `${index}.down`, () => this.move(index, index + 1, `${index + 1}.down`)),
        button("×", fill(this.texts.removeRule, number), `${index}.remove`, () => {
          this.rules.splice(index, 1);
          this.changed(`${Math.max(0, index - 1)}.persona`);
        })));
    return make("li", {
      className: "card mb-2", style: `border-left: 3px solid ${persona?.colour ?? "transparent"}`,
      onkeydown: (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!event.altKey || !step) return;
        event.preventDefault();
        this.move(index, index + step, `${index + step}.persona`);
      },
    }, make("div", { className: "card-body p-3" }, head, this.drawGroup(rule.when, `${index}`, 1, null)));
  }

  drawGroup(group, place, depth, remove) {
    const items = itemsOf(group);
    const kind = group.all ? "all" : "any";
    const again = (where) => this.changed(where);
    return make("div", { className: depth > 1 ? "border rounded p-2 mb-2" : "", role: "group", "aria-label": this.texts[kind] },
      make("div", { className: "d-flex gap-2 align-items-center mb-2" },
        make("span", { className: "text-secondary", textContent: depth === 1 ? this.texts.when : "" }),
        this.select([["all", this.texts.all], ["any", this.texts.any]], kind, this.texts.when, `${place}.kind`, (value) => {
          delete group.all;
          delete group.any;
          group[value] = items;
          again(`${place}.kind`);
        }, "max-width: 18rem"),
        remove && make("button", { type: "button", className: "btn btn-sm btn-icon ms-auto", textContent: "×", "aria-label": this.texts.removeGroup, onclick: remove })),
      ...items.map((item, index) => {
        const here = `${place}.${index}`;
        const drop = () => {
          items.splice(index, 1);
          again(`${place}.kind`);
        };
        return item.attribute ? this.drawCondition(item, here, items.length > 1 || depth > 1 ? drop : null) : this.drawGroup(item, here, depth + 1, drop);
      }),
      make("div", { className: "d-flex gap-2" },
        make("button", {
          type: "button", className: "btn btn-sm", textContent: this.texts.addCondition,
          onclick: () => { items.push(this.newCondition()); again(`${place}.${items.length - 1}.attribute`); },
        }),
        depth < 4 ? make("button", {
          type: "button", className: "btn btn-sm", textContent: this.texts.addGroup,
          onclick: () => { items.push({ [kind === "all" ? "any" : "all"]: [this.newCondition()] }); again(`${place}.${items.length - 1}.kind`); },
        }) : null));
  }

  drawCondition(condition, place, remove) {
    const known = this.attributes.get(condition.attribute);
    const kind = condition.kind ?? known?.kind ?? "Text";
    condition.kind = kind;
    const groups = this.catalogue.groups.filter((group) => group.attributes.length).map((group) => make("optgroup", { label: group.label },
      ...group.attributes.map((attribute) => make("option", { value: attribute.key, textContent: attribute.label, selected: attribute.key === condition.attribute }))));
    const attribute = make("select", {
      className: "form-select form-select-sm", "aria-label": this.texts.attribute, "data-place": `${place}.attribute`, style: "flex: 2 1 9rem",
      onchange: (event) => {
        const next = this.attributes.get(event.target.value);
        if (next.kind !== kind) {
          delete condition.value;
          if (!this.catalogue.operators[next.kind].some((one) => one.sign === condition.operator)) condition.operator = this.catalogue.operators[next.kind][0].sign;
        }
        condition.attribute = next.key;
        condition.kind = next.kind;
        this.changed(`${place}.attribute`);
      },
    }, ...(known ? [] : [make("option", { value: condition.attribute, textContent: condition.attribute, selected: true })]), ...groups);
    const operator = this.select(this.catalogue.operators[kind].map((one) => [one.sign, one.label]), condition.operator, this.texts.operator, `${place}.operator`, (value) => {
      if ((value === "in") !== (condition.operator === "in")) delete condition.value;
      condition.operator = value;
      this.changed(`${place}.operator`);
    }, "flex: 1 1 6rem");
    return make("div", { className: "d-flex flex-wrap gap-2 align-items-center mb-2" }, attribute, operator, this.drawValue(condition, kind, place),
      remove && make("button", { type: "button", className: "btn btn-sm btn-icon", textContent: "×", "aria-label": this.texts.remove, onclick: remove }));
  }

  drawValue(condition, kind, place) {
    if (condition.operator === "set" || condition.operator === "notSet") {
      delete condition.value;
      return null;
    }
    if (kind === "Boolean") {
      if (condition.value === undefined) condition.value = true;
      return this.select([["true", this.texts.yes], ["false", this.texts.no]], String(condition.value), this.texts.value, `${place}.value`, (value) => {
        condition.value = value === "true";
        this.tell();
      }, "flex: 1 1 6rem");
    }
    const several = condition.operator === "in";
    const write = (one) => (typeof one === "number" && french() ? String(one).replace(".", ",") : String(one));
    const shown = Array.isArray(condition.value) ? condition.value.map(write).join(kind === "Number" && french() ? "; " : ", ") : write(condition.value ?? "");
    // A decimal comma is how French people write; the server is told a plain number, or the text as it is, which it refuses by name.
    const read = (text) => kind === "Number" && text.trim() && Number.isFinite(Number(text.replace(",", "."))) ? Number(text.replace(",", ".")) : text.trim();
    return make("input", {
      className: "form-control form-control-sm", type: "text", inputMode: kind === "Number" && !several ? "decimal" : "text", value: shown, autocomplete: "off",
      placeholder: several ? this.texts.list : kind === "Date" ? this.texts.date : this.texts.value, "aria-label": this.texts.value, "data-place": `${place}.value`,
      style: "flex: 2 1 8rem",
      oninput: (event) => {
        const text = event.target.value;
        condition.value = several ? text.split(kind === "Number" && french() ? /;/ : /[,;]/).map((one) => read(one.trim())).filter((one) => one !== "") : read(text);
        this.tell();
      },
    });
  }

  select(options, value, label, place, act, style) {
    return make("select", { className: "form-select form-select-sm", "aria-label": label, "data-place": place, style, onchange: (event) => act(event.target.value) },
      ...options.map(([key, text]) => make("option", { value: key, textContent: text, selected: key === value })));
  }
}

const start = () => document.querySelectorAll("[data-rules-editor]").forEach((root) => new RulesEditor(root));
if (document.readyState === "complete") start();
else addEventListener("load", start);
