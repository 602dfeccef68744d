import assert from "node:assert/strict";
import { test } from "node:test";
import { aside } from "../src/charts/labels.js";

const label = (x, y, below = false) => ({ x, y, width: 24, below });

test("Labels with room stay where they are", () => {
  assert.deepEqual(aside([label(20, 80), label(70, 80), label(120, 150, true)]), [false, false, true]);
});

test("A label that would stand on the one before changes sides", () => {
  assert.deepEqual(aside([label(20, 80), label(40, 84), label(60, 80)]), [false, true, false]);
});

test("What has no label takes no room", () => {
  assert.deepEqual(aside([label(20, 80), null, label(70, 80)]), [false, undefined, false]);
});
