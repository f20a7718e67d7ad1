// Tick a whole page at once, and say how many dossiers are ticked.

const form = document.querySelector("form[data-ticks]");
const all = [...(form?.querySelectorAll("[data-tick-all]") ?? [])]; // in the head of the table, and on a phone above it
const boxes = [...(form?.querySelectorAll("[data-tick]") ?? [])];
const words = form?.querySelector("[data-ticked]");

function showCount() {
  const ticked = boxes.filter((box) => box.checked).length;
  for (const box of all) {
    box.checked = ticked > 0 && ticked === boxes.length;
    box.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (words) {
    words.hidden = !ticked;
    words.textContent = `(${ticked})`;
  }
}

form?.addEventListener("change", ({ target }) => {
  if (target.matches("[data-tick-all]")) for (const box of boxes) box.checked = target.checked;
  if (target.matches("[data-tick], [data-tick-all]")) showCount();
});
showCount();
