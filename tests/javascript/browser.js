// As much of a browser as the modules under test ask for: a page, a network and a storage that tests hold in hand.

import { mock } from "node:test";

class Storage {
  items = new Map();
  getItem(name) {
    return this.items.get(name) ?? null;
  }
  setItem(name, value) {
    this.items.set(name, value);
  }
  removeItem(name) {
    this.items.delete(name);
  }
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

// What is posted and read, in order, and what answers: `server.answer = (request) => Response`, or a promise of one.
export const server = {
  requests: [],
  answer: null,
  get posts() {
    return this.requests.filter((request) => request.method === "POST");
  },
};

export const reply = (status, data = {}) => new Response(JSON.stringify(data), { status });

export function hold() {
  let release;
  const held = new Promise((done) => (release = done));
  return { held, release };
}

export function openPage() {
  define("window", new EventTarget());
  define("document", Object.assign(new EventTarget(), { hidden: false, cookie: "csrftoken=abc", querySelector: () => null }));
  define("navigator", { onLine: true });
  define("localStorage", new Storage());
  define("sessionStorage", new Storage());
  server.requests = [];
  server.answer = () => reply(200);
  define("fetch", async (url, { method = "GET", body, ...options }) => {
    const request = { url, method, ...options, fields: body ? Object.fromEntries(body) : {} };
    server.requests.push(request);
    return server.answer(request);
  });
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
}

// The locks of a browser in which other tabs of these names are open.
export function openTabs(...names) {
  const taken = names.map((name) => `possibles:tab:${name}`);
  return {
    request(name, { signal }, whenHeld) {
      if (!taken.includes(name)) return Promise.resolve(whenHeld());
      return new Promise((_done, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
    },
  };
}

// Everything that waits for nothing but what was already answered.
export async function waitForIdle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
}

export async function pass(time) {
  mock.timers.tick(time);
  await waitForIdle();
}

export function goOffline() {
  navigator.onLine = false;
  server.answer = () => Promise.reject(new TypeError("Failed to fetch"));
}
