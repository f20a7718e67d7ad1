// How long the pitch takes to say, while it is typed: counted as coaching/canvas/queries/edition.py does.

const WORDS_A_MINUTE = 140;
const WORD = /[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu;
const output = document.querySelector("[data-pitch-length]");
const form = document.querySelector("form.canvas-answers");

function formatLength(words) {
  const seconds = Math.ceil(Math.ceil((words * 60) / WORDS_A_MINUTE) / 10) * 10;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest ? ` ${String(rest).padStart(2, "0")}` : ""}`;
}

function count() {
  const texts = [...form.querySelectorAll("textarea")].map((field) => field.value);
  const words = texts.reduce((sum, text) => sum + (text.match(WORD)?.length ?? 0), 0);
  output.querySelector("[data-words]").textContent = words;
  output.querySelector("[data-length]").textContent = formatLength(words);
}

if (form && output) {
  form.addEventListener("input", count);
  form.addEventListener("restored", count);
}
