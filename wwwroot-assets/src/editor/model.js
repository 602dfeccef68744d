// What the editor shows of a definition, and its edits. A definition stays a text (see json-text.js); these functions take one and give one.
import { duplicateAt, insertAt, moveAt, removeAt, setAt, valueOf } from "./json-text.js";
import { create, kindOf, kindById } from "./kinds.js";

export const listKey = (owner) => (Array.isArray(owner.elements) || !Array.isArray(owner.questions) ? "elements" : "questions");
export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** [{ path, page, list, questions: [{ path, question, kind }] }]; a definition without pages has one whose path is that of the root. */
export function outline(definition) {
  const pages = Array.isArray(definition.pages)
    ? definition.pages.map((page, index) => ({ page, path: ["pages", index] })).filter(({ page }) => isObject(page))
    : [{ page: definition, path: [] }];
  return pages.map(({ page, path }) => {
    const list = [...path, listKey(page)];
    const questions = (Array.isArray(page[listKey(page)]) ? page[listKey(page)] : [])
      .map((question, index) => ({ path: [...list, index], question, kind: kindOf(question) })).filter(({ question }) => isObject(question));
    return { path, page, list, questions };
  });
}

export const at = (definition, path) => path.reduce((owner, step) => owner?.[step], definition);

/** Every name that is taken, those inside panels and tables too. */
export function names(definition) {
  const found = new Set();
  const walk = (value) => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (isObject(value)) {
      if (typeof value.name === "string") found.add(value.name);
      Object.values(value).forEach(walk);
    }
  };
  walk(definition);
  return found;
}

export function freeName(taken, wished) {
  const base = wished.replace(/\d+$/, "") || wished;
  if (!taken.has(wished)) return wished;
  for (let number = 2; ; number++) if (!taken.has(base + number)) return base + number;
}

/** The text of one language alone: "" when it has none of its own. "default" and a plain string are English. */
export function textIn(value, locale) {
  if (typeof value === "string") return locale === "en" ? value : "";
  if (!isObject(value)) return "";
  const found = locale === "en" ? value.default ?? value.en : value[locale];
  return typeof found === "string" ? found : "";
}

/** Any text there is, the wished language first. */
export function anyText(value, locale) {
  if (!isObject(value)) return value === undefined || value === null ? "" : String(value);
  return textIn(value, locale) || textIn(value, "en") || Object.values(value).find((part) => typeof part === "string") || "";
}

/** Writes a text in one language and keeps the others; an empty one is taken away. */
export function setText(text, path, locale, words) {
  const now = at(valueOf(text), path);
  const key = locale === "en" ? (isObject(now) && now.default === undefined && now.en !== undefined ? "en" : "default") : locale;
  if (isObject(now)) {
    if (words) return setAt(text, [...path, key], words);
    return Object.keys(now).every((other) => other === key) ? removeAt(text, path) : removeAt(text, [...path, key]);
  }
  if (locale === "en") return words ? setAt(text, path, words) : removeAt(text, path);
  if (!words) return text;
  return setAt(text, path, now === undefined ? { [key]: words } : { default: String(now), [key]: words });
}

/** A choice may be written as a bare value or as { value, text }. */
export const choiceValue = (choice) => (isObject(choice) ? choice.value : choice);
export const choiceText = (choice, locale) => (isObject(choice) ? textIn(choice.text, locale) : "");

export function setChoiceText(text, path, locale, words) {
  const choice = at(valueOf(text), path);
  if (isObject(choice)) return setText(text, [...path, "text"], locale, words);
  return words ? setAt(text, path, { value: choice, text: { [locale === "en" ? "default" : locale]: words } }) : text;
}

export function setChoiceValue(text, path, words) {
  const choice = at(valueOf(text), path);
  const old = choiceValue(choice);
  // A value that was a number stays one: answers store values, and 1 is not "1".
  const value = typeof old === "number" && words.trim() !== "" && Number.isFinite(Number(words)) ? Number(words) : words;
  return setAt(text, isObject(choice) ? [...path, "value"] : path, value);
}

export function addQuestion(text, list, index, kind) {
  const name = freeName(names(valueOf(text)), kindById(kind).name);
  return insertAt(text, list, index, create(kind, name));
}

