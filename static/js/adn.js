// The radar follows the ladders: it is read again once an axis is saved.

import { readAgain } from "./read_again.js";

let waiting = 0;

async function refresh() {
  const { current, now } = (await readAgain('[data-read="radar"]')) ?? {};
  if (!now) return;
  const details = now.querySelector("details");
  if (details) details.open = Boolean(current.querySelector("details")?.open);
  current.replaceWith(now);
}

document.addEventListener("rowsaved", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 800);
});
