// Saves the draft, tells of a conflict, and publishes.
import { antiforgery } from "../back/antiforgery.js";
import { h } from "./dom.js";
import { askCheck, checkList, post } from "./tabs.js";

export function createSaving(ed, redraw) {
  const { t, data } = ed;
  const element = h("div", { class: "sed-alert", role: "alert" });
  let state = "";
  let turn = Promise.resolve();

  const tell = (...content) => element.replaceChildren(h("div", { class: "alert alert-warning m-0" }, content));

  async function send() {
    if (ed.broken) return false;
    if (!ed.dirty) return true;
    const text = ed.text;
    state = t("Saving…");
    redraw();
    const response = await post(data.urls.save, { definition: text, basedOn: data.savedAt }).catch(() => null);
    const answer = await response?.json().catch(() => null) ?? null;
    state = "";
    if (response?.ok && answer) {
      data.savedAt = answer.savedAt;
      ed.saved = text;
      element.replaceChildren();
    } else if (response?.status === 409) conflict(answer);
    else if (answer?.errors) tell(answer.errors.map((error) => error.text).join(" "));
    else tell(t("The draft could not be saved. Nothing is lost: it stands here; try again."));
    redraw();
    return !ed.dirty || ed.saved === text;
  }

  function conflict(answer) {
    tell(h("p", { class: "mb-2" }, answer.error),
      h("div", { class: "d-flex flex-wrap gap-2" },
        h("button", {
          type: "button", class: "btn btn-sm", onclick: () => {
            saving.leaving = true;
            location.reload();
          },
        }, t("Load theirs and drop mine")),
        h("button", {
          type: "button", class: "btn btn-sm", onclick: () => {
            data.savedAt = answer.savedAt;
            saving.save();
          },
        }, t("Keep mine and replace theirs"))));
  }

  async function publish() {
    if (!(await saving.save())) return;
    const result = await askCheck(ed);
    if (!result) return tell(t("The check could not be made. Try again."));
    const dialog = h("dialog", { class: "ss-dialog sed-dialog", "aria-labelledby": "publish-title" },
      h("h2", { class: "h3", id: "publish-title" }, result.faults.length > 0 ? t("Not ready to publish") : t("Publish this draft?")),
      checkList(ed, result),
      result.faults.length > 0 ? null : h("p", { class: "text-secondary" }, t("A published version never changes. New invitations use it from now on.")),
      h("form", { method: "post", action: data.urls.publish, onsubmit: () => { saving.leaving = true; } },
        h("input", { type: "hidden", name: "__RequestVerificationToken", value: antiforgery() }),
        h("input", { type: "hidden", name: "basedOn", value: data.savedAt }),
        h("button", { type: "button", class: "btn", onclick: () => dialog.close() }, result.faults.length > 0 ? t("Close") : t("Cancel")),
        result.faults.length > 0 ? null : h("button", { type: "submit", class: "btn btn-primary" }, t("Publish"))));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  const saving = {
    element,
    leaving: false,
    words: () => state || (ed.broken ? t("Not valid JSON") : ed.dirty ? t("Not saved yet") : t("Saved")),
    /** One at a time: the second waits and then sends what is there by then. */
    save: () => (turn = turn.then(send, send)),
    publish,
  };
  return saving;
}
