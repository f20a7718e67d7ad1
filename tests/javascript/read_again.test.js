import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openPage, server } from "./browser.js";

const { readAgain } = await import("../../static/js/read_again.js");

// Pages that say which part they hold.
const page = (part) => ({ querySelector: (selector) => (selector === "#part" ? part : null) });

beforeEach(() => {
  openPage();
  globalThis.location = { href: "https://x/room/?phase=today&edit=a-row" };
  globalThis.document = Object.assign(page("current"), { adoptNode: (node) => `adopted ${node}` });
  globalThis.DOMParser = class {
    parseFromString(text) {
      return page(text || null);
    }
  };
  server.answer = () => new Response("fresh");
});

test("a part comes with its fresh copy", async () => {
  assert.deepEqual(await readAgain("#part"), { current: "current", now: "adopted fresh" });
  assert.equal(String(server.requests[0].url), "https://x/room/?phase=today"); // no row stands open in it
});

test("what is current stays when its copy cannot be read", async () => {
  assert.equal(await readAgain("#another"), null);
  server.answer = () => new Response("");
  assert.equal(await readAgain("#part"), null); // the part is gone
  server.answer = () => new Response("fresh", { status: 503 });
  assert.equal(await readAgain("#part"), null);
  server.answer = () => Object.defineProperty(new Response("sign in"), "redirected", { value: true });
  assert.equal(await readAgain("#part"), null); // signed out
  server.answer = () => Promise.reject(new TypeError("no network"));
  assert.equal(await readAgain("#part"), null);
});
