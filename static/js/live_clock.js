/* How long what goes on still lasts: « encore 12 min », « 3 min de trop ». */

const EVERY = 5000;

export function formatLeft(until, at, language) {
  const minutes = Math.ceil((until - at) / 60000);
  const words = language.startsWith("en")
    ? { left: `${minutes} min left`, over: `${-minutes} min over`, end: "time is up" }
    : { left: `encore ${minutes} min`, over: `${-minutes} min de trop`, end: "c’est l’heure" };
  if (minutes > 0) return words.left;
  return minutes < 0 ? words.over : words.end;
}

export function tick(root, at = Date.now()) {
  for (const timer of root.querySelectorAll("[data-until]")) {
    const words = formatLeft(Date.parse(timer.dataset.until), at, document.documentElement.lang);
    const place = timer.querySelector("[data-left]");
    if (place && place.textContent !== words) place.textContent = words;
  }
}

if (typeof document !== "undefined" && document.querySelector("[data-until]")) {
  tick(document);
}
if (typeof document !== "undefined") {
  setInterval(() => tick(document), EVERY);
  document.addEventListener("htmx:afterSwap", (event) => tick(event.target));
}
