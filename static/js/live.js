/* « Maintenant »: asks for its middle again, marks the hour by itself when the network is gone, and registers the
   service worker that shows the page offline. */

import { fetchTagged, noteSeen } from "./broadcasts.js";
import { tick } from "./live_clock.js";
import { learnServerTime } from "./mix_clock.js";

const EVERY = 5000; // ms
const APART = 0.05; // of it, by chance: phones that were opened together do not ask together
const RAREST = 60_000;
const region = document.getElementById("now");
const banner = document.querySelector("[data-offline]");
let seen = Date.now();
let etag = "";
let failed = 0;

function showOffline(offline) {
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

// First whether anything changed, by the tag alone: without cookies the server reads no account.
async function askMiddle() {
  const address = region.dataset.stateUrl;
  if (etag) {
    const answer = await fetchTagged(`${address}?probe`, etag, { credentials: "omit" });
    if (answer.status !== 204) return answer;
  }
  return fetchTagged(address, etag);
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await askMiddle();
    failed = answer.status >= 500 ? Math.min(failed + 1, 3) : 0;
    seen = Date.now();
    showOffline(false);
    learnServerTime(answer);
    if (answer.status === 401) {
      window.location.reload();
      return;
    }
    if (answer.status === 304) etag = answer.headers.get("ETag") ?? etag;
    if (answer.status !== 200 || !answer.headers.get("X-Live-Page")) return;
    const fresh = answer.headers.get("ETag");
    // a button that somebody is about to press stays under their finger
    if (fresh !== etag && !region.contains(document.activeElement)) {
      region.innerHTML = await answer.text();
      tick(region);
      etag = fresh;
      navigator.serviceWorker?.controller?.postMessage({ keep: region.dataset.scope });
    }
    noteSeen(region);
  } catch {
    failed = Math.min(failed + 1, 3);
    showOffline(true);
  }
  markHour();
}

async function ask() {
  await refresh();
  setTimeout(ask, Math.min(EVERY * 2 ** failed, RAREST) * (1 - APART * Math.random()));
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
  showOffline(!navigator.onLine);
  noteSeen(region);
  window.addEventListener("offline", () => showOffline(true));
  window.addEventListener("online", refresh);
  document.addEventListener("visibilitychange", refresh);
  setTimeout(ask, EVERY * Math.random());
}
