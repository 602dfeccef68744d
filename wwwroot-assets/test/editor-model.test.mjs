import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokenJson, insertAt, moveAt, parse, removeAt, setAt, valueOf } from "../src/editor/json-text.js";
import * as model from "../src/editor/model.js";
import { kindOf, kinds, create } from "../src/editor/kinds.js";
import * as condition from "../src/editor/condition.js";
import { createHistory } from "../src/editor/history.js";

const odd = `\uFEFF{
  "zeta" : 1.50, "9": "nine", "1": "one", "dup": 1, "dup": 2, "big": 12345678901234567890,
\t"pages":[ {"name":"p", "elements" : [
     {"type":"text","name":"a", "odd": 1e2 , "title":"A \\u00e9"},
     {"type":"somethingelse","name":"b","x":{"y":[1,2,3]}}
  ] } ]
}
`;

test("one property changes and every other character stays", () => {
  const changed = setAt(odd, ["pages", 0, "elements", 0, "title"], "B");
  assert.equal(changed, odd.replace('"A \\u00e9"', '"B"'));
  assert.equal(setAt(changed, ["pages", 0, "elements", 0, "title"], "B"), changed);
  assert.equal(setAt(odd, ["dup"], 2), odd);
});

test("an added and removed property leaves the text as it was", () => {
  const added = setAt(odd, ["pages", 0, "elements", 0, "isRequired"], true);
  assert.equal(valueOf(added).pages[0].elements[0].isRequired, true);
  assert.equal(removeAt(added, ["pages", 0, "elements", 0, "isRequired"]), odd);
});

test("moving down and up again gives the same text", () => {
  const list = ["pages", 0, "elements"];
  const [moved, path] = model.stepQuestion(odd, [...list, 0], 1);
  assert.deepEqual(valueOf(moved).pages[0].elements.map((q) => q.name), ["b", "a"]);
  assert.equal(model.stepQuestion(moved, path, -1)[0], odd);
  assert.match(moved, /"odd": 1e2 ,/);
});

test("a question moves over the end of its page", () => {
  const two = model.addPage(odd);
  const [moved, path] = model.stepQuestion(two, ["pages", 0, "elements", 1], 1);
  assert.deepEqual(path, ["pages", 1, "elements", 0]);
  assert.deepEqual(valueOf(moved).pages.map((p) => p.elements.length), [1, 1]);
  const [back] = model.stepQuestion(moved, path, -1);
  assert.deepEqual(valueOf(back).pages.map((p) => p.elements.map((q) => q.name)), [["a", "b"], []]);
});

test("broken text is told with line and column", () => {
  for (const [text, line, column] of [['{\n "é": 1,\n "x" 2\n}', 3, 6], ["", 1, 1], ['{"a":1}x', 1, 8], ['{"a":01}', 1, 6], ['{"a":"b\nc"}', 1, 8], ["[1,]", 1, 4]]) {
    assert.throws(() => parse(text), (error) => error instanceof BrokenJson && error.line === line && error.column === column, JSON.stringify(text));
  }
});

test("texts of two languages stand beside each other and others stay", () => {
  let text = '{"title":"Hello"}';
  text = model.setText(text, ["title"], "fr", "Bonjour");
  assert.equal(text, '{"title":{"default":"Hello","fr":"Bonjour"}}');
  text = model.setText('{"title":{"en":"Hello","de":"Hallo"}}', ["title"], "en", "Hi");
  assert.equal(text, '{"title":{"en":"Hi","de":"Hallo"}}');
  assert.equal(model.setText(text, ["title"], "en", ""), '{"title":{"de":"Hallo"}}');
  assert.equal(model.setText('{"title":{"fr":"x"}}', ["title"], "fr", ""), "{}");
  assert.equal(model.setText("{}", ["title"], "fr", "Non"), '{"title":{"fr":"Non"}}');
});

test("a bare choice becomes an object only when it gets a text, and numbers stay numbers", () => {
  const text = '{"choices":[1,"b"]}';
  assert.equal(model.setChoiceText(text, ["choices", 0], "fr", "Un"), '{"choices":[{"value":1,"text":{"fr":"Un"}},"b"]}');
  assert.equal(model.setChoiceValue(text, ["choices", 0], "2"), '{"choices":[2,"b"]}');
  assert.equal(model.setChoiceValue(text, ["choices", 1], "2"), '{"choices":[1,"2"]}');
});

