import assert from "node:assert/strict";
import { test } from "node:test";

const { columnAt, limitToDay, readTime, snap, timeAt, topOf, writeTime } = await import("../../static/js/grid_time.js");

// 9 h – 10 h on 120 px, then 10 h – 10 h 15 on 30 px, then three hours drawn shorter than their scale
const rows = [
  { starts: 540, lasts: 60, top: 100, height: 120 },
  { starts: 600, lasts: 15, top: 220, height: 30 },
  { starts: 615, lasts: 180, top: 250, height: 90 },
];

test("a time is read and written as forms do", () => {
  assert.equal(readTime("09:05"), 545);
  assert.equal(writeTime(545), "09:05");
  assert.equal(writeTime(snap(547, 5)), "09:05");
  assert.equal(writeTime(snap(548, 5)), "09:10");
});

test("each row has its own scale, and the ends go on", () => {
  assert.equal(timeAt(rows, 160), 570);
  assert.equal(timeAt(rows, 235), 607.5);
  assert.equal(timeAt(rows, 295), 705);
  assert.equal(timeAt(rows, 40), 510);
  assert.equal(timeAt(rows, 430), 975);
});

test("where a time stands is where it is read", () => {
  for (const time of [500, 540, 570, 600, 610, 700, 900]) assert.equal(timeAt(rows, topOf(rows, time)), time);
});

test("a slot stays within its day", () => {
  assert.equal(limitToDay(-20, 60), 0);
  assert.equal(limitToDay(1430, 60), 1379);
  assert.equal(limitToDay(600, 60), 600);
});

test("the nearest column is taken", () => {
  const columns = [
    { left: 0, right: 100 },
    { left: 110, right: 200 },
  ];
  assert.deepEqual([-50, 40, 104, 107, 150, 900].map((left) => columnAt(columns, left)), [0, 0, 0, 1, 1, 1]);
});
