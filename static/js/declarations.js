// The list of a conflict round: an answer saves itself; « un lien » does with its button, once it is described.
// Keys 1, 2 and 3 answer for the dossier one is at and go to the next; up and down go from one to another.

import { exchange } from "./exchange.js";
import { isForPage } from "./shortcuts.js";

const form = document.querySelector("form[data-links]");

const rowOf = (target) => target.closest?.("[data-row]");
const radiosOf = (row) => [...row.querySelectorAll(".link-answers input")];
const openRows = () => [...form.querySelectorAll("[data-row]")].filter((row) => radiosOf(row).length);

function goTo(row) {
  const radios = radiosOf(row);
  (radios.find((radio) => radio.checked) ?? radios[0]).focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(row, by) {
  const rows = openRows();
  const next = rows[rows.indexOf(row) + by];
  if (next) goTo(next);
  return next;
}

function describe(row) {
  row.querySelector("textarea").focus();
  row.querySelector(".link-details").scrollIntoView({ block: "center" });
}

function showError(row, text) {
  const error = row.querySelector("[data-error]");
  error.textContent = text;
  error.hidden = !text;
}

async function save(row) {
  const body = new FormData();
  const reference = row.dataset.row;
  for (const control of row.querySelectorAll("input, textarea"))
    if (control.type !== "radio" || control.checked) body.append(control.name, control.value);
  const { outcome, data } = await exchange(form.action || location.href, body);
  if (outcome === "saved") {
    showError(row, "");
    form.querySelector("[data-left]").textContent = data.left;
    row.dataset.answered = "";
    row.querySelector(`[name="version-${CSS.escape(reference)}"]`).value = data.versions[reference];
    row.querySelector("[data-state]").textContent = form.dataset.saved;
    return true;
  }
  showError(row, data?.message ?? form.dataset.offline);
  return false;
}

form?.addEventListener("change", ({ target }) => {
  const row = rowOf(target);
  if (row && target.matches(".link-answers input") && target.value !== "link") save(row);
});

form?.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (!row || event.target.matches("textarea") || !isForPage(event)) return;
  if (["ArrowDown", "ArrowUp"].includes(event.key) && event.target.matches(".link-answers input")) {
    event.preventDefault();
    step(row, event.key === "ArrowDown" ? 1 : -1);
  }
  const radio = radiosOf(row)[["1", "2", "3"].indexOf(event.key)];
  if (!radio || event.target.closest(".link-details")) return;
  event.preventDefault();
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  if (radio.value === "link") describe(row);
  else step(row, 1);
});

// The button of one link sends that row alone; without this script, it sends the whole list.
form?.addEventListener("submit", async (event) => {
  const { submitter } = event;
  const row = submitter?.offsetParent && rowOf(submitter); // Enter presses the first button, though it is not in sight
  if (!row) return;
  event.preventDefault();
  if (await save(row)) location.reload();
});

if (form) form.querySelector(".link-keys").hidden = !window.matchMedia("(hover: hover)").matches;