test("every kind can be made, is recognised, and becomes every other kind with the right scale", () => {
  for (const kind of kinds) {
    assert.equal(kindOf(create(kind.id, "q")), kind.id);
    for (const other of kinds) {
      const text = JSON.stringify({ elements: [{ ...create(kind.id, "q"), own: "kept" }] }, null, 2);
      const changed = valueOf(model.changeKind(text, ["elements", 0], other.id)).elements[0];
      assert.equal(kindOf(changed), other.id, `${kind.id} to ${other.id}`);
      assert.equal(changed.own, "kept");
      assert.equal(changed.measure, other.measure);
      const bounds = { nps: [0, 10], csat: [1, 5], ces: [1, 7], faces: [1, 5] }[other.id];
      if (bounds) assert.deepEqual([changed.rateMin, changed.rateMax], bounds);
      else if (other.id !== "rating") assert.equal(changed.rateMin, undefined);
    }
  }
  assert.equal(kindOf({ type: "paneldynamic" }), null);
});

test("choices stay when a list becomes another list", () => {
  const text = '{"elements":[{"type":"radiogroup","name":"q","choices":["x","y"]}]}';
  assert.equal(model.changeKind(text, ["elements", 0], "checkbox"), '{"elements":[{"type":"checkbox","name":"q","choices":["x","y"]}]}');
});

test("questions are added, copied and renamed with names of their own", () => {
  let text = '{"elements":[{"type":"text","name":"question"}]}';
  text = model.addQuestion(text, ["elements"], 1, "radiogroup");
  text = model.duplicateQuestion(text, ["elements", 0]);
  assert.deepEqual(valueOf(text).elements.map((q) => q.name), ["question", "question3", "question2"]);
  const asked = '{"elements":[{"type":"text","name":"a"},{"type":"text","name":"ab","visibleIf":"{a} = 1 and {ab} = 2 or {a.b} > {a}"}]}';
  assert.equal(valueOf(model.renameQuestion(asked, ["elements", 0], "z")).elements[1].visibleIf, "{z} = 1 and {ab} = 2 or {z.b} > {z}");
});

test("a definition without pages gets them with its questions when a page is added", () => {
  const text = model.addPage('{"title":"T","questions":[{"type":"text","name":"a"}],"x":1}');
  const value = valueOf(text);
  assert.deepEqual(value.pages.map((page) => page.elements.length), [1, 0]);
  assert.equal(value.questions, undefined);
  assert.equal(value.x, 1);
});

test("a copied page has names of its own", () => {
  const text = model.duplicatePage('{"pages":[{"name":"page1","elements":[{"type":"text","name":"a"},{"type":"text","name":"b"}]}]}', ["pages", 0]);
  const all = valueOf(text).pages.flatMap((page) => [page.name, ...page.elements.map((q) => q.name)]);
  assert.equal(new Set(all).size, 6);
});

test("simple conditions are read and written, others are left alone", () => {
  for (const expression of ["{a} = 'x'", "{a} <= 3", "{a} notempty", "{a} anyof ['x', 'y']", "{a} <> true", "{a b} contains 'é'"]) {
    assert.equal(condition.write(condition.read(expression)), expression);
  }
  for (const expression of ["{a} = 1 and {b} = 2", "{a} + 1 > 2", "age({a}) > 2", "", undefined, "{a} = {b}", "{a} empty or {b} empty"]) {
    assert.equal(condition.read(expression), null);
  }
  assert.equal(condition.offered({ type: "rating" }).length, 5);
});

test("undo takes typing in one field as one step and redo gives it back", () => {
  const history = createHistory();
  history.push("1", "title");
  history.push("2", "title");
  history.push("3");
  assert.equal(history.undo("4"), "3");
  assert.equal(history.undo("3"), "1");
  assert.equal(history.undo("1"), null);
  assert.equal(history.redo("1"), "3");
});

test("items go into empty and filled arrays in the way the text is written", () => {
  assert.equal(insertAt('{"a":[]}', ["a"], 0, { b: 1 }), '{"a":[{"b":1}]}');
  assert.equal(insertAt('{"a":[1,2]}', ["a"], 1, 9), '{"a":[1,9,2]}');
  assert.equal(insertAt('{\n  "a": []\n}', ["a"], 0, 1), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(moveAt('{"a":[1,2],"b":[3]}', ["a", 0], ["b"], 1), '{"a":[2],"b":[3,1]}');
  assert.equal(moveAt('{"a":[1,2],"b":[3]}', ["b", 0], ["a"], 0), '{"a":[3,1,2],"b":[]}');
});
