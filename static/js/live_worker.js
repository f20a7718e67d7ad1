/* Service worker of « Maintenant », of that one page: the network first; without it, the page as it was last seen.

   It keeps the page of its scope and the files that page loads, and answers for nothing else. A page that is no longer
   this person's (the door, an error) makes it forget the one it kept. */

const STORE = "live-page";
const PATIENCE = 4000;
const page = new URL(self.registration.scope).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(answer) {
  const store = await caches.open(STORE);
  if (answer.ok && !answer.redirected && answer.headers.get("X-Live-Page")) await store.put(page, answer.clone());
  // a server in trouble says nothing of who this is: what was kept stays
  else if (answer.status < 500) await store.delete(page);
}

async function fetchInTime(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function showPage(request) {
  try {
    const answer = await fetchInTime(request);
    await keep(answer);
    return answer;
  } catch (problem) {
    const cached = await (await caches.open(STORE)).match(page);
    if (cached) return cached;
    throw problem;
  }
}

async function showFile(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(STORE)).put(request, answer.clone());
    return answer;
  } catch (problem) {
    const cached = await (await caches.open(STORE)).match(request, { ignoreSearch: true });
    if (cached) return cached;
    throw problem;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === page) event.respondWith(showPage(request));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(showFile(request));
  }
});

self.addEventListener("message", (event) => {
  if (event.data?.keep !== page) return;
  event.waitUntil(
    (async () => {
      const store = await caches.open(STORE);
      await keep(await fetch(page, { credentials: "same-origin", cache: "no-store" }));
      for (const file of event.data.files ?? []) {
        if (!(await store.match(file))) await store.add(file).catch(() => {});
      }
    })().catch(() => {}),
  );
});
