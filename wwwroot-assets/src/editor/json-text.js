// Edits a JSON text in place: every change replaces only the characters it is about, so that numbers as written, unknown properties, key
// order, duplicate keys and spacing stay to the letter everywhere else.

const blank = /[\t\n\r ]/;
const scalar = /-?\d[-+.\deE]*|true|false|null/y;

/** Where a text stops being JSON; `line` and `column` count from 1. */
export class BrokenJson extends SyntaxError {
  constructor(text, at, reason) {
    super(reason);
    const before = text.slice(0, at).split("\n");
    this.line = before.length;
    this.column = before.at(-1).length + 1;
    this.at = at;
  }
}

/** The value of a text, a byte order mark passed over; throws BrokenJson. */
export function valueOf(text) {
  const node = parse(text);
  return JSON.parse(text.slice(node.start, node.end));
}

/** Nodes with their place in the text: { type, start, end, items: [{ key?, start, end, node }] }, an item's start being that of its key. */
export function parse(text) {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  const fail = (reason) => { throw new BrokenJson(text, at, reason); };
  const skip = () => { while (at < text.length && blank.test(text[at])) at++; };
  const string = () => {
    const start = at++;
    while (at < text.length && text[at] !== '"' && text[at] >= " ") at += text[at] === "\\" ? 2 : 1;
    if (text[at] !== '"') fail("string");
    at++;
    try {
      return JSON.parse(text.slice(start, at));
    } catch {
      at = start;
      return fail("string");
    }
  };
  const value = (depth) => {
    if (depth > 250) fail("depth");
    skip();
    const start = at;
    if (text[at] === '"') {
      string();
      return { type: "string", start, end: at };
    }
    if (text[at] === "{" || text[at] === "[") return container(text[at] === "{", start, depth);
    scalar.lastIndex = at;
    const found = scalar.exec(text)?.[0];
    if (!found) fail("value");
    try {
      JSON.parse(found);
    } catch {
      fail("value");
    }
    at += found.length;
    return { type: "scalar", start, end: at };
  };
  const container = (isObject, start, depth) => {
    const close = isObject ? "}" : "]";
    const items = [];
    at++;
    skip();
    if (text[at] !== close) {
      for (;;) {
        skip();
        const item = { start: at };
        if (isObject) {
          if (text[at] !== '"') fail("key");
          item.key = string();
          skip();
          if (text[at] !== ":") fail("colon");
          at++;
        }
        item.node = value(depth + 1);
        item.end = at;
        items.push(item);
        skip();
        if (text[at] === close) break;
        if (text[at] !== ",") fail("comma");
        at++;
      }
    }
    at++;
    return { type: isObject ? "object" : "array", start, end: at, items };
  };
  const root = value(0);
  skip();
  if (at < text.length) fail("end");
  return root;
}

// Of keys that stand twice the last one counts, as in JSON.parse.
const itemAt = (node, step) => (node.type === "object" ? node.items.findLast((item) => item.key === step) : node.type === "array" ? node.items[step] : undefined);

function nodeAt(text, path) {
  let node = parse(text);
  for (const step of path) {
    node = itemAt(node, step)?.node;
    if (!node) return undefined;
  }
  return node;
}

/** The text of the value at a path, as written; undefined when there is none. */
export function rawAt(text, path) {
  const node = nodeAt(text, path);
  return node && text.slice(node.start, node.end);
}

const splice = (text, start, end, middle) => text.slice(0, start) + middle + text.slice(end);

