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
  for (const clock of root.querySelectorAll("[data-clock]")) {
    clock.textContent = formatHour(new Date(at), document.documentElement.lang);
  }
  for (const timer of root.querySelectorAll("[data-until]")) {
    const words = formatLeft(Date.parse(timer.dataset.until), at, document.documentElement.lang);
    const place = timer.querySelector("[data-left]");
    if (place && place.textContent !== words) place.textContent = words;
  }
}

// The hour of the cockpit, as the server writes it: « 11 h 46 », « 18 h », "11:46 am".
export function formatHour(at, language) {
  const english = language.startsWith("en");
  const options = { hour: "numeric", minute: "2-digit", hour12: english, timeZone: "Europe/Paris" };
  const hour = new Intl.DateTimeFormat(english ? "en-US" : "fr-FR", options).format(at);
  if (english) return hour.replace(":00", "").toLowerCase();
  return hour.replace(/^0/, "").replace(":00", " h").replace(":", " h ");
}

if (typeof document !== "undefined" && document.querySelector("[data-until]")) {
  tick(document);
}
if (typeof document !== "undefined") {
  setInterval(() => tick(document), EVERY);
  document.addEventListener("htmx:afterSwap", (event) => tick(event.target));
}
