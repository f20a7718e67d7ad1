import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { initials, nameRow, RoomHere } from "../../static/js/room_here.js";
import { openPage, reply, server, waitForIdle } from "./browser.js";

function makePage({ hidden = false } = {}) {
  const place = { children: [], prepend(note) { this.children.push(note); } };
  const list = { items: [], replaceChildren(...items) { this.items = items; } };
  const page = Object.assign(new EventTarget(), {
    hidden,
    activeElement: null,
    createElement: () => ({ parts: [], setAttribute() {}, append(...parts) { this.parts.push(...parts); } }),
    querySelectorAll: () => [],
    querySelector: () => place,
  });
  const element = { hidden: true, dataset: { here: "/here/", msgWrites: "{name} écrit ici" }, querySelector: () => list };
  return { page, element, list, place };
}

beforeEach(() => {
  openPage();
  globalThis.CSS = { escape: (text) => text };
});

test("a name gives the letters one knows people by", () => {
  assert.equal(initials("Awa de la Diallo"), "AD");
  assert.equal(initials("Élise"), "É");
  assert.equal(initials("🦊 Renard"), "🦊R");
});

test("one writes in a row when one is in a field of it", () => {
  const row = { dataset: { row: "the-row" } };
  const field = { dataset: { question: "label" }, closest: () => row };
  const inRow = { closest: () => field, matches: () => true };

  assert.equal(nameRow(inRow), "the-row");
  assert.equal(nameRow({ ...inRow, matches: () => false }), "");
  assert.equal(nameRow(null), "");
});

test("who is there is shown, with the row they write in; a lost network shows nobody", async () => {
  const { page, element, list, place } = makePage();
  server.answer = () => reply(200, { here: [{ name: "Awa Diallo", row: "the-row" }] });
  const here = new RoomHere(element, page);
  await waitForIdle();

  assert.equal(element.hidden, false);
  assert.equal(list.items.length, 1);
  assert.equal(place.children[0].textContent, "Awa Diallo écrit ici");

  server.answer = () => Promise.reject(new TypeError("no network"));
  await here.ask();
  assert.equal(element.hidden, true);
});

test("who types at the table is named anew, nobody too", async () => {
  const { page, element, place } = makePage();
  place.dataset = { scribe: "personne pour l’instant" };
  server.answer = () => reply(200, { here: [], scribe: "Inès Roy" });
  const here = new RoomHere(element, page);
  await waitForIdle();
  assert.equal(place.textContent, "Inès Roy");

  server.answer = () => reply(200, { here: [], scribe: "" });
  await here.ask();
  assert.equal(place.textContent, "personne pour l’instant");

  server.answer = () => reply(200, { here: [] });
  await here.ask();
  assert.equal(place.textContent, "personne pour l’instant");
});

test("a page that nobody looks at asks nothing", async () => {
  const { page, element } = makePage({ hidden: true });
  new RoomHere(element, page);
  await waitForIdle();

  assert.equal(server.requests.length, 0);
});
