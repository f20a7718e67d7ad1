// One-key shortcuts: j/k in a list, n for the next thing to do, / to search, ? for help.
// They never fire while typing and can be switched off on a device (WCAG 2.1.4).

import { openSearch } from "./search.js";

const KEY = "possibles.shortcuts";
const storage = {
  get: () => {
    try {
      return localStorage.getItem(KEY) !== "off";
    } catch {
      return true;
    }
  },
  set: (on) => {
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      // private browsing: the choice lasts as long as the page
    }
  },
};
let on = storage.get();

// For pages with keys of their own: none once their person switched keys off.
export function isForPage(event) {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !document.querySelector("dialog[open]");
}

const box = document.getElementById("shortcuts-on");
if (box) {
  box.checked = on;
  box.addEventListener("change", () => {
    on = box.checked;
    storage.set(on);
  });
}

// A page with keys of its own lists them in a template.
const keys = document.querySelector("template[data-keys]");
if (keys) document.querySelector("#shortcuts .keys")?.prepend(keys.content);

const links = () =>
  [...document.querySelectorAll("main :is(.rows > li, table tbody tr, [data-list] > *)")]
    .map((row) => row.querySelector("a[href], button"))
    .filter((link) => link?.checkVisibility());

function move(by) {
  const all = links();
  if (!all.length) return;
  const here = all.findIndex((link) => link === document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  all[next].focus();
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  "/": openSearch,
  "?": () => document.getElementById("shortcuts")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!isForPage(event) || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const bound = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (bound) {
    event.preventDefault();
    bound.click();
  } else if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
});
