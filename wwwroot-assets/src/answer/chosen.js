// A score that was clicked in the mail is only proposed: mail scanners click too, and some run this page and wait. It counts once the customer's own hand touches the
// page, whatever they do; another value of the same question chosen after that replaces it.
// Programs that read the page aloud or obey a voice may bring no more than a click or an input.
const signs = ["pointerdown", "touchstart", "keydown", "click", "input"];

/**
 * @param {object} model the questionnaire
 * @param {{ key: string, place: number, values: unknown[] }} chosen the question and the value that was clicked, by its place from 1
 * @param {string} url where to POST { place }
 */
export function confirmChosen(model, chosen, url) {
  let wanted = 0;
  let said = 0;
  let going = 0;
  let timer = 0;

  async function send() {
    clearTimeout(timer);
    if (going > 0) return;
    for (let pause = 1_000; said !== wanted && pause < 60_000; ) {
      going = wanted;
      if (await post(url, going)) said = going;
      else {
        await new Promise((done) => setTimeout(done, pause));
        pause *= 2;
      }
    }
    going = 0;
  }

  function touched(event) {
    // What a script makes is not trusted.
    if (!event.isTrusted) return;
    for (const sign of signs) removeEventListener(sign, touched, true);
    wanted = chosen.place;
    // The same touch may choose another value: then only that one is told.
    timer = setTimeout(send, 300);
  }

  // The page is left: what was not told yet goes out now, beside what may be on its way; the browser sees it through.
  function leave() {
    clearTimeout(timer);
    if (said === wanted || going === wanted) return;
    said = wanted;
    post(url, wanted);
  }

  for (const sign of signs) addEventListener(sign, touched, true);
  addEventListener("pagehide", leave);
  model.onValueChanged.add((_, { name, value }) => {
    const place = name === chosen.key ? chosen.values.indexOf(value) + 1 : 0;
    if (wanted === 0 || place === 0) return;
    wanted = place;
    send();
  });
}

/** True when there is nothing to try again: it is stored, or will never be taken. */
async function post(url, place) {
  try {
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ place }), keepalive: true });
    return answer.status < 500 && answer.status !== 429;
  } catch {
    return false;
  }
}
