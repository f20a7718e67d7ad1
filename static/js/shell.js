// What every page gains from JavaScript: nothing here is needed to read or to send.

import "./counter.js";

const root = document.documentElement;
root.classList.add("js");

// Errors first: the summary takes the focus when a form comes back with some.
// An address that names a part of the page (#grid) would take it there: the summary takes it back.
const summary = document.getElementById("error-summary");
summary?.focus();
if (summary && location.hash) window.addEventListener("load", () => setTimeout(() => summary.focus()));

// Menus close when one leaves them.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// On a phone the tabs of a section and of a room scroll sideways: the current one is in sight.
for (const tab of document.querySelectorAll(":is(.page-tabs, .room-tabs) [aria-current]")) {
  const row = tab.closest("ul");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

// A form is sent once: a second click waits for the first.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 8000);
});
function release(form) {
  delete form.dataset.sent;
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
}
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach(release);
});

// What an organiser changed and did not send is not left by a slip; a form that came back with errors is not saved yet.
const guarded = [...document.querySelectorAll("form[data-guard]")];
const unsaved = new Set(guarded.filter((form) => form.querySelector(".is-invalid")));
document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-guard]")) unsaved.add(event.target.form);
});
window.addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected && !form.dataset.sent)) event.preventDefault();
});

// Filters apply when they change.
document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-autosubmit] :is(select, input[type=checkbox], input[type=radio])")) {
    event.target.form.requestSubmit();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A lost connection is announced, not displayed as an error.
const offline = document.getElementById("offline");
function showConnection() {
  if (!offline) return;
  offline.textContent = navigator.onLine ? "" : offline.dataset.offline;
  offline.hidden = navigator.onLine;
}
window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
showConnection();

// The page of the day that was kept for a lost network goes with who leaves this browser.
document.addEventListener("submit", (event) => {
  const action = event.target.getAttribute("action") ?? "";
  if (action.endsWith("/leave/") || action.endsWith("/logout/")) window.caches?.delete("live-page");
});