function style(text) {
  const indent = /\n([ \t]+)["[{]/.exec(text)?.[1];
  return { newline: text.includes("\r\n") ? "\r\n" : "\n", unit: indent ?? "  ", lines: /^\uFEFF?\s*[{[]\s*\n/.test(text) };
}

const indentAt = (text, at) => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", at - 1) + 1, at))[0];

/** A value written the way the rest of the text is: on one line when it is short, else indented. */
function render(text, value, indent) {
  const { newline, unit, lines } = style(text);
  const flat = !lines ? JSON.stringify(value) : JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  const deep = value !== null && typeof value === "object" && Object.values(value).some((part) => part !== null && typeof part === "object");
  if (!lines || typeof value !== "object" || value === null || (flat.length <= 100 && !deep)) return flat;
  const children = Array.isArray(value)
    ? value.map((part) => render(text, part, indent + unit))
    : Object.entries(value).filter(([, part]) => part !== undefined).map(([key, part]) => `${JSON.stringify(key)}: ${render(text, part, indent + unit)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (children.length === 0) return open + close;
  return open + newline + children.map((child) => indent + unit + child).join("," + newline) + newline + indent + close;
}

/** Puts raw text between a container's items. */
function insertRaw(text, node, index, raw) {
  const { items } = node;
  if (items.length === 0) {
    const { newline, unit, lines } = style(text);
    const indent = indentAt(text, node.start);
    return splice(text, node.start + 1, node.end - 1, lines ? newline + indent + unit + raw + newline + indent : raw);
  }
  const lead = text.slice(node.start + 1, items[0].start);
  const between = items.length > 1 ? text.slice(items[0].end, items[1].start) : "," + (lead.includes("\n") ? lead : style(text).lines ? " " : "");
  if (index <= 0) return splice(text, items[0].start, items[0].start, raw + between);
  const before = items[Math.min(index, items.length) - 1];
  return splice(text, before.end, before.end, between + raw);
}

/** Sets the value at a path; what is missing on the way is made. Undefined takes it away. */
export function setAt(text, path, value) {
  if (value === undefined) return removeAt(text, path);
  const node = nodeAt(text, path);
  if (node) {
    if (JSON.stringify(JSON.parse(text.slice(node.start, node.end))) === JSON.stringify(value)) return text;
    return splice(text, node.start, node.end, render(text, value, indentAt(text, node.start)));
  }
  const owner = nodeAt(text, path.slice(0, -1));
  const key = path.at(-1);
  if (!owner || (owner.type !== "object" && owner.type !== "array")) {
    return setAt(text, path.slice(0, -1), typeof key === "number" ? [value] : { [key]: value });
  }
  if (owner.type === "array") return insertAt(text, path.slice(0, -1), key, value);
  const inside = owner.items.length > 0 ? indentAt(text, owner.items[0].start) : indentAt(text, owner.start) + style(text).unit;
  const raw = `${JSON.stringify(key)}:${style(text).lines || /":\s/.test(text) ? " " : ""}${render(text, value, inside)}`;
  return insertRaw(text, owner, owner.items.length, raw);
}

/** Takes the value at a path away, with its key where it has one. */
export function removeAt(text, path) {
  const owner = nodeAt(text, path.slice(0, -1));
  const item = owner && itemAt(owner, path.at(-1));
  if (!item) return text;
  const index = owner.items.indexOf(item);
  if (index > 0) return splice(text, owner.items[index - 1].end, item.end, "");
  if (owner.items.length > 1) return splice(text, item.start, owner.items[1].start, "");
  return splice(text, owner.start + 1, owner.end - 1, "");
}

/** Inserts a value into the array at a path. */
export function insertAt(text, path, index, value) {
  const node = nodeAt(text, path);
  if (!node) return setAt(text, path, [value]);
  const indent = node.items.length > 0 ? indentAt(text, node.items[0].start) : indentAt(text, node.start) + style(text).unit;
  return insertRaw(text, node, index, render(text, value, indent));
}

/** Copies the value at a path, as written, to right after itself and lets `change` edit the copy: change(text, pathOfCopy). */
export function duplicateAt(text, path, change = (same) => same) {
  const index = path.at(-1);
  const owner = path.slice(0, -1);
  return change(insertRaw(text, nodeAt(text, owner), index + 1, rawAt(text, path)), [...owner, index + 1]);
}

/** Moves an item, as written, to a place in the same or another array; `to` counts without the item itself. */
export function moveAt(text, path, toArray, to) {
  const from = path.slice(0, -1);
  const raw = rawAt(text, path);
  if (raw === undefined) return text;
  if (JSON.stringify(from) === JSON.stringify(toArray)) {
    // The items change places and everything between them stays: moving there and back gives the same text.
    const { items } = nodeAt(text, from);
    const order = items.map((item) => text.slice(item.start, item.end));
    const [moved] = order.splice(path.at(-1), 1);
    order.splice(to, 0, moved);
    return items.reduceRight((result, item, i) => splice(result, item.start, item.end, order[i]), text);
  }
  // Neither array is inside the other, so paths stay right while no item moves before them: the later place is changed first.
  const target = nodeAt(text, toArray);
  if (!target) return text;
  const source = nodeAt(text, from);
  return source.start > target.start ? insertRaw(removeAt(text, path), nodeAt(removeAt(text, path), toArray), to, raw) : removeAt(insertRaw(text, target, to, raw), path);
}
