import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { goOffline, hold, openPage, pass, reply, server, waitForIdle } from "./browser.js";
import { asksBeforeLeaving, copies, fieldsOf, formOf } from "./forms.js";

const PAUSE = 1500;
const RETRY = 10_000;
let version;

// Each field that is sent is saved, its version one more.
function save({ fields }) {
  version = Math.max(version, Number(fields.base_version)) + 1;
  return reply(200, { version, message: `saved ${version}`, answered: version });
}

const sent = () => server.posts.map(({ fields }) => fields.value);

beforeEach(() => {
  openPage();
  version = 0;
  server.answer = save;
});

test("a field is sent once, when one pauses", async () => {
  const { title } = fieldsOf(formOf({ title: {} }));

  title.type("Un");
  await pass(PAUSE - 1);
  title.type("Un quai");
  await pass(PAUSE - 1);
  assert.deepEqual(sent(), []);
  await pass(1);
  await pass(RETRY);

  assert.deepEqual(sent(), ["Un quai"]);
  assert.equal(server.posts[0].url, "/answers/title/");
  assert.deepEqual([title.state, title.version, copies()], ["saved 1", 1, {}]);
});

test("a field put back as it was is not sent", async () => {
  const { title } = fieldsOf(formOf({ title: { sent: "Un" } }));

  title.type("Un quai");
  title.type("Un");
  await pass(PAUSE);

  assert.deepEqual([sent(), copies()], [[], {}]);
});

test("what is typed while a text is on its way follows, upon its version", async () => {
  const { title } = fieldsOf(formOf({ title: {} }));
  const { held, release } = hold();
  server.answer = () => held;
  title.type("Un");
  await pass(PAUSE);
  title.type("Un quai");
  server.answer = save;
  release(reply(200, { version: 1, message: "saved" }));
  await waitForIdle();
  await pass(PAUSE);

  assert.deepEqual(sent(), ["Un", "Un quai"]);
  assert.equal(server.posts[1].fields.base_version, "1");
});

test("a field that is slow does not overtake itself", async () => {
  const { title } = fieldsOf(formOf({ title: {} }));
  server.answer = () => hold().held;
  title.type("Un");
  await pass(PAUSE);
  title.type("Un quai");
  await pass(PAUSE);
  await pass(RETRY);

  assert.deepEqual(sent(), ["Un"]);
});

test("a text put back while nobody knows whether the other was saved is sent", async () => {
  const { title } = fieldsOf(formOf({ title: { sent: "Avant" } }));
  const { held, release } = hold();
  server.answer = () => held.then(() => Promise.reject(new DOMException("", "TimeoutError")));
  title.type("Après");
  await pass(PAUSE);
  title.type("Avant");
  release();
  await waitForIdle();
  assert.ok(asksBeforeLeaving());

  server.answer = save;
  await pass(RETRY);

  assert.deepEqual([sent(), title.state], [["Après", "Avant"], "saved 1"]);
  assert.ok(!asksBeforeLeaving());
});

test("a network that stays away is tried again every ten seconds, by each field once", async () => {
  const { title, town } = fieldsOf(formOf({ title: {}, town: {} }));
  server.answer = () => Promise.reject(new TypeError("Failed to fetch"));
  title.type("Un quai");
  town.type("Caen");
  await pass(PAUSE);
  for (let turn = 0; turn < 3; turn += 1) await pass(RETRY);

  assert.equal(sent().length, 8);
});

test("fields go one after the other, and a slow one holds the next for three seconds", async () => {
  const form = formOf({ title: {}, town: {} });
  const { title, town } = fieldsOf(form);
  const { held, release } = hold();
  server.answer = (request) => (request.fields.value === "Un quai" ? held : save(request));
  title.type("Un quai");
  town.type("Caen");
  await pass(PAUSE);
  assert.deepEqual(sent(), ["Un quai"]);

  await pass(2999);
  assert.deepEqual(sent(), ["Un quai"]);
  await pass(1);

  assert.deepEqual(sent(), ["Un quai", "Caen"]);
  release(reply(200, { version: 1, answered: 9 }));
  await waitForIdle();
  assert.deepEqual(form.counts, [1, 9]);
});

test("a page that goes away sends everything at once", async () => {
  const { title, town } = fieldsOf(formOf({ title: {}, town: {} }));
  server.answer = () => hold().held;
  title.type("Un quai");
  town.type("Caen");
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await waitForIdle();

  assert.deepEqual(sent(), ["Un quai", "Caen"]);
});

