// This tab, and whether another is open still: each holds a lock of its name while it shows a page that writes.

const PATIENCE = 1000; // ms: a page that goes away lets go of its lock a moment later
const RELOAD = 2000; // ms: a page that is loaded again takes its lock back
const lockOf = (tab) => `possibles:tab:${tab}`;

// Its name, also after a reload.
export function thisTab() {
  try {
    const known = sessionStorage.getItem("possibles:tab") ?? Math.random().toString(36).slice(2);
    sessionStorage.setItem("possibles:tab", known);
    return known;
  } catch {
    return "tab";
  }
}

let letGo = null;

// Shared: a page that is loaded again does not wait for the one before it. A page that goes to the browser's memory lets
// go, since another of this tab follows it.
export function lockTab() {
  if (letGo || !navigator.locks) return;
  const lock = new Promise((done) => (letGo = done));
  navigator.locks.request(lockOf(thisTab()), { mode: "shared" }, () => lock);
  window.addEventListener("pagehide", () => {
    letGo();
    letGo = null;
  }, { once: true });
  window.addEventListener("pageshow", lockTab, { once: true });
}

// Of a browser that cannot tell, every other tab counts as closed.
export async function isOpen(tab) {
  if (!navigator.locks || tab === thisTab()) return false;
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), PATIENCE);
  try {
    await navigator.locks.request(lockOf(tab), { signal: stop.signal }, () => {});
    return false;
  } catch {
    return true;
  } finally {
    clearTimeout(patience);
  }
}

// Resolves once the tab is closed; a page that is only loaded again takes its lock back.
export async function untilClosed(tab) {
  while (await isOpen(tab)) {
    await navigator.locks.request(lockOf(tab), () => {});
    await new Promise((done) => setTimeout(done, RELOAD));
  }
}
