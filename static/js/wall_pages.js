// A wall that is longer than its screen goes through its ideas by itself, a screen at a time: what has just arrived is
// shown first. Somebody in the room may hold it, or turn the pages by hand.

const SHOWN = 12; // seconds that a screen stays
const FRESH = 6; // at least, before another one shows what has just arrived

// Where to go; `since`: seconds that `page` has been shown; `fresh`: the pages of what nobody has seen yet, oldest first.
export function choosePage({ page, pages, since, fresh }) {
  const current = Math.min(page, pages - 1);
  if (fresh.length && since >= FRESH) return fresh[0];
  return since >= SHOWN ? (current + 1) % pages : current;
}

// `scales`: of the letters, the largest first: one screen holds all of it as large as it can.
export function turnPages(wall, scales = [1]) {
  const controls = wall.querySelector("[data-pages]");
  const number = controls.querySelector("[data-page-number]");
  const pauseButton = controls.querySelector("[data-page-pause]");
  const unseen = new Set();
  let page = 0;
  let since = 0;
  let isPaused = false;
  let described = "";

  const columns = () => wall.querySelector("[data-columns]"); // drawn anew when names are shown or hidden

  // In fractions of a pixel: whole ones would be a column's edge apart after a few screens.
  function measureAt(scale) {
    const place = columns();
    wall.style.setProperty("--wall-scale", scale);
    const style = getComputedStyle(place);
    const [width, left, right, gap] = ["width", "paddingLeft", "paddingRight", "columnGap"].map(
      (name) => Number.parseFloat(style[name]) || 0,
    );
    const step = width - left - right + gap;
    return { place, step, pages: Math.max(1, Math.ceil((place.scrollWidth - left - right + gap) / step - 0.01)) };
  }

  // As large as all fits on one screen; else as small as it is still read from afar, on as few screens.
  function measure() {
    for (const scale of scales) {
      const measured = measureAt(scale);
      if (measured.pages === 1) return measured;
    }
    return measureAt(scales.at(-1));
  }

  // What decides where each card stands.
  function describe(place) {
    const ids = [...place.querySelectorAll("[data-id]")].map((card) => card.dataset.id);
    return [ids, place.clientWidth, place.clientHeight, place.scrollWidth, document.fonts.status].join();
  }

  // The ideas of a project that go on in the next column stand under its name again. From the first card on, none named:
  // a name makes a card longer and moves those after it alone, so that the same ideas always stand in the same places.
  function nameAgain(place) {
    if (describe(place) === described) return;
    for (const card of place.querySelectorAll("[data-of]")) delete card.dataset.of;
    for (const column of place.querySelectorAll("[data-place]")) {
      const title = column.querySelector("h2");
      let left = title.offsetLeft;
      for (const card of column.querySelectorAll("[data-id]")) {
        if (card.offsetLeft !== left) card.dataset.of = title.firstChild.textContent.trim();
        left = card.offsetLeft;
      }
    }
    described = describe(place);
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
    number.textContent = `${page + 1} / ${measured.pages}`;
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
    const wanted = isPaused ? Math.min(page, measured.pages - 1) : choosePage({ page, pages: measured.pages, since, fresh });
    show(wanted, measured);
  }

  controls.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button === pauseButton) {
      isPaused = !isPaused;
      pauseButton.setAttribute("aria-pressed", isPaused);
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