for (const [how, back] of [
  ["as soon as the browser reports the network back", () => window.dispatchEvent(new Event("online"))],
  ["when it is tried again", () => pass(RETRY)],
]) {
  test(`what could not be sent is kept, and goes once, ${how}`, async () => {
    const { title, town } = fieldsOf(formOf({ title: {}, town: {} }));
    goOffline();
    title.type("Un quai");
    town.type("Caen");
    await pass(PAUSE);
    assert.deepEqual([title.state, town.state], ["offline", "offline"]);
    const [copy] = Object.values(copies());
    assert.deepEqual([copy.values, copy.version, copy.upon], [["Un quai"], 0, [""]]);
    assert.ok(asksBeforeLeaving());

    navigator.onLine = true;
    server.requests = [];
    server.answer = save;
    await back();
    await waitForIdle();
    await pass(RETRY);

    assert.deepEqual(sent(), ["Un quai", "Caen"]);
    assert.deepEqual([title.state, town.state, copies()], ["saved 1", "saved 2", {}]);
    assert.ok(!asksBeforeLeaving());
  });
}

test("a server that fails is tried again, and says so", async () => {
  const { title } = fieldsOf(formOf({ title: {} }));
  server.answer = () => reply(502);
  title.type("Un quai");
  await pass(PAUSE);
  assert.equal(title.state, "failed");

  server.answer = save;
  await pass(RETRY);

  assert.deepEqual([sent().length, title.state], [2, "saved 1"]);
});

test("the end of a session is shown, and what waited goes when one comes back from signing in", async () => {
  const { title } = fieldsOf(formOf({ title: {} }));
  server.answer = () => reply(401);
  title.type("Un quai");
  await pass(PAUSE);
  await pass(RETRY);
  assert.equal(sent().length, 1);
  assert.deepEqual(title.stopped.texts, ["sign in again"]);
  assert.deepEqual(title.stopped.link, { href: "/sign-in/", text: "sign in", elsewhere: true });
  assert.deepEqual(Object.values(copies())[0].values, ["Un quai"]);

  server.answer = save;
  window.dispatchEvent(new Event("focus"));
  await waitForIdle();

  assert.deepEqual([sent(), title.state], [["Un quai", "Un quai"], "saved 1"]);
});

test("somebody who may write no more reads why, and their text stays", async () => {
  const { title } = fieldsOf(formOf({ title: {} }));
  server.answer = () => reply(403, { error: "Read only" });
  title.type("Un quai");
  await pass(PAUSE);

  assert.deepEqual(title.stopped, { texts: ["Read only", "forbidden"], link: undefined });
  assert.deepEqual([title.box, Object.values(copies())[0].values], ["Un quai", ["Un quai"]]);
});

test("a form that closed for somebody sends nothing more, and leads to what they wrote", async () => {
  const form = formOf({ title: {}, town: {} });
  const { title, town } = fieldsOf(form);
  form.element.elements = [{ type: "radio" }, { type: "textarea" }, { type: "submit" }];
  server.answer = () => reply(404, { error: "Closed to you", stored_url: "/stored/" });
  title.type("Un quai");
  await pass(PAUSE);
  town.type("Caen");
  await pass(PAUSE);
  window.dispatchEvent(new Event("focus"));
  await waitForIdle();

  assert.deepEqual(sent(), ["Un quai"]);
  assert.deepEqual(title.stopped.texts, ["Closed to you"]);
  assert.equal(title.stopped.link.href, "/stored/");
  const [radio, text, button] = form.element.elements;
  assert.deepEqual([radio.disabled, text.readOnly, button.hidden], [true, true, true]);
  assert.ok(!asksBeforeLeaving());
});

for (const [status, shown] of [[422, "complaints"], [423, "stopped"]]) {
  test(`a value refused by ${status} waits for another one, and is not lost`, async () => {
    const { title } = fieldsOf(formOf({ title: {} }));
    server.answer = () => reply(status, { error: "Too long" });
    title.type("Un quai");
    await pass(PAUSE);
    await pass(RETRY);
    assert.equal(sent().length, 1);
    assert.deepEqual(shown === "complaints" ? title.complaints : title.stopped.texts, ["Too long"]);
    assert.deepEqual(Object.values(copies())[0].values, ["Un quai"]);
    assert.ok(asksBeforeLeaving());

    server.answer = save;
    title.type("Quai");
    await pass(PAUSE);

    assert.deepEqual([sent().at(-1), title.complaints, copies()], ["Quai", [], {}]);
    assert.ok(!asksBeforeLeaving());
  });
}

async function dispute(field) {
  server.answer = () => reply(409, { theirs: "Le sien", theirs_text: "Le sien", version: 5, message: "Both wrote" });
  field.type("Le mien");
  await pass(PAUSE);
  server.answer = save;
}

