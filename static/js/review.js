// The review saves itself: one field at a time, in order, kept here while the network is away.

import { Copies } from "./copies.js";

const form = document.querySelector("form[data-review]");
const says = form.dataset;
const state = document.getElementById("review-state");
const saved = state.querySelector("[data-saved]");
const waiting = new Map();
const timers = new Map();
const fields = new Map(); // what this window last knew of each field: {value, version, copies}
const RETRY = 10_000; // ms
const WAIT_BEFORE_SENDING = 3000; // ms, for what is on its way
let busy = false;
let onItsWay = Promise.resolve();
let retry = 0;
let leaveBy = null; // the button that sends the grid, once it is pressed
let leaving = false;
let asking = false;
let departure = 0;

const boxesOf = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
const valueOf = (name) => {
  const [first, ...others] = boxesOf(name);
  return first.type === "radio" ? ([first, ...others].find((radio) => radio.checked)?.value ?? "") : first.value;
};
const conflictOn = (name) => form.querySelector(`[data-conflict="${CSS.escape(name)}"]`);

// As the server sent it, whatever the browser puts back.
function sentByServer(name) {
  const [first, ...others] = boxesOf(name);
  if (first.type !== "radio") return first.defaultValue;
  return [first, ...others].find((radio) => radio.defaultChecked)?.value ?? "";
}

function keepHere(name) {
  const field = fields.get(name);
  field.copies.keep([valueOf(name)], field.version, field.value);
}

const forget = (name) => fields.get(name).copies.forget(JSON.stringify([fields.get(name).value]));

// While two texts are shown, nothing is sent before one is chosen.
function push(name) {
  clearTimeout(timers.get(name));
  keepHere(name);
  if (conflictOn(name)) return;
  waiting.set(name, valueOf(name));
  sendNow();
}

function sendNow() {
  if (!busy) onItsWay = send();
}

async function send() {
  clearTimeout(retry);
  if (busy || !waiting.size) return;
  busy = true;
  const [name, value] = waiting.entries().next().value;
  saved.textContent = says.saysSaving;
  try {
    const base = fields.get(name).version;
    const body = new URLSearchParams({ value, base_version: base });
    const response = await fetch(says.reviewUrl.replace("__key__", name), {
      method: "POST",
      body,
      headers: {
        "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
        "X-Requested-With": "fetch",
      },
      redirect: "error",
    });
    await read(response, name, value, base);
  } catch {
    sayOffline();
    retry = setTimeout(sendNow, RETRY);
  }
  busy = false;
  if (waiting.size && !retry) await send();
  retry = waiting.size ? retry : 0;
}

async function read(response, name, value, base) {
  if (response.status === 401 || response.status === 403) {
    saved.textContent = says.saysAgain;
    retry = setTimeout(sendNow, 15_000);
    return;
  }
  if (response.status >= 500) throw new Error(String(response.status));
  retry = 0;
  if (waiting.get(name) === value) waiting.delete(name);
  const answer = await response.json().catch(() => ({}));
  if (response.ok) {
    learn(name, value, answer.version, base);
    state.querySelector("[data-answered]").textContent = answer.answered;
    state.querySelector("[data-score]").textContent = answer.score ?? "–";
    saved.textContent = `${says.saysSaved} ${answer.saved_at}`;
  } else if (response.status === 409) {
    refuse(name, answer);
  } else {
    saved.textContent = answer.error ?? says.saysAgain;
    if (answer.kept_url) close(answer.kept_url);
  }
}

// The dossier is closed to this person: what they typed stays on the page, to be copied; nothing is sent any more.
function close(address) {
  waiting.clear();
  for (const timer of timers.values()) clearTimeout(timer);
  for (const box of form.elements) {
    if (box.type === "radio") box.disabled = true;
    else if (box.type === "submit") box.hidden = true;
    else box.readOnly = true;
  }
  const link = document.createElement("a");
  link.href = address;
  link.textContent = says.saysTexts;
  saved.append(" ", link);
}

// It is saved. Nobody wrote between the two versions: what is known of the other fields still holds.
function learn(name, value, version, base) {
  if (version === base + 1) {
    for (const other of fields.values()) if (other.version === base) other.version = version;
  }
  Object.assign(fields.get(name), { value, version });
  if (valueOf(name) === value) forget(name);
  else keepHere(name); // one types on
}

// The review moved on elsewhere: this field with it, or only others.
function refuse(name, answer) {
  const field = fields.get(name);
  if (answer.theirs.trim() === field.value.trim()) {
    field.version = answer.version;
    waiting.set(name, valueOf(name));
    return;
  }
  waiting.delete(name);
  keepHere(name);
  saved.textContent = answer.message;
  choose(name, answer);
}

