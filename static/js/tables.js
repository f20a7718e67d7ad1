// Who sits where, on the room's screen: drawn again when a round begins or ends, or when the tables change.

import { startClock } from "./mix_clock.js";
import { follow } from "./mix_feed.js";
import { readPage } from "./read_again.js";
import { turnPages } from "./wall_pages.js";

const SCALES = [1.3, 1.15, 1, 0.85]; // one looks for one's name: as large as all tables stand on one screen

const page = document.querySelector("[data-tables]");
const known = { seats: Number(page.dataset.tick), round: "" };

async function render() {
  const fresh = (await readPage())?.querySelector("[data-tables]");
  if (!fresh) return;
  for (const part of ["h1", "[data-wall-round]", "[data-columns]"]) {
    page.querySelector(part).replaceWith(fresh.querySelector(part));
  }
}

turnPages(page, SCALES);
startClock();
follow(page.dataset.feed, Number(page.dataset.tick), {
  take: async (update) => {
    const round = JSON.stringify(update.round);
    if (update.seats <= known.seats && round === known.round) return;
    known.seats = Math.max(known.seats, update.seats);
    known.round = round;
    await render();
  },
});
