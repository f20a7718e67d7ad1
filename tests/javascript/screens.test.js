import assert from "node:assert/strict";
import { test } from "node:test";

import { formatLeft } from "../../static/js/live_clock.js";
import { orderScreens } from "../../static/js/screens.js";

const DEBRIEF = { first: "overall timeline learnt", last: "quote", more: "pace missing" };

test("the consent comes last, the other questions only for people who want more", () => {
  assert.deepEqual(orderScreens(DEBRIEF, false), ["overall", "timeline", "learnt", "quote"]);
  assert.deepEqual(orderScreens(DEBRIEF, true), ["overall", "timeline", "learnt", "pace", "missing", "quote"]);
  assert.deepEqual(orderScreens({}, true), []);
});

test("the clock tells what is left, then what is too much", () => {
  assert.equal(formatLeft(12 * 60000, 0, "fr"), "encore 12 min");
  assert.equal(formatLeft(0, 3 * 60000, "fr"), "3 min de trop");
  assert.equal(formatLeft(1000, 0, "en"), "1 min left");
});
