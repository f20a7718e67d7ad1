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
  const least = Number(control.dataset.least ?? 0);
  const state = length > limit ? "over" : length < least ? "short" : length > limit * NEAR ? "near" : "within";
  counter.dataset.state = state;
  clearTimeout(timers.get(counter));
  const apart = state === "short" ? least - length : Math.abs(limit - length);
  timers.set(counter, setTimeout(() => say(question, length ? apart : 0, length ? state : "within"), PAUSE));
}

function say(question, apart, state) {
  const words = question.closest("[data-questionnaire]").dataset;
  const message = { over: words.msgOver, near: words.msgLeft, short: words.msgShort }[state];
  const text = message ? `${message} ${apart}` : "";
  const live = question.querySelector("[data-counter-live]");
  if (live.textContent !== text) live.textContent = text;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-limit]")) count(event.target);
});
for (const control of document.querySelectorAll("[data-limit]")) {
  if (control.value !== control.defaultValue) count(control);
}
