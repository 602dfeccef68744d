import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { confirmChosen } from "../src/answer/chosen.js";

const chosen = { key: "face", place: 4, values: [1, 2, 3, 4, 5] };
let listeners, posts, answers, changed;

beforeEach(() => {
  [listeners, posts, answers] = [new Map(), [], []];
  globalThis.addEventListener = (sign, act) => listeners.set(sign, act);
  globalThis.removeEventListener = (sign) => listeners.delete(sign);
  globalThis.fetch = async (url, { method, body, keepalive }) => {
    posts.push(`${method} ${url} ${body} ${keepalive}`);
    const answer = answers.shift() ?? 204;
    if (answer === "lost") throw new TypeError("no connection");
    return { status: answer };
  };
  confirmChosen({ onValueChanged: { add: (act) => (changed = act) } }, chosen, "/s/t/score");
});

const touch = (isTrusted) => listeners.get("pointerdown")?.({ isTrusted });
const settled = (time = 400) => new Promise((done) => setTimeout(done, time));

test("nothing is told until a trusted event, and then once", async () => {
  changed(null, { name: "face", value: 2 });
  touch(false);
  await settled();
  assert.deepEqual(posts, []);
  assert.equal(listeners.size, 6);
  touch(true);
  await settled();
  assert.deepEqual(posts, ['POST /s/t/score {"place":4} true']);
  assert.deepEqual([...listeners.keys()], ["pagehide"]);
});

test("another value of the same question is told after that, those of other questions are not", async () => {
  touch(true);
  await settled();
  changed(null, { name: "goal", value: 1 });
  changed(null, { name: "face", value: 2 });
  changed(null, { name: "face", value: undefined });
  await settled();
  assert.deepEqual(posts.slice(1), ['POST /s/t/score {"place":2} true']);
});

test("what was lost on the way is told again, what was refused is not", async () => {
  answers.push("lost");
  touch(true);
  await settled(1_500);
  assert.equal(posts.length, 2);
  answers.push(410);
  changed(null, { name: "face", value: 1 });
  await settled(1_500);
  assert.equal(posts.length, 3);
});

test("a touch that chooses another value tells that one alone, and whoever leaves at once has told it too", async () => {
  touch(true);
  changed(null, { name: "face", value: 3 });
  await settled();
  assert.deepEqual(posts, ['POST /s/t/score {"place":3} true']);
  listeners.get("pagehide")();
  assert.equal(posts.length, 1);
});

test("whoever touches the page and leaves at once has told it, once", async () => {
  touch(true);
  listeners.get("pagehide")();
  listeners.get("pagehide")();
  await settled();
  assert.deepEqual(posts, ['POST /s/t/score {"place":4} true']);
});
