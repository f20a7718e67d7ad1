// The drawing of a timeline follows what is typed: it is read again once a row is saved.

import { readAgain } from "./read_again.js";

const PAUSE = 600; // ms: several fields are saved one after the other
let timer = 0;

async function redraw() {
  const frieze = document.querySelector("[data-frieze]");
  if (!frieze || frieze.contains(document.activeElement)) return; // nothing moves under the keyboard
  const { current, now } = (await readAgain("[data-frieze]")) ?? {};
  current?.replaceChildren(...now.childNodes);
}

document.addEventListener("rowsaved", () => {
  clearTimeout(timer);
  timer = setTimeout(redraw, PAUSE);
});
