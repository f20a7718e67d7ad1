// Rows that save themselves, each a form whose fields share one version. Those that stand open on demand, see
// row_forms.js. A page has lists of the next ones:
//   <div data-rows> <form data-row-blank>, the next one … <button data-add-row> </div>
// A row that is added here has an identifier made here: sent twice, it is kept once. It waits on this device until the
// server has it, and comes back with the page.

import { Autosave } from "./autosave.js";
import { listKept } from "./copies.js";
import { Question } from "./question.js";
import { readPage } from "./read_again.js";
import { copyBlank, findPlace, learnField, learnRows, makeFields, makeForm } from "./row_forms.js";
import { thisTab, untilClosed } from "./tabs.js";
import { makeUid } from "./uid.js";

const ADDED = `possibles:rows:${location.pathname}`;
const KEPT = "possibles:row:";
const PAUSE = 600; // ms: several fields are saved one after the other

const opened = new Map(); // uid → Row

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

function removeAdded(uid) {
  const added = readAdded();
  if (added.some((row) => row.uid === uid)) writeAdded(added.filter((row) => row.uid !== uid));
}

class Row extends Autosave {
  constructor(form) {
    super(form, { name: `${KEPT}${form.dataset.row}`, words: form.dataset, oneVersion: true });
    this.isChanged = false; // since it was last read
    for (const field of form.querySelectorAll("[data-question]")) this.add(new Question(field, this));
    opened.set(this.uid, this);
    this.start();
  }

  get uid() {
    return this.element.dataset.row;
  }

  get isWaiting() {
    return this.hasUnsaved() || [...this.fields.values()].some((field) => field.conflict);
  }

  progressed() {
    removeAdded(this.uid);
    this.isChanged = true;
    this.element.dispatchEvent(new CustomEvent("rowsaved", { bubbles: true }));
  }

  receive(message) {
    learnField(this.uid, message);
    super.receive(message);
    this.isChanged = true;
  }

  learn(version, before, key) {
    learnField(this.uid, { key, version, before });
    super.learn(version, before, key);
  }

  // The fields that come once they are opened.
  unfold() {
    const place = this.element.querySelector("[data-fields]");
    if (!place) return;
    const fields = makeFields(place, this.uid);
    place.replaceWith(fields);
    const added = [...fields.querySelectorAll("[data-question]")].map((field) => new Question(field, this));
    for (const field of added) this.add(field);
    this.restored = Promise.all([this.restored, ...added.map((field) => field.restore())]);
  }

  depart() {
    super.depart();
    const versions = [...this.fields.values()].map((field) => field.version);
    this.element.elements.base_version.value = Math.min(...versions);
  }

  show(isOpen) {
    this.element.hidden = !isOpen;
    const place = findPlace(this.uid);
    if (place) place.hidden = isOpen;
  }

  focus() {
    this.element.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }

  // What is not saved yet stays in sight; and so does what was saved, until it can be read where it stands.
  async close(url) {
    await this.sendAll();
    if (this.isWaiting) return;
    if (this.isChanged && !(await readAnew([this.uid]))) {
      if (navigator.onLine) location.assign(url);
      return;
    }
    this.isChanged = false;
    this.show(false);
    findPlace(this.uid)?.querySelector("[data-edit-row]")?.focus();
  }
}

function makeRow(uid) {
  const form = makeForm(uid);
  if (!form) return null;
  findPlace(uid).after(form);
  return new Row(form);
}

function openRow(uid) {
  const row = opened.get(uid) ?? makeRow(uid);
  row?.show(true);
  return row;
}

// Whether all of these rows could be read again as they stand now.
async function readAnew(uids) {
  const page = await readPage();
  if (!page) return false;
  learnRows(page);
  const found = uids.map((uid) => {
    const [current, now] = [document, page].map((from) => from.querySelector(`[data-read="${CSS.escape(uid)}"]`));
    if (!current || !now) return false;
    const read = document.adoptNode(now);
    current.replaceWith(read);
    read.dispatchEvent(new CustomEvent("rowread", { bubbles: true }));
    return true;
  });
  return found.every(Boolean);
}

