// The review saves itself: one field at a time, in order, kept here while the network is away.

const form = document.querySelector("form[data-review]");
const says = form.dataset;
const state = document.getElementById("review-state");
const saved = state.querySelector("[data-saved]");
const storage = (key) => `possibles:review:${says.review}:${key}`;
const waiting = new Map();
const timers = new Map();
let version = Number(says.version);
let busy = false;
let retry = 0;

const valueOf = (name) => new FormData(form).get(name) ?? "";

function keepHere(name, value) {
  try {
    localStorage.setItem(storage(name), value);
  } catch {
    // private browsing: the field itself still holds the text
  }
}

function forget(name) {
  try {
    localStorage.removeItem(storage(name));
  } catch {
    // nothing was kept
  }
}

function push(name) {
  clearTimeout(timers.get(name));
  waiting.set(name, valueOf(name));
  keepHere(name, waiting.get(name));
  void send();
}

async function send() {
  clearTimeout(retry);
  if (busy || !waiting.size) return;
  busy = true;
  const [name, value] = waiting.entries().next().value;
  saved.textContent = says.saysSaving;
  try {
    const body = new URLSearchParams({ value, base_version: version });
    const response = await fetch(says.reviewUrl.replace("__key__", name), {
      method: "POST",
      body,
      headers: {
        "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
        "X-Requested-With": "fetch",
      },
      redirect: "error",
    });
    await read(response, name, value);
  } catch {
    saved.textContent = says.saysOffline;
    retry = setTimeout(send, 10_000);
  }
  busy = false;
  if (waiting.size && !retry) void send();
  retry = waiting.size ? retry : 0;
}

async function read(response, name, value) {
  if (response.status === 401 || response.status === 403) {
    saved.textContent = says.saysAgain;
    retry = setTimeout(send, 15_000);
    return;
  }
  if (response.status >= 500) throw new Error(String(response.status));
  retry = 0;
  if (waiting.get(name) === value) waiting.delete(name);
  const answer = response.status === 404 ? {} : await response.json();
  if (response.ok) {
    forget(name);
    version = answer.version;
    state.querySelector("[data-answered]").textContent = answer.answered;
    state.querySelector("[data-score]").textContent = answer.score ?? "–";
    saved.textContent = `${says.saysSaved} ${answer.saved_at}`;
  } else if (response.status === 409) {
    version = answer.version;
    saved.textContent = answer.message;
    choose(name, answer);
  } else {
    saved.textContent = answer.error ?? says.saysAgain;
  }
}

// Two windows changed the same field: both texts are shown, the person picks.
function choose(name, answer) {
  const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
  form.querySelector(`[data-conflict="${CSS.escape(name)}"]`)?.remove();
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
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
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
  keepHere(name, event.target.value);
  clearTimeout(timers.get(name));
  timers.set(name, setTimeout(() => push(name), 1500));
});
form.addEventListener("submit", () => {
  // what is still kept here is compared, and forgotten, when the page comes back
  for (const timer of timers.values()) clearTimeout(timer);
  waiting.clear();
});
window.addEventListener("online", () => void send());
window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});

// A grid that was refused is kept: loading its page again reads it, and does not send it a second time.
history.replaceState(null, "");

// What could not be sent last time comes back.
for (const name of new Set([...form.elements].map((field) => field.name).filter(Boolean))) {
  if (name === "csrfmiddlewaretoken") continue;
  let kept = null;
  try {
    kept = localStorage.getItem(storage(name));
  } catch {
    kept = null;
  }
  if (kept !== null && kept !== valueOf(name)) {
    put(name, kept);
    push(name);
  } else if (kept !== null) {
    forget(name);
  }
}
