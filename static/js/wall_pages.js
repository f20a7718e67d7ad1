// A wall that is longer than its screen goes through its ideas by itself, a screen at a time: what has just arrived is
// shown first. Somebody in the room may hold it, or turn the pages by hand.

const SHOWN = 12; // seconds that a screen stays
const FRESH = 6; // at least, before another one shows what has just arrived

// Where to go; `since`: seconds that `page` has been shown; `fresh`: the pages of what nobody has seen yet, oldest first.
export function choosePage({ page, pages, since, fresh }) {
  const kept = Math.min(page, pages - 1);
  if (fresh.length && since >= FRESH) return fresh[0];
  return since >= SHOWN ? (kept + 1) % pages : kept;
}

export function turnPages(wall) {
  const controls = wall.querySelector("[data-pages]");
  const says = controls.querySelector("[data-page-says]");
  const hold = controls.querySelector("[data-page-hold]");
  const unseen = new Set();
  let page = 0;
  let since = 0;
  let held = false;

  const columns = () => wall.querySelector("[data-columns]"); // drawn anew when names are shown or hidden

  function measure() {
    const place = columns();
    const gap = Number.parseFloat(getComputedStyle(place).columnGap) || 0;
    const step = place.clientWidth + gap;
    return { place, step, pages: Math.max(1, Math.ceil((place.scrollWidth + gap) / step - 0.01)) };
  }

  // The ideas of a project that go on in the next column stand under its name again.
  function nameAgain(place) {
    for (const column of place.querySelectorAll("[data-place]")) {
      const title = column.querySelector("h2");
      let left = title.offsetLeft;
      for (const card of column.querySelectorAll("[data-id]")) {
        const goesOn = card.offsetLeft !== left;
        if (goesOn) card.dataset.of = title.firstChild.textContent.trim();
        else delete card.dataset.of;
        left = card.offsetLeft;
      }
    }
  }

  function findFresh({ place, step, pages }) {
    const found = [];
    for (const id of unseen) {
      const card = place.querySelector(`[data-id="${id}"]`);
      if (card) found.push(Math.min(pages - 1, Math.floor(card.offsetLeft / step)));
      else unseen.delete(id);
    }
    return found;
  }

  function show(wanted, measured) {
    if (wanted !== page) since = 0;
    page = wanted;
    measured.place.scrollLeft = page * measured.step;
    controls.hidden = measured.pages < 2;
    says.textContent = `${page + 1} / ${measured.pages}`;
    const fresh = findFresh(measured);
    for (const [place, id] of [...unseen].entries()) {
      if (fresh[place] !== page) continue;
      unseen.delete(id);
      since = Math.min(since, SHOWN - FRESH); // time to read it
    }
  }

  function draw() {
    nameAgain(columns());
    const measured = measure();
    since += 1;
    const fresh = findFresh(measured);
    const wanted = held ? Math.min(page, measured.pages - 1) : choosePage({ page, pages: measured.pages, since, fresh });
    show(wanted, measured);
  }

  controls.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button === hold) {
      held = !held;
      hold.setAttribute("aria-pressed", held);
    } else {
      const measured = measure();
      since = 0;
      show((page + Number(button.dataset.pageBy) + measured.pages) % measured.pages, measured);
    }
  });

  wall.dataset.paged = "";
  draw();
  setInterval(draw, 1_000);
  return (id) => unseen.add(id);
}
