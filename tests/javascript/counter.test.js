import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = Object.assign(new EventTarget(), {
  documentElement: { lang: "fr" },
  getElementById: () => null,
  querySelectorAll: () => [],
});
const { count, lengthOf, stateOf } = await import("../../static/js/counter.js");

test("characters are counted as the server counts them", () => {
  assert.equal(lengthOf("  été\n"), 3);
  assert.equal(lengthOf("e\u0301te\u0301"), 3); // accents apart
  assert.equal(lengthOf("a\r\nb"), 3);
  assert.equal(lengthOf("👩🏽 à l’atelier"), 14);
  assert.equal(lengthOf(""), 0);
});

test("a counter says where a text stands", () => {
  assert.deepEqual(
    [0, 19, 20, 90, 91, 100, 101].map((length) => stateOf(length, 100, 20)),
    ["short", "short", "within", "within", "near", "near", "over"],
  );
  assert.equal(stateOf(0, 100), "within");
});

test("it is drawn beside the text, grouped as the server groups", () => {
  const number = {};
  const counter = { dataset: {}, querySelector: () => number };
  const question = { querySelector: () => counter };
  const control = { value: "x".repeat(1412), dataset: { limit: "1500" }, closest: () => question };

  count(control);

  assert.equal(number.textContent, "1\u00a0412 / 1\u00a0500");
  assert.equal(counter.dataset.state, "near");
});
