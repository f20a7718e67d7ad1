// This page as the server draws it now: what is drawn from rows follows once one of them is saved.

// Nothing without a network, or once signed out: what is shown then stays, since what was typed is saved.
// A row that its address opened is read there too.
export async function readPage() {
  try {
    const page = new URL(location.href);
    page.searchParams.delete("edit");
    const answer = await fetch(page, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

// A part of it: `current` in this page and `now`, its fresh copy, adopted. Nothing where either page lacks it.
export async function readAgain(selector) {
  const page = await readPage();
  if (!page) return null;
  const [current, now] = [document, page].map((from) => from.querySelector(selector));
  return current && now ? { current, now: document.adoptNode(now) } : null;
}
