// Messages to everybody: what a browser displays it says once, so that those who run the session read who saw it; a
// screen asks again for what it displays.
//   <div data-broadcasts="address"> … <div data-seen-url="address">

import { readToken } from "./exchange.js";

const EVERY = 5000; // ms
const APART = 0.2; // of it, by chance: screens that were opened together do not ask together

// What an address has now; 304 while it is what came with `tag`.
export function fetchTagged(address, tag, options = {}) {
  const headers = { "X-Requested-With": "fetch", ...(tag && { "If-None-Match": tag }) };
  return fetch(address, { headers, cache: "no-store", ...options });
}

// A page in the background displays nothing; what could not be displayed comes again with the next answer.
export async function noteSeen(root, page = document) {
  if (page.hidden) return;
  for (const message of root.querySelectorAll("[data-seen-url]")) {
    const address = message.dataset.seenUrl;
    delete message.dataset.seenUrl;
    try {
      const headers = { "X-Requested-With": "fetch", "X-CSRFToken": readToken() };
      const answer = await fetch(address, { method: "POST", headers });
      if (answer.status >= 500) message.dataset.seenUrl = address;
    } catch {
      message.dataset.seenUrl = address;
    }
  }
}

export function followScreen(element, page = document) {
  let tag = "";
  async function ask() {
    if (!page.hidden) {
      try {
        const answer = await fetchTagged(element.dataset.broadcasts, tag);
        if (answer.status === 200 && answer.headers.get("ETag")) {
          tag = answer.headers.get("ETag");
          element.innerHTML = await answer.text();
        }
      } catch {
        // it asks again
      }
    }
    setTimeout(ask, EVERY * (1 - APART * Math.random()));
  }
  return ask();
}

if (typeof document !== "undefined") {
  for (const element of document.querySelectorAll("[data-broadcasts]")) followScreen(element);
}
