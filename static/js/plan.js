// The cards of a plan: one reads, opens what one changes, and reads it again when it closes. Without this script, a saved
// row comes back with the page.

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
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok) return; // the card says what it said: the row is saved
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [read, now] = [document, page].map((from) => from.querySelector(`[data-read="${uid}"]`));
  if (!read || !now) return;
  read.replaceWith(document.adoptNode(now));
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
