import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { openPage } from "./browser.js";

openPage();
const { markSeen, showCounts } = await import("../../static/js/support_board.js");

const decided = { classList: { contains: () => false } };
const waiting = { classList: { contains: (name) => name === "board-undecided" } };
let page;

beforeEach(() => {
  page = {
    counts: [{ textContent: "2" }, { textContent: "2" }],
    close: { disabled: true },
    items: [
      { dataset: { decision: "decision-1" }, hidden: false },
      { dataset: { decision: "decision-2" }, hidden: false },
    ],
    cells: { "decision-1": decided, "decision-2": waiting },
  };
  page.left = { hidden: false, querySelectorAll: () => page.items };
  Object.assign(document, {
    querySelectorAll: (asked) => (asked === "[data-undecided]" ? page.counts : []),
    querySelector: (asked) => ({ "[data-left-to-decide]": page.left, "[data-close-meeting]": page.close })[asked] ?? null,
    getElementById: (id) => page.cells[id],
  });
});

test("what another screen decided is left no more, everywhere the page counts it", () => {
  showCounts({ undecided: 1, uncovered: 0 });

  assert.deepEqual(page.counts.map((place) => place.textContent), [1, 1]);
  assert.deepEqual(page.items.map((item) => item.hidden), [true, false]);
  assert.equal(page.close.disabled, true);
  assert.equal(page.left.hidden, false);
});

test("the meeting may be closed once the last need is decided, on whichever screen", () => {
  page.cells["decision-2"] = decided;

  showCounts({ undecided: 0, uncovered: 0 });

  assert.equal(page.close.disabled, false);
  assert.equal(page.left.hidden, true);
});

test("a partner's page, which closes nothing, shows the counts alone", () => {
  page.left = null;

  showCounts({ undecided: 0, uncovered: 0 });

  assert.equal(page.counts[0].textContent, 0);
});

test("the meeting is closed on what the page shows: its changes, and the needs that it had when it was loaded", () => {
  page.mark = { value: "7-abc123" };
  document.querySelector = (asked) => (asked === "[data-board-mark]" ? page.mark : null);

  markSeen({ tick: 12, sign: "def456" });

  assert.equal(page.mark.value, "12-abc123");
});