function addRow(list, uid) {
  const blank = list.querySelector("[data-row-blank]");
  const form = copyBlank(blank, uid);
  blank.before(form);
  return new Row(form);
}

for (const form of document.querySelectorAll("form[data-row]:not([data-row-blank])")) new Row(form);

// What this device kept of a row opens it; what the server has meanwhile does not.
for (const uid of new Set(listKept(KEPT).map((name) => name.slice(KEPT.length).split(":")[0]))) {
  opened.get(uid)?.unfold();
  const row = findPlace(uid) && !opened.has(uid) ? makeRow(uid) : null;
  row?.show(row.isWaiting);
  row?.restored.then(() => row.isWaiting && row.show(true));
}

// A row that an open window adds is that one's, until the server has it or the window closes.
async function bringBack(list, { uid, name, tab }) {
  if (name !== list.dataset.rows || opened.has(uid)) return;
  if (tab !== thisTab()) await untilClosed(tab);
  if (opened.has(uid) || !readAdded().some((row) => row.uid === uid)) return; // that window sent it meanwhile
  writeAdded(readAdded().map((row) => (row.uid === uid ? { ...row, tab: thisTab() } : row)));
  addRow(list, uid);
}

for (const list of document.querySelectorAll("[data-rows]")) {
  for (const added of readAdded()) {
    if (findPlace(added.uid)) removeAdded(added.uid); // the server has it: what is left to send was kept above
    else bringBack(list, added);
  }
  list.querySelector("[data-add-row]")?.addEventListener("click", () => {
    const uid = makeUid();
    writeAdded([...readAdded(), { uid, name: list.dataset.rows, tab: thisTab() }]);
    addRow(list, uid).focus();
  });
  const isWaiting = readAdded().some((row) => row.name === list.dataset.rows);
  if (list.hasAttribute("data-first-row") && !isWaiting) list.querySelector("[data-add-row]").click();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const uid = target.closest?.("[data-edit-row]")?.closest("[data-opens-row]").dataset.opensRow;
  const closing = target.closest?.("[data-close-row]");
  const row = uid ? openRow(uid) : opened.get(closing?.closest("[data-row]").dataset.row);
  if (!row) return;
  event.preventDefault();
  if (uid) row.focus();
  else row.close(closing.href);
});

document.addEventListener("toggle", ({ target }) => opened.get(target.closest("[data-row]")?.dataset.row)?.unfold(), true);

// What this device kept, and two texts to choose from, are shown where they stand.
document.addEventListener("restored", ({ target }) => target.closest("details")?.setAttribute("open", ""));

// Another window saved a row that is read here.
const received = new Set();
let timer = 0;

for (const { dataset } of "BroadcastChannel" in window ? document.querySelectorAll("[data-opens-row]") : []) {
  new BroadcastChannel(`${KEPT}${dataset.opensRow}`).addEventListener("message", () => {
    if (opened.get(dataset.opensRow)?.element.hidden === false) return;
    received.add(dataset.opensRow);
    clearTimeout(timer);
    timer = setTimeout(() => {
      readAnew([...received]);
      received.clear();
    }, PAUSE);
  });
}

// A row that was moved comes back open and keeps the keyboard: one presses ↑ as often as it takes.
const MOVED = "possibles:moved";

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.('button[name="by"]');
  const uid = button?.closest("[data-row]")?.dataset.row;
  if (uid) sessionStorage.setItem(MOVED, JSON.stringify([uid, button.value]));
});

const [moved, by] = JSON.parse(sessionStorage.getItem(MOVED) ?? "[]");
sessionStorage.removeItem(MOVED);
if (moved && location.hash.endsWith(`-${moved}`)) {
  const focus = () => opened.get(moved)?.element.querySelector(`button[name="by"][value="${by}"]`)?.focus();
  // the browser goes to the row of the address once all is there, and takes the focus away
  if (document.readyState === "complete") focus();
  else window.addEventListener("load", () => setTimeout(focus));
}
