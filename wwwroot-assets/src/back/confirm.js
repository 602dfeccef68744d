// data-confirm="Question" on a button, link, form or hx-* element: asks in a dialog first.
// data-confirm-yes="Delete" names the action on its button; without it the word of the page's language.
import { french } from "./request.js";

const allowed = new WeakSet();

function ask(text, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "ss-dialog";
  dialog.setAttribute("aria-labelledby", "ss-dialog-text");
  const words = document.createElement("p");
  words.id = "ss-dialog-text";
  words.textContent = text;
  const form = document.createElement("form");
  form.method = "dialog";
  for (const [value, label, style] of [["no", french() ? "Annuler" : "Cancel", "btn"], ["yes", yes || (french() ? "Confirmer" : "Confirm"), "btn btn-primary"]]) {
    const button = document.createElement("button");
    Object.assign(button, { value, textContent: label, className: style });
    form.append(button);
  }
  dialog.append(words, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => {
    dialog.remove();
    done(dialog.returnValue === "yes");
  }));
}

async function hold(event, element, goOn) {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(element.dataset.confirm, element.dataset.confirmYes))) return;
  allowed.add(element);
  goOn();
  allowed.delete(element);
}

document.addEventListener("click", (event) => {
  const element = event.target.closest?.("[data-confirm]");
  if (!element || element.matches("form") || allowed.has(element)) return;
  hold(event, element, () => element.click());
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-confirm]") || allowed.has(form)) return;
  const { submitter } = event;
  hold(event, form, () => form.requestSubmit(submitter));
}, true);
