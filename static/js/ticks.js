// Tick a whole page at once, and say how many dossiers are ticked.

const form = document.querySelector("form[data-ticks]");
const all = form?.querySelector("[data-tick-all]");
const boxes = [...(form?.querySelectorAll("[data-tick]") ?? [])];
const words = form?.querySelector("[data-ticked]");

function showCount() {
  const ticked = boxes.filter((box) => box.checked).length;
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (words) {
    words.hidden = !ticked;
    words.textContent = `(${ticked})`;
  }
}

all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  showCount();
});
form?.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick]")) showCount();
});
showCount();
