// <ol data-reorder data-reorder-url="/…"> with <li data-id="…" data-label="…">: drag by [data-handle] (or the whole item), or Alt+Arrow on
// anything focused in the item, or its [data-move="up"|"down"] buttons. POSTs { ids: [...] }; a refusal puts the old order back.
// Lists with the same data-reorder-group exchange items: then { ids, list: data-list-id } goes to the list that took the item.
import Sortable from "sortablejs";
import { announce, french, onContent, post, within } from "./request.js";

const items = (list) => [...list.children].filter((child) => child.dataset.id);
const ids = (list) => items(list).map((item) => item.dataset.id);
const label = (item) => item.dataset.label || item.textContent.trim().slice(0, 60);

function showEnds(list) {
  const all = items(list);
  all.forEach((item, index) => {
    // aria-disabled rather than disabled: the button just pressed must not lose the focus.
    item.querySelector('[data-move="up"]')?.setAttribute("aria-disabled", String(index === 0));
    item.querySelector('[data-move="down"]')?.setAttribute("aria-disabled", String(index === all.length - 1));
  });
}

async function save(list, item, undo) {
  showEnds(list);
  const place = items(list).indexOf(item) + 1;
  const count = items(list).length;
  announce(french() ? `${label(item)}\u00A0: position ${place} sur ${count}` : `${label(item)}: position ${place} of ${count}`);
  // One at a time and in turn: the last order sent is the last one stored.
  const turn = (list.reorderTurn ?? Promise.resolve()).then(async () => {
    const response = await post(list.dataset.reorderUrl, { ids: ids(list), list: list.dataset.listId }).catch(() => null);
    if (response?.ok) {
      list.dispatchEvent(new CustomEvent("reorder:saved", { bubbles: true, detail: { ids: ids(list) } }));
      return;
    }
    undo();
    showEnds(list);
    announce(french() ? "Le nouvel ordre n’a pas pu être enregistré\u202F; l’ancien est rétabli." : "The new order could not be saved; the old one is back.");
    list.dispatchEvent(new CustomEvent("reorder:failed", { bubbles: true }));
  });
  list.reorderTurn = turn;
  await turn;
}

function step(item, direction) {
  const list = item.parentElement;
  const before = items(list);
  const to = before.indexOf(item) + direction;
  if (to < 0 || to >= before.length) return;
  const focused = document.activeElement;
  list.insertBefore(item, direction < 0 ? before[to] : before[to].nextElementSibling);
  if (item.contains(focused)) focused.focus();
  save(list, item, () => list.append(...before));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-reorder] [data-move]");
  if (!button) return;
  event.preventDefault();
  step(button.closest("[data-id]"), button.dataset.move === "up" ? -1 : 1);
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const item = event.target.closest?.("[data-reorder] > [data-id]");
  if (!item) return;
  const across = item.parentElement.dataset.reorder === "horizontal";
  const direction = { [across ? "ArrowLeft" : "ArrowUp"]: -1, [across ? "ArrowRight" : "ArrowDown"]: 1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  event.stopPropagation();
  step(item, direction);
});

onContent((root) => {
  for (const list of within(root, "[data-reorder]")) {
    if (Sortable.get(list)) continue;
    let before = [];
    let from = null;
    new Sortable(list, {
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
      draggable: "[data-id]",
      handle: list.querySelector("[data-handle]") ? "[data-handle]" : undefined,
      group: list.dataset.reorderGroup || undefined,
      ghostClass: "ss-ghost",
      delay: 120,
      delayOnTouchOnly: true,
      onStart: (event) => {
        from = event.from;
        before = items(from);
      },
      onEnd: (event) => {
        if (event.from === event.to && event.oldIndex === event.newIndex) return;
        showEnds(event.from);
        save(event.to, event.item, () => from.append(...before));
      },
    });
    showEnds(list);
  }
});
