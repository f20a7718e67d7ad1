// Writing an idea on a phone. What is sent is first kept on this device, under an identifier made here, and leaves it
// once the server has it: sent three times, it is one idea. What is being typed is kept too.

import { Copies } from "./copies.js";
import { exchange } from "./exchange.js";
import { startClock } from "./mix_clock.js";
import { follow } from "./mix_feed.js";
import { readPage } from "./read_again.js";
import { makeUid } from "./uid.js";

const RETRY = 4_000; // ms
const ASK = 5_000; // ms between two questions about the round

const form = document.querySelector("form[data-idea]");
const { code, feed } = form.dataset;
const words = {
  offline: form.dataset.msgOffline,
  closed: form.dataset.msgClosed,
  signedOut: form.dataset.msgUnknown,
  failed: form.dataset.msgFailed,
};
const status = form.querySelector("[data-idea-status]");
const waiting = document.querySelector("[data-idea-waiting]");
const mine = document.querySelector("[data-idea-mine]");
const QUEUE = `possibles:ideas:${code}`;
const draft = new Copies(`possibles:idea:${code}`);
const { uid, participation, blocker, text } = form.elements;

let unstored = []; // on a device that keeps nothing, the page does

function readQueue() {
  try {
    return JSON.parse(localStorage.getItem(QUEUE)) ?? unstored;
  } catch {
    return unstored;
  }
}

function writeQueue(queue) {
  unstored = queue;
  try {
    if (queue.length) localStorage.setItem(QUEUE, JSON.stringify(queue));
    else localStorage.removeItem(QUEUE);
  } catch {
    // a full or forbidden storage: the page itself still holds them
  }
  waiting.hidden = !queue.length;
  const lines = queue.map(({ text: typed, refused }) => (refused ? `${typed} (${refused})` : typed));
  waiting.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

function showBlockers() {
  const title = participation.selectedOptions[0]?.textContent;
  let found = 0;
  for (const group of blocker.querySelectorAll("optgroup")) {
    group.hidden = group.disabled = group.label !== title;
    if (!group.hidden) found += 1;
  }
  if (blocker.selectedOptions[0]?.parentElement.hidden) blocker.value = "";
  blocker.closest("[data-blockers]").hidden = !found;
}

function clear() {
  text.value = "";
  text.dispatchEvent(new Event("input", { bubbles: true }));
  uid.value = makeUid();
  draft.remove("[]");
}

function bodyOf(entry) {
  const body = new FormData();
  for (const [name, value] of Object.entries(entry)) body.append(name, value);
  return body;
}

async function refreshMine() {
  const answer = await fetch(form.dataset.mine, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (answer?.ok) mine.innerHTML = await answer.text();
}

let sending = null;

function flush() {
  // one at a time: two runs would send each entry twice
  sending ??= send().finally(() => {
    sending = null;
  });
  return sending;
}

async function send() {
  for (const entry of readQueue().filter(({ refused }) => !refused)) {
    const { outcome, data } = await exchange(form.action, bodyOf(entry));
    if (outcome === "saved") {
      writeQueue(readQueue().filter(({ uid: other }) => other !== entry.uid));
      status.textContent = data.message ?? "";
      await refreshMine();
    } else if (outcome === "refused") {
      writeQueue(readQueue().map((other) => (other.uid === entry.uid ? { ...other, refused: data.error } : other)));
    } else {
      status.textContent = words[outcome] ?? words.failed;
      break;
    }
  }
  giveBackRefused();
}

// The server would not have it as it is: it is in the form again, to be changed, once nothing else is written there.
function giveBackRefused() {
  const entry = text.value ? null : readQueue().find(({ refused }) => refused);
  if (!entry) return;
  writeQueue(readQueue().filter(({ uid: other }) => other !== entry.uid));
  status.textContent = entry.refused;
  giveBack(entry);
  text.focus();
}

function giveBack(entry) {
  for (const [name, value] of Object.entries(entry)) {
    if (value !== undefined && form.elements[name] && name !== "uid") form.elements[name].value = value;
  }
  showBlockers();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

form.addEventListener("submit", (event) => {
  if (!participation.value || !text.value.trim()) return; // the server says what is missing
  event.preventDefault();
  const entry = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  writeQueue([...readQueue(), entry]);
  clear();
  if (!navigator.onLine) status.textContent = words.offline;
  flush();
});

// What is being written, and to whom: once the page is loaded again, its project may be that of another table.
const FIELDS = ["text", "participation", "blocker", "kind"];

form.addEventListener("input", () => {
  if (!text.value) draft.remove("[]");
  else draft.save(FIELDS.map((name) => form.elements[name].value), 0, []);
});
participation.addEventListener("change", showBlockers);
addEventListener("online", flush);
setInterval(() => {
  if (readQueue().length) flush();
}, RETRY);

async function restoreDraft() {
  const left = draft.take() ?? draft.adopt((await draft.sortOthers()).closed);
  if (left && !text.value) giveBack(Object.fromEntries(FIELDS.map((name, place) => [name, left.values[place]])));
}

showBlockers();
writeQueue(readQueue());
restoreDraft().then(flush);
startClock();

// A round that opens or ends, or another table, is announced without reloading; ideas of others are not looked at here.
let roundWas = null;
let seatsWere = Number(form.dataset.tick);

async function take(update) {
  const round = JSON.stringify(update.round);
  if (roundWas !== round || update.seats > seatsWere) await renewRound();
  roundWas = round;
  seatsWere = Math.max(seatsWere, update.seats);
}

async function renewRound() {
  const page = await readPage();
  const fresh = page?.querySelector("[data-round]");
  if (!fresh) return;
  document.querySelector("[data-round]").replaceWith(fresh);
  document.querySelector("[data-seats]").replaceWith(page.querySelector("[data-seats]"));
  mine.replaceChildren(...page.querySelector("[data-idea-mine]").childNodes);
  if (readQueue().length) flush();
}

follow(feed, Number(form.dataset.tick), { take, every: () => (document.hidden ? 6 * ASK : ASK) });
