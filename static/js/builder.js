// The structure of a form: drag questions and pages, Alt + arrows move what has the focus. Without it, the buttons do.

import Sortable from "../vendor/sortable/sortable.core.esm.js";

const form = document.querySelector("[data-builder]");
const live = document.getElementById("toasts-live");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

// Back from a gesture: the address names what was moved; it takes the focus, so that the next key goes on from there.
const landed = location.hash && document.getElementById(location.hash.slice(1));
if (landed) landed.focus();

const order = () =>
  [...form.querySelectorAll("[data-page]")].map((page) => [
    Number(page.dataset.page),
    [...page.querySelectorAll("[data-question]")].map((question) => Number(question.dataset.question)),
  ]);

let sending = Promise.resolve();
async function send() {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("order", JSON.stringify(order()));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.ok) {
      // Numbers, empty pages and problems come from the server: read the page again, where one was.
      sessionStorage.setItem("builder-scroll", String(scrollY));
      location.reload();
      return;
    }
    const data = await answer.json().catch(() => ({}));
    showMessage(data.error || form.dataset.msgFailed);
  } catch {
    showMessage(form.dataset.msgFailed);
  }
}

function showMessage(words) {
  const toast = document.getElementById("toast-template")?.content.querySelector(".toast-error")?.cloneNode(true);
  if (!toast) return;
  toast.querySelector(".toast-text").textContent = words;
  live.append(toast);
}

const scroll = sessionStorage.getItem("builder-scroll");
if (scroll) {
  sessionStorage.removeItem("builder-scroll");
  scrollTo(0, Number(scroll));
}

const dragged = {
  animation: still ? 0 : 120,
  onEnd: () => {
    sending = sending.then(send);
  },
};
for (const list of form.querySelectorAll("[data-questions]")) {
  Sortable.create(list, {
    ...dragged,
    group: "questions",
    handle: "[data-handle]",
    draggable: "[data-question]",
  });
}

form.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const moved = document.activeElement.closest("[data-question], [data-page]");
  if (!moved) return;
  event.preventDefault();
  const verb = event.key === "ArrowUp" ? "up" : "down";
  const noun = moved.dataset.question ? "question" : "page";
  document.getElementById(`${verb}-${noun}-${moved.dataset.question || moved.dataset.page}`)?.click();
});

// « a » adds to the page one is in.
form.addEventListener("focusin", (event) => {
  const add = event.target.closest("[data-page]")?.querySelector("[data-add]");
  if (!add) return;
  for (const other of form.querySelectorAll("[data-shortcut='a']")) {
    delete other.dataset.shortcut;
    other.removeAttribute("aria-keyshortcuts");
  }
  add.dataset.shortcut = "a";
  add.setAttribute("aria-keyshortcuts", "a");
});
