/* The wall of the debrief follows the answers: asks with its cursor, draws again only what changed. */

const EVERY = 2000;
const wall = document.querySelector("[data-wall-url]");

async function follow() {
  if (!document.hidden) {
    try {
      const answer = await fetch(`${wall.dataset.wallUrl}?since=${encodeURIComponent(wall.dataset.cursor)}`, {
        cache: "no-store",
      });
      if (answer.status === 200 && answer.headers.get("X-Cursor")) {
        wall.innerHTML = await answer.text();
        wall.dataset.cursor = answer.headers.get("X-Cursor");
      }
    } catch {
      // the network is gone: what is shown stays, and is asked for again
    }
  }
  setTimeout(follow, EVERY);
}

if (wall) setTimeout(follow, EVERY);
