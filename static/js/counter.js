// "412 / 1 500" beside a text with a limit. Counted as the server counts: in characters, accents composed.
// Texts are never cut. Near the limit, what is left is said to screen readers once one pauses.

const NEAR = 0.9;
const PAUSE = 1000;
const numbers = new Intl.NumberFormat(document.documentElement.lang || "fr");
const timers = new WeakMap();

export function lengthOf(text) {
  return [...text.replaceAll("\r\n", "\n").normalize("NFC").trim()].length;
}

export function count(control) {
  const question = control.closest("[data-question]");
  const counter = question?.querySelector("[data-limit-counter]");
  if (!counter) return;
  const limit = Number(control.dataset.limit);
  const length = lengthOf(control.value);
  counter.querySelector("[data-counter-number]").textContent = `${numbers.format(length)} / ${numbers.format(limit)}`;
  counter.dataset.state = length > limit ? "over" : length > limit * NEAR ? "near" : "within";
  clearTimeout(timers.get(counter));
  timers.set(counter, setTimeout(() => say(question, limit - length, counter.dataset.state), PAUSE));
}

function say(question, left, state) {
  const words = question.closest("[data-questionnaire]").dataset;
  const text = state === "over" ? `${words.msgOver} ${-left}` : state === "near" ? `${words.msgLeft} ${left}` : "";
  const live = question.querySelector("[data-counter-live]");
  if (live.textContent !== text) live.textContent = text;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-limit]")) count(event.target);
});
for (const control of document.querySelectorAll("[data-limit]")) {
  if (control.value !== control.defaultValue) count(control);
}
