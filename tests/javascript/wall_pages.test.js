import assert from "node:assert/strict";
import { test } from "node:test";

const { choosePage } = await import("../../static/js/wall_pages.js");

const after = (since, more = {}) => choosePage({ page: 0, pages: 3, since, fresh: [], ...more });

test("each screen stays twelve seconds, then comes the next, and the first again", () => {
  assert.deepEqual([after(11), after(12), after(12, { page: 2 })], [0, 1, 0]);
});

test("what has just arrived is shown first, once the screen was read for six seconds", () => {
  assert.deepEqual([after(5, { fresh: [2, 1] }), after(6, { fresh: [2, 1] })], [0, 2]);
});

test("a wall with fewer screens than before shows one that is there", () => {
  assert.equal(choosePage({ page: 4, pages: 2, since: 1, fresh: [] }), 1);
});
