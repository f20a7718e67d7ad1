// The radar follows the ladders: it is read again once an axis is saved.

let waiting = 0;

async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok) return; // the drawing waits for the next visit: what was typed is saved
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [shown, now] = [document, page].map((from) => from.querySelector('[data-read="radar"]'));
  if (!shown || !now) return;
  const details = now.querySelector("details");
  if (details) details.open = Boolean(shown.querySelector("details")?.open);
  shown.replaceWith(document.adoptNode(now));
}

document.addEventListener("rowsaved", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 800);
});

document.addEventListener("restored", ({ target }) => target.closest("details")?.setAttribute("open", ""));
