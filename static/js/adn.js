// The radar follows the ladders: it is read again once an axis is saved. On a phone one axis is shown at a time: that of
// the address, else the first without a level.

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

const axes = [...document.querySelectorAll("[data-axes] .adn-axis")];

function findAxis() {
  const place = document.getElementById(location.hash.slice(1));
  return axes.find((axis) => axis.contains(place));
}

function showAxis(current) {
  for (const axis of axes) axis.toggleAttribute("data-elsewhere", axis !== current);
}

if (axes.length) showAxis(findAxis() ?? axes.find((axis) => !axis.dataset.level) ?? axes[0]);

addEventListener("hashchange", () => {
  const axis = findAxis();
  if (!axis) return;
  showAxis(axis);
  axis.scrollIntoView();
  axis.querySelector("h3").focus({ preventScroll: true });
});
