// The drawing of a timeline follows what is typed: once a row is saved, the page is asked for again and its drawing taken.

const PAUSE = 600; // ms: several fields are saved one after the other
let timer = 0;

async function redraw() {
  const drawn = document.querySelector("[data-frieze]");
  if (!drawn || drawn.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-frieze]");
    if (fresh) drawn.replaceChildren(...fresh.childNodes);
  } catch {
    // no network: the drawing is the last one, what is typed waits on this device
  }
}

document.addEventListener("rowsaved", () => {
  clearTimeout(timer);
  timer = setTimeout(redraw, PAUSE);
});