export function duplicateQuestion(text, path) {
  const definition = valueOf(text);
  const question = at(definition, path);
  const taken = names(definition);
  return duplicateAt(text, path, (copy, to) => (typeof question.name === "string" ? setAt(copy, [...to, "name"], freeName(taken, question.name)) : copy));
}

/** A definition without pages gets them, so that a second one can be added. */
function withPages(text) {
  const definition = valueOf(text);
  if (Array.isArray(definition.pages)) return text;
  const key = listKey(definition);
  const page = { name: freeName(names(definition), "page1"), elements: definition[key] ?? [] };
  return setAt(definition[key] === undefined ? text : removeAt(text, [key]), ["pages"], [page]);
}

export function addPage(text) {
  const paged = withPages(text);
  const definition = valueOf(paged);
  return insertAt(paged, ["pages"], definition.pages.length, { name: freeName(names(definition), "page" + (definition.pages.length + 1)), elements: [] });
}

export function duplicatePage(text, path) {
  return duplicateAt(text, path, (copy, to) => {
    const definition = valueOf(copy);
    const page = at(definition, to);
    const taken = names(valueOf(text));
    const rename = (result, target, name) => {
      if (typeof name !== "string") return result;
      const free = freeName(taken, name);
      taken.add(free);
      return setAt(result, [...target, "name"], free);
    };
    let result = rename(copy, to, page.name);
    (page[listKey(page)] ?? []).forEach((question, index) => { result = rename(result, [...to, listKey(page), index], question?.name); });
    return result;
  });
}

/** Moves a question one step up or down, over the end of its page into the next one. Answers [text, path]. */
export function stepQuestion(text, path, direction) {
  const pages = outline(valueOf(text));
  const list = path.slice(0, -1);
  const index = path.at(-1);
  const here = pages.findIndex((page) => JSON.stringify(page.list) === JSON.stringify(list));
  if (here < 0) return [text, path];
  const to = index + direction;
  if (to >= 0 && to < pages[here].questions.length) return [moveAt(text, path, list, to), [...list, to]];
  const next = pages[here + direction];
  if (!next) return [text, path];
  const place = direction < 0 ? next.questions.length : 0;
  return moveQuestion(text, path, next.list, place);
}

/** Moves a question to a place of a page. Answers [text, path]. */
export function moveQuestion(text, path, list, place) {
  const owner = list.slice(0, -1);
  const ready = at(valueOf(text), list) ? text : setAt(text, [...owner, list.at(-1)], []);
  return [moveAt(ready, path, list, place), [...list, place]];
}

export function stepPage(text, path, direction) {
  const pages = valueOf(text).pages;
  const to = path[1] + direction;
  return Array.isArray(pages) && to >= 0 && to < pages.length ? [moveAt(text, path, ["pages"], to), ["pages", to]] : [text, path];
}

/** Gives a question another kind: what belongs to the old kind alone goes, what both know stays. */
export function changeKind(text, path, to) {
  const question = at(valueOf(text), path);
  const old = kindById(kindOf(question));
  const made = create(to, question.name ?? "");
  const target = kindById(to);
  let result = text;
  for (const key of [...(old?.own ?? []), "measure", "cesTurned"]) if (!target.keeps.includes(key) || key in made) result = key in made ? result : removeAt(result, [...path, key]);
  for (const [key, value] of Object.entries(made)) {
    if (key === "name" || key === "title") continue;
    const keep = target.keeps.includes(key) && question[key] !== undefined && old?.own.includes(key);
    if (!keep) result = setAt(result, [...path, key], value);
  }
  return result;
}

/** Renames a question and every {mention} of it in a condition. */
export function renameQuestion(text, path, name) {
  const old = at(valueOf(text), path)?.name;
  let result = setAt(text, [...path, "name"], name);
  if (!old || !name || old === name) return result;
  const escaped = old.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const mention = new RegExp(`\\{(#?)${escaped}(?=[}.[])`, "g");
  const walk = (value, here) => {
    if (Array.isArray(value)) value.forEach((part, index) => walk(part, [...here, index]));
    else if (isObject(value)) {
      for (const [key, part] of Object.entries(value)) {
        if (typeof part === "string" && /(If|expression|Expression)$/.test(key)) {
          const changed = part.replace(mention, (_, hash) => `{${hash}${name}`);
          if (changed !== part) result = setAt(result, [...here, key], changed);
        } else walk(part, [...here, key]);
      }
    }
  };
  walk(valueOf(result), []);
  return result;
}
