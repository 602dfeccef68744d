// Keeps the server's draft in step with the page: soon after a change, at once when the page is left, again and again while there is no connection.
const pause = 600;
const retries = [2_000, 4_000, 8_000, 15_000, 30_000];
const keepaliveLimit = 60_000; // browsers refuse a keepalive body over 64 KiB

/**
 * @param {string} url where to PUT { answers, page }
 * @param {() => object} read the body of the moment
 * @param {(state: "saving"|"saved"|"notSaved"|"closed") => void} tell
 */
export function startDraft(url, read, tell) {
  let dirty = false;
  let sending = false;
  let stopped = false;
  let attempt = 0;
  let timer = 0;
  const abort = new AbortController();

  async function send() {
    clearTimeout(timer);
    if (!dirty || sending || stopped) return;
    dirty = false;
    sending = true;
    tell("saving");
    const outcome = await put();
    sending = false;
    if (stopped) return;
    if (outcome === "retry") {
      dirty = true;
      tell("notSaved");
      timer = setTimeout(send, retries[Math.min(attempt++, retries.length - 1)]);
      return;
    }
    attempt = 0;
    tell(outcome);
    if (outcome === "closed") stopped = true;
    else if (dirty) timer = setTimeout(send, pause);
  }

  async function put() {
    const body = JSON.stringify(read());
    try {
      const response = await fetch(url, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body,
        keepalive: body.length < keepaliveLimit,
        signal: abort.signal,
      });
      if (response.ok) return "saved";
      // Answered, expired or withdrawn meanwhile: no use in trying again. Anything else may pass.
      return [404, 409, 410].includes(response.status) ? "closed" : "retry";
    } catch {
      return "retry";
    }
  }

  addEventListener("online", send);
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });

  return {
    changed() {
      if (stopped) return;
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(send, attempt > 0 ? retries[0] : pause);
    },
    send,
    /** The answers go out whole now; a draft must not arrive after them. */
    pause() {
      stopped = true;
      clearTimeout(timer);
    },
    resume() {
      stopped = false;
      if (dirty) send();
    },
  };
}
