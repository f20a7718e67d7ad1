/* « Maintenant »: asks for its middle again, marks the hour by itself when the network is gone, and registers the
   service worker that shows the page offline. */

import "./live_clock.js";

const EVERY = 10000;
const region = document.getElementById("now");
const banner = document.querySelector("[data-offline]");
let seen = Date.now();
let etag = "";

function say(offline) {
  if (!banner) return;
  banner.hidden = !offline;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const place = banner.querySelector("[data-seen]");
  if (offline && place) place.textContent = `(${clock.format(seen)})`;
}

function markHour(at = Date.now()) {
  for (const entry of region.querySelectorAll("[data-starts]")) {
    const runs = Date.parse(entry.dataset.starts) <= at && at < Date.parse(entry.dataset.ends);
    if (runs) entry.setAttribute("aria-current", "time");
    else entry.removeAttribute("aria-current");
  }
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(region.dataset.stateUrl, {
      headers: { "X-Requested-With": "fetch", ...(etag ? { "If-None-Match": etag } : {}) },
      cache: "no-store",
    });
    seen = Date.now();
    say(false);
    if (answer.status === 401) {
      window.location.reload();
      return;
    }
    if (answer.status !== 200 || !answer.headers.get("X-Live-Page")) return;
    const fresh = answer.headers.get("ETag");
    // a button that somebody is about to press stays under their finger
    if (fresh !== etag && !region.contains(document.activeElement)) {
      region.innerHTML = await answer.text();
      etag = fresh;
      navigator.serviceWorker?.controller?.postMessage({ keep: region.dataset.scope });
    }
  } catch {
    say(true);
  }
  markHour();
}

if (region) {
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker
      .register(region.dataset.workerUrl, { scope: region.dataset.scope })
      .then(async () => {
        const ready = await navigator.serviceWorker.ready;
        ready.active?.postMessage({
          keep: region.dataset.scope,
          files: performance
            .getEntriesByType("resource")
            .map((entry) => entry.name)
            .filter((name) => name.includes("/static/")),
        });
      })
      .catch(() => {});
  }
  say(!navigator.onLine);
  window.addEventListener("offline", () => say(true));
  window.addEventListener("online", refresh);
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, EVERY);
}
