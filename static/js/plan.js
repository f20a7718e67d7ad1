// The cards of a plan: what was changed is read again when it closes, in the column of its priority. Without this script, a
// saved row comes back with the page.

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

document.addEventListener("rowread", ({ target }) => {
  const column = document.querySelector(`[data-column="${target.dataset.in}"]`);
  const place = target.closest("[data-column]") && target.closest("li");
  if (place && column && place.parentElement !== column) column.append(place);
});
