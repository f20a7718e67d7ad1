// The cards of a plan: one reads, opens what one changes, and reads it again when it closes. Without this script, a saved
// row comes back with the page.

import { readAgain } from "./read_again.js";

const changed = new Set();

document.addEventListener("rowsaved", ({ target }) => changed.add(target.dataset.row));

// What this device kept, and two texts to choose from, are shown where they stand.
document.addEventListener("restored", ({ target }) => target.closest("details")?.setAttribute("open", ""));

function findAdded(list) {
  return list.querySelector("form[data-row]:not([data-row-blank])");
}

for (const details of document.querySelectorAll(".plan-add")) {
  details.addEventListener("toggle", () => {
    if (details.open && !findAdded(details)) details.querySelector("[data-add-row]").click();
  });
}

// Rows that were added without a network come back: they are seen.
addEventListener("load", () => {
  for (const details of document.querySelectorAll(".plan-add")) if (findAdded(details)) details.open = true;
});

async function refresh(uid) {
  const { shown, now } = (await readAgain(`[data-read="${uid}"]`)) ?? {};
  if (!now) return;
  shown.replaceWith(now);
  const column = document.querySelector(`[data-column="${now.dataset.in}"]`);
  const place = now.closest("[data-column]") && now.closest("li");
  if (place && column && place.parentElement !== column) column.append(place);
}

for (const details of document.querySelectorAll("[data-edits]")) {
  details.addEventListener("toggle", () => {
    const uid = details.dataset.edits;
    if (!details.open && changed.delete(uid)) refresh(uid);
  });
}
