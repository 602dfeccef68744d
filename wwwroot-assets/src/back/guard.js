// form[data-guard]: leaving the page with changes that were not sent asks first; data-dirty on the form tells css.
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (!form) return;
  form.dataset.dirty = "true";
  changed.add(form);
});

function clean(form) {
  delete form.dataset.dirty;
  changed.delete(form);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-guard]")) return;
  // A handler (htmx, a confirm dialog) may stop the submit: what was typed is then still unsent.
  if (!event.defaultPrevented) clean(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  // Of what happened inside the form, a preview say, only the form's own sending counts.
  const form = event.detail.elt;
  if (form?.matches?.("form[data-guard]") && event.detail.successful && event.detail.requestConfig?.verb !== "get") clean(form);
});

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
