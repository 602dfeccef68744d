// The modelling screen of a journey, on top of reorder.js: names changed in place ([data-rename]), touchpoints that go to the neighbouring
// stage by Alt+Left/Right or a menu ([data-move-stage]), the catalogue drawer, and what a saved or refused order shows.
import { announce, french, post } from "./request.js";

function rename(place) {
  if (place.querySelector("input")) return;
  const before = place.textContent.trim();
  const input = document.createElement("input");
  Object.assign(input, { className: "form-control form-control-sm", value: before, maxLength: 120 });
  input.setAttribute("aria-label", place.dataset.renameLabel);
  place.hidden = true;
  place.after(input);
  input.focus();
  input.select();
  let over = false;

  const close = (text) => {
    over = true;
    place.textContent = text;
    place.hidden = false;
    input.remove();
    const item = place.closest("[data-id]");
    if (item) item.dataset.label = text;
  };
  const save = async () => {
    const name = input.value.trim();
    if (over) return;
    if (name === before) return close(before);
    const response = await post(place.dataset.rename, { name }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (response?.ok) {
      close(answer.name);
      announce(french() ? "Nom enregistré" : "Name saved");
      return;
    }
    over = false;
    input.classList.add("is-invalid");
    input.setCustomValidity(answer?.message ?? (french() ? "Le nom n’a pas pu être enregistré." : "The name could not be saved."));
    input.reportValidity();
  };
  input.addEventListener("input", () => {
    input.setCustomValidity("");
    input.classList.remove("is-invalid");
  });
  input.addEventListener("blur", save);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") {
      event.preventDefault();
      save();
    } else if (event.key === "Escape") {
      close(before);
    }
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-rename-now]");
  if (button) rename(document.querySelector(button.dataset.renameNow));
});
document.addEventListener("dblclick", (event) => {
  const name = event.target.closest?.("h2[data-rename]");
  if (name) rename(name);
});

const ids = (list) => [...list.children].map((child) => child.dataset.id).filter(Boolean);

async function toStage(item, direction) {
  const from = item.parentElement;
  const column = from.closest(".stage-column");
  const columns = [...column.parentElement.querySelectorAll(":scope > .stage-column")];
  const to = columns[columns.indexOf(column) + direction]?.querySelector(".touchpoint-list");
  if (!to) return;
  const focused = document.activeElement;
  const next = item.nextElementSibling;
  to.append(item);
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (item.contains(focused)) focused.focus();
  const stage = to.closest(".stage-column").dataset.label;
  announce(french() ? `${item.dataset.label} est maintenant dans l’étape ${stage}` : `${item.dataset.label} is now in the stage ${stage}`);
  const response = await post(to.dataset.reorderUrl, { ids: ids(to), list: to.dataset.listId }).catch(() => null);
  if (!response?.ok) from.insertBefore(item, next);
  to.dispatchEvent(new CustomEvent(response?.ok ? "reorder:saved" : "reorder:failed", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-move-stage]");
  if (button) toStage(button.closest(".touchpoint"), Number(button.dataset.moveStage));
});
document.addEventListener("keydown", (event) => {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!direction || !event.altKey || event.ctrlKey || event.metaKey) return;
  const item = event.target.closest?.(".touchpoint-list > .touchpoint");
  if (!item || event.target.closest(".sub-steps")) return;
  event.preventDefault();
  toStage(item, direction);
});

function count() {
  for (const column of document.querySelectorAll(".stage-column")) {
    column.querySelector("[data-count]").textContent = column.querySelectorAll(".touchpoint-list > .touchpoint").length;
  }
}
document.addEventListener("reorder:saved", () => {
  count();
  const failed = document.getElementById("order-failed");
  if (failed) failed.hidden = true;
});
document.addEventListener("reorder:failed", () => {
  count();
  const failed = document.getElementById("order-failed");
  if (failed) failed.hidden = false;
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-catalogue-stage]");
  if (opener) document.getElementById("catalogue-stage").value = opener.dataset.catalogueStage;
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-catalogue]");
  if (!form) return;
  const chosen = form.querySelectorAll("input:checked").length;
  form.querySelector("[data-catalogue-add]").disabled = chosen === 0;
  form.querySelector("[data-catalogue-count]").textContent = chosen ? `(${chosen})` : "";
});
