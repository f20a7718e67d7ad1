// "412 / 1 500" beside a text with a limit. Counted as the server counts: in characters, accents composed.
// Texts are never cut: the server says what is too long. Near the limit, what is left is announced to screen readers once one
// pauses.

const NEAR = 0.9;
const PAUSE = 1000; // ms
const numbers = new Intl.NumberFormat(document.documentElement.lang || "fr");
const timers = new WeakMap();

export function lengthOf(text) {
  return [...text.replaceAll("\r\n", "\n").normalize("NFC").trim()].length;
}

// "over", "short" (of what is asked at least), "near" the limit, or "within".
export function stateOf(length, limit, least = 0) {
  if (length > limit) return "over";
  if (length < least) return "short";
  return length > limit * NEAR ? "near" : "within";
}

// Digits are grouped as the server groups them.
const groupDigits = (number) => numbers.format(number).replaceAll("\u202f", "\u00a0");

const surroundings = (control) => control.closest("[data-question]") ?? control.parentElement;

function look(control) {
  const limit = Number(control.dataset.limit);
  const least = Number(control.dataset.least ?? 0);
  const length = lengthOf(control.value);
  return { limit, least, length, state: stateOf(length, limit, least) };
}

export function count(control) {
  const counter = surroundings(control).querySelector("[data-counter]");
  if (!counter) return;
  const { limit, length, state } = look(control);
  counter.querySelector("[data-counter-number]").textContent = `${groupDigits(length)} / ${groupDigits(limit)}`;
  counter.dataset.state = state;
}

function announce(control) {
  const live = surroundings(control).querySelector("[data-counter-live]");
  const words = document.getElementById("counter-template")?.dataset;
  if (!live || !words) return;
  const { limit, least, length, state } = look(control);
  const message = length ? { over: words.over, near: words.left, short: words.short }[state] : "";
  const apart = state === "short" ? least - length : Math.abs(limit - length);
  const text = message ? `${message} ${apart}` : "";
  if (live.textContent !== text) live.textContent = text;
}

// A text whose page has no counter gets one; its own limit would have the browser cut what is pasted. It stands on the
// line that says what is saved: a line that came as one leaves the field would move what is being clicked.
function equip(scope) {
  const template = document.getElementById("counter-template");
  for (const control of template ? scope.querySelectorAll("textarea[maxlength]") : []) {
    control.dataset.limit = control.getAttribute("maxlength");
    control.removeAttribute("maxlength");
    const foot = control.closest("[data-question]")?.querySelector(".question-foot");
    const counter = template.content.cloneNode(true);
    if (foot) foot.append(counter);
    else control.after(counter);
    count(control);
  }
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-limit]")) return;
  count(target);
  clearTimeout(timers.get(target));
  timers.set(target, setTimeout(() => announce(target), PAUSE));
});
document.addEventListener("htmx:afterSwap", (event) => equip(event.target));
equip(document);
for (const control of document.querySelectorAll("[data-limit]")) {
  if (control.value !== control.defaultValue) count(control);
}