test("two texts are shown, and nothing is sent before one is chosen", async () => {
  const { title } = fieldsOf(formOf({ title: { sent: "Avant", version: 3 } }));
  await dispute(title);
  const shown = (what) => title.conflict.querySelector(`[data-conflict-${what}]`).textContent;
  assert.deepEqual(["message", "mine", "theirs"].map(shown), ["Both wrote", "Le mien", "Le sien"]);

  title.type("Le mien encore");
  await pass(PAUSE);
  window.dispatchEvent(new Event("focus"));
  await waitForIdle();

  assert.deepEqual([sent(), shown("mine")], [["Le mien"], "Le mien encore"]);
  assert.deepEqual(Object.values(copies())[0].values, ["Le mien encore"]);
});

test("keeping one's own text sends it upon the other's version", async () => {
  const { title } = fieldsOf(formOf({ title: { sent: "Avant", version: 3 } }));
  await dispute(title);
  const box = title.conflict;

  title.choose("keep");
  await pass(0);

  assert.deepEqual(server.posts.at(-1).fields, { value: "Le mien", base_version: "5" });
  assert.deepEqual([title.conflict, box.isGone, title.version, copies()], [null, true, 6, {}]);
});

test("taking the other text sends nothing", async () => {
  const { title } = fieldsOf(formOf({ title: { sent: "Avant", version: 3 } }));
  await dispute(title);

  title.choose("take");
  await pass(RETRY);

  assert.deepEqual([sent(), title.box, title.version, copies()], [["Le mien"], "Le sien", 5, {}]);
  assert.ok(!asksBeforeLeaving());
});

test("a version that moved elsewhere is no conflict: the text goes again upon it", async () => {
  const { title } = fieldsOf(formOf({ title: { sent: " Avant ", version: 3 } }));
  server.answer = () => reply(409, { theirs: "Avant", version: 5 });
  title.type("Le mien");
  await pass(PAUSE);
  server.answer = save;
  await pass(0);

  assert.deepEqual([title.conflict, title.version], [null, 6]);
  assert.deepEqual(server.posts.map(({ fields }) => fields.base_version), ["3", "5"]);
});

test("fields that share a version follow it, unless somebody else wrote between", async () => {
  const { title, town } = fieldsOf(formOf({ title: {}, town: {} }, { oneVersion: true }));
  title.type("Un quai");
  await pass(PAUSE);
  assert.deepEqual([title.version, town.version], [1, 1]);

  version = 4; // another window wrote
  title.type("Un quai de bois");
  await pass(PAUSE);

  assert.deepEqual([title.version, town.version], [5, 1]);
});

test("a version that another tab tells is shared too", () => {
  const form = formOf({ title: {}, town: {} }, { oneVersion: true });

  form.receive({ key: "title", values: ["D’ailleurs"], version: 1 });

  assert.equal(fieldsOf(form).town.version, 1);
});

test("fields that have their own version keep it", async () => {
  const { title, town } = fieldsOf(formOf({ title: {}, town: {} }));
  title.type("Un quai");
  await pass(PAUSE);

  assert.deepEqual([title.version, town.version], [1, 0]);
});

test("another tab's text is shown, unless one writes another here", async () => {
  const form = formOf({ title: { sent: "Avant" }, town: { sent: "Avant" } });
  const { title, town } = fieldsOf(form);
  town.type("D’ici");

  form.receive({ key: "title", values: ["D’ailleurs"], version: 1 });
  form.receive({ key: "town", values: ["D’ailleurs"], version: 1 });
  await pass(PAUSE);

  assert.deepEqual([title.box, title.version, town.box], ["D’ailleurs", 1, "D’ici"]);
  assert.deepEqual(server.posts.map(({ fields }) => fields), [{ value: "D’ici", base_version: "0" }]);
});

test("a text that one writes here is upon the version it was begun upon, whatever another tab saved", async () => {
  const form = formOf({ title: { sent: "Avant" }, town: {} }, { oneVersion: true });
  const { title, town } = fieldsOf(form);
  title.type("D’ici");

  form.receive({ key: "title", values: ["D’ailleurs"], version: 1 });
  await pass(PAUSE);

  assert.deepEqual([title.box, town.version], ["D’ici", 1]);
  assert.deepEqual(server.posts.map(({ fields }) => fields), [{ value: "D’ici", base_version: "0" }]);
});

test("a text that was refused here stays when another tab saves one", async () => {
  const form = formOf({ title: { sent: "Avant" } }, { oneVersion: true });
  const { title } = fieldsOf(form);
  server.answer = () => reply(422, { error: "Too long" });
  title.type("D’ici, trop long");
  await pass(PAUSE);

  form.receive({ key: "title", values: ["D’ailleurs"], version: 1 });

  assert.deepEqual([title.box, title.version], ["D’ici, trop long", 0]);
});
