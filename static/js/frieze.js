// The drawing of a timeline follows what is typed: it is read again once a row is saved.

import { readAgain } from "./read_again.js";

const PAUSE = 600; // ms: several fields are saved one after the other
let timer = 0;

async function redraw() {
  const drawn = document.querySelector("[data-frieze]");
  if (!drawn || drawn.contains(document.activeElement)) return; // nothing moves under the keyboard
  const { shown, now } = (await readAgain("[data-frieze]")) ?? {};
  shown?.replaceChildren(...now.childNodes);
}

document.addEventListener("rowsaved", () => {
  clearTimeout(timer);
  timer = setTimeout(redraw, PAUSE);
});
