/** An element: attributes, `on…` handlers, and properties that only work as such. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Draws again without taking the focus or the caret away from whoever types. */
export function redraw(target, ...children) {
  const active = target.contains(document.activeElement) ? document.activeElement : null;
  const id = active?.id;
  let caret = null;
  try {
    caret = active?.selectionStart ?? null;
  } catch {
    // Some inputs have no caret.
  }
  const scrolled = target.scrollTop;
  target.replaceChildren(...children.flat(3).filter(Boolean));
  target.scrollTop = scrolled;
  if (!id) return;
  const again = document.getElementById(id);
  again?.focus({ preventScroll: true });
  if (caret !== null && again?.setSelectionRange) {
    try {
      again.setSelectionRange(caret, caret);
    } catch {
      // As above.
    }
  }
}

export function icon(label, sign, attributes) {
  return h("button", { type: "button", class: "btn btn-sm btn-icon", "aria-label": label, title: label, ...attributes }, h("span", { "aria-hidden": "true" }, sign));
}

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
