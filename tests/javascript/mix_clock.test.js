import assert from "node:assert/strict";
import { test } from "node:test";

const { formatTime } = await import("../../static/js/mix_clock.js");

const ENDS = 1_000;
const at = (seconds) => ENDS + seconds;

test("the room reads the time left, that it is over, then that the round is", () => {
  const words = { ends: ENDS, shuts: ENDS + 600, msgLeft: "encore", msgOver: "temps écoulé", msgEnded: "terminé" };
  const texts = [-61, -1, 0, 599, 600].map((seconds) => formatTime(words, at(seconds)));

  assert.deepEqual(texts, ["encore 1:01", "encore 0:01", "temps écoulé", "temps écoulé", "terminé"]);
});

test("those who run the mix read by how much it is over", () => {
  const texts = [0, 59, 185, 4_000].map((seconds) => formatTime({ ends: ENDS, msgLate: "dépassé de" }, at(seconds)));

  assert.deepEqual(texts, ["dépassé de 1\u00a0min", "dépassé de 1\u00a0min", "dépassé de 3\u00a0min", "dépassé de 66\u00a0min"]);
});