// Two windows changed the same field: both texts are shown, the person picks.
function choose(name, answer) {
  const [field] = boxesOf(name);
  const settle = () => Object.assign(fields.get(name), { value: answer.theirs, version: answer.version });
  conflictOn(name)?.remove();
  const box = document.createElement("div");
  box.dataset.conflict = name;
  box.className = "notice notice-warning review-conflict";
  box.setAttribute("role", "alert");
  const text = document.createElement("div");
  text.className = "notice-body stack";
  const title = document.createElement("p");
  title.textContent = says.saysConflict;
  const theirs = document.createElement("p");
  theirs.className = "review-theirs";
  theirs.textContent = inWords(name, answer.theirs);
  const buttons = document.createElement("div");
  buttons.className = "cluster";
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-secondary btn-small";
    made.textContent = label;
    made.addEventListener("click", () => {
      box.remove();
      settle();
      act();
    });
    buttons.append(made);
  };
  button(says.saysMine, () => push(name));
  button(says.saysTheirs, () => {
    put(name, answer.theirs);
    forget(name);
  });
  text.append(title, theirs, buttons);
  box.append(text);
  (field.closest(".mb-3") ?? field.closest("fieldset")).after(box);
}

// A level is told as its button says it.
function inWords(name, value) {
  const radio = form.querySelector(`[type=radio][name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
  return radio?.labels[0].textContent.trim() || value || "–";
}

function put(name, value) {
  for (const field of boxesOf(name)) {
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}

// A level that is chosen was asked for no longer.
function answered(radio) {
  radio.closest("fieldset").querySelector(".invalid-feedback")?.remove();
  document.querySelector(`#error-summary a[href^="#id_${CSS.escape(radio.name)}_"]`)?.closest("li").remove();
  const summary = document.getElementById("error-summary");
  if (summary && !summary.querySelector("li")) summary.remove();
}

form.addEventListener("change", (event) => {
  if (event.target.type === "radio") answered(event.target);
  if (event.target.name && event.target.type !== "hidden") push(event.target.name);
});
form.addEventListener("input", (event) => {
  if (!event.target.matches("textarea")) return;
  const { name } = event.target;
  keepHere(name);
  clearTimeout(timers.get(name));
  timers.set(name, setTimeout(() => push(name), 1500));
});
// A browser shows the caret of a text one comes to; here the whole field stands clear of the bar.
form.addEventListener("keyup", (event) => {
  if (event.key === "Tab" && event.target.matches("textarea")) event.target.scrollIntoView({ block: "nearest" });
});
// What is on its way arrives first, so that it is not taken for another window's. Without a network the page stays, and
// the grid goes once it is back, as it is shown then.
form.addEventListener("submit", (event) => {
  if (leaving) return;
  event.preventDefault();
  leaveBy = event.submitter;
  leave();
});

async function leave() {
  if (asking) return;
  asking = true;
  clearTimeout(departure);
  await Promise.race([onItsWay, new Promise((done) => setTimeout(done, WAIT_BEFORE_SENDING))]);
  leaving = await isReachable();
  asking = false;
  if (!leaving) {
    sayOffline();
    departure = setTimeout(leave, RETRY);
    return;
  }
  // what is still kept here is compared, and forgotten, when the page comes back
  for (const timer of timers.values()) clearTimeout(timer);
  waiting.clear();
  form.elements.base_version.value = Math.min(...[...fields.values()].map((field) => field.version));
  form.requestSubmit(leaveBy);
}

async function isReachable() {
  try {
    await fetch(says.reachUrl, { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

function sayOffline() {
  saved.textContent = leaveBy ? says.saysSendLater : says.saysOffline;
}

window.addEventListener("online", () => (leaveBy ? leave() : sendNow()));
window.addEventListener("beforeunload", (event) => {
  if (waiting.size || (leaveBy && !leaving)) event.preventDefault();
});

// A grid that was refused is kept: loading its page again reads it, and does not send it a second time.
history.replaceState(null, "");

// What could not be sent last time comes back, upon the version it was written upon: the server tells whether another
// window wrote meanwhile.
const firstSight = performance.getEntriesByType("navigation")[0]?.type === "navigate";
for (const name of new Set([...form.querySelectorAll("[type=radio], textarea")].map((box) => box.name))) {
  const copies = new Copies(`possibles:review:${says.review}:${name}`);
  const field = { value: sentByServer(name), version: Number(says.version), copies };
  fields.set(name, field);
  const copy = copies.take();
  if (!copy) {
    if (firstSight && valueOf(name) !== field.value) push(name); // answered before this script came
    continue;
  }
  const [kept] = copy.values;
  if (kept === field.value) {
    forget(name);
    continue;
  }
  if (copy.upon !== field.value) Object.assign(field, { value: copy.upon, version: copy.version });
  put(name, kept);
  push(name);
}
