import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { goOffline, hold, openPage, pass, reply, server, waitForIdle } from "./browser.js";
import { asksBeforeLeaving, fieldsOf, formOf, submit } from "./forms.js";

const PAUSE = 1500;
const RETRY = 10_000;
const saved = () => reply(200, { version: 1 });

beforeEach(() => {
  openPage();
  server.answer = saved;
});

test("a form goes at once when nothing is on its way", async () => {
  const form = formOf({ title: {} });
  fieldsOf(form).title.type("Un quai");

  submit(form, "next");
  await pass(PAUSE);

  assert.deepEqual(form.element.sent, ["next"]);
  assert.deepEqual(server.requests, []); // the text goes with the page
  assert.ok(!asksBeforeLeaving());
});

test("what is on its way arrives first, by the button that was pressed", async () => {
  const form = formOf({ title: {} });
  const { held, release } = hold();
  server.answer = () => held;
  fieldsOf(form).title.type("Un quai");
  await pass(PAUSE);

  submit(form, "next");
  await waitForIdle();
  assert.deepEqual(form.element.sent, []);
  release(saved());
  await waitForIdle();

  assert.deepEqual(form.element.sent, ["next"]);
});

test("a slow field holds the form for four seconds", async () => {
  const form = formOf({ title: {} });
  server.answer = () => hold().held;
  fieldsOf(form).title.type("Un quai");
  await pass(PAUSE);

  submit(form);
  await pass(3999);
  assert.deepEqual(form.element.sent, []);
  await pass(1);

  assert.deepEqual(form.element.sent, ["send"]);
});

test("without a network the page stays, to be sent again", async () => {
  const form = formOf({ title: {} });
  const { title } = fieldsOf(form);
  goOffline();
  title.type("Un quai");
  submit(form);
  await waitForIdle();
  assert.deepEqual([form.element.sent, title.state], [[], "offline"]);

  navigator.onLine = true;
  server.answer = saved;
  window.dispatchEvent(new Event("online"));
  await pass(RETRY);
  assert.deepEqual(form.element.sent, []);
  submit(form);
  await waitForIdle();

  assert.deepEqual(form.element.sent, ["send"]);
});

test("a network that answers nothing is found out before one leaves", async () => {
  const form = formOf({ title: {} });
  server.answer = () => Promise.reject(new TypeError("Failed to fetch"));
  fieldsOf(form).title.type("Un quai");
  await pass(PAUSE);

  submit(form);
  await waitForIdle();
  assert.deepEqual(form.element.sent, []);
  assert.equal(server.requests.at(-1).url, "/healthz");
  server.answer = ({ url }) => (url === "/healthz" ? reply(200) : reply(500)); // fields fail, the site is there
  submit(form);
  await waitForIdle();

  assert.deepEqual(form.element.sent, ["send"]);
});

for (const [how, back] of [
  ["is reported back", () => window.dispatchEvent(new Event("online"))],
  ["is tried again", () => pass(RETRY)],
]) {
  test(`a form that leaves later goes once, as the network ${how}`, async () => {
    const form = formOf({ title: {} }, { leavesLater: true });
    goOffline();
    submit(form);
    submit(form);
    await waitForIdle();
    assert.deepEqual(form.element.sent, []);
    assert.ok(asksBeforeLeaving());

    navigator.onLine = true;
    server.answer = saved;
    await back();
    await waitForIdle();
    assert.deepEqual(form.element.sent, ["send"]);
    await pass(RETRY);

    assert.deepEqual(form.element.sent, ["send"]);
    assert.ok(!asksBeforeLeaving());
  });
}

test("a page that is shown again asks again", async () => {
  const form = formOf({ title: {} });
  fieldsOf(form).title.type("Un quai");
  submit(form);

  window.dispatchEvent(new Event("pageshow"));

  assert.ok(asksBeforeLeaving());
});
