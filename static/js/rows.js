// Rows that save themselves, each a form whose fields share one version. A page has lists of them:
//   <div data-rows> … rows … <form data-row-blank>, the next one … <button data-add-row> </div>
// A row that is added here has an identifier made here: sent twice, it is kept once. It waits on this device until the
// server has it, and comes back with the page.

import { Autosave } from "./autosave.js";
import { Question } from "./question.js";
import { makeUid } from "./uid.js";

const ADDED = `possibles:rows:${location.pathname}`;

function readAdded() {
  try {
    return JSON.parse(localStorage.getItem(ADDED)) ?? [];
  } catch {
    return [];
  }
}

function writeAdded(added) {
  try {
    if (added.length) localStorage.setItem(ADDED, JSON.stringify(added));
    else localStorage.removeItem(ADDED);
  } catch {
    // a full or forbidden storage: the page itself still holds the text
  }
}

class Row extends Autosave {
  constructor(form) {
    super(form, { name: `possibles:row:${form.dataset.row}`, words: form.dataset, oneVersion: true });
    for (const field of form.querySelectorAll("[data-question]")) this.add(new Question(field, this));
    this.start();
  }

  progressed() {
    const added = readAdded();
    if (added.some(({ uid }) => uid === this.element.dataset.row)) {
      writeAdded(added.filter(({ uid }) => uid !== this.element.dataset.row));
    }
    this.element.dispatchEvent(new CustomEvent("rowsaved", { bubbles: true }));
  }

  depart() {
    super.depart();
    const versions = [...this.fields.values()].map((field) => field.version);
    this.element.elements.base_version.value = Math.min(...versions);
  }
}

function addRow(list, uid) {
  const blank = list.querySelector("[data-row-blank]");
  const holder = document.createElement("div");
  holder.innerHTML = blank.outerHTML.replaceAll(blank.dataset.row, uid);
  const form = holder.firstElementChild;
  form.classList.remove("row-blank");
  form.removeAttribute("data-row-blank");
  blank.before(form);
  new Row(form);
  return form;
}

for (const form of document.querySelectorAll("form[data-row]:not([data-row-blank])")) new Row(form);

for (const list of document.querySelectorAll("[data-rows]")) {
  for (const { uid, name } of readAdded()) {
    if (name === list.dataset.rows && !document.getElementById(`row-${uid}`)) addRow(list, uid);
  }
  list.querySelector("[data-add-row]")?.addEventListener("click", () => {
    const uid = makeUid();
    writeAdded([...readAdded(), { uid, name: list.dataset.rows }]);
    addRow(list, uid).querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
}

// A row that was moved keeps the keyboard: one presses ↑ as often as it takes.
const MOVED = "possibles:moved";

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.('form[data-row] button[name="by"]');
  if (button) sessionStorage.setItem(MOVED, JSON.stringify([button.form.dataset.row, button.value]));
});

const [moved, by] = JSON.parse(sessionStorage.getItem(MOVED) ?? "[]");
sessionStorage.removeItem(MOVED);
if (moved && location.hash === `#row-${moved}`) {
  const focus = () => document.getElementById(`row-${moved}`)?.querySelector(`button[name="by"][value="${by}"]`)?.focus();
  // the browser goes to the row of the address once all is there, and takes the focus away
  if (document.readyState === "complete") focus();
  else window.addEventListener("load", () => setTimeout(focus));
}
