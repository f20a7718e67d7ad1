import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { exchange } from "../../static/js/exchange.js";
import { openPage, reply, server } from "./browser.js";

const typed = (value = "Caen") => {
  const body = new FormData();
  body.append("value", value);
  return body;
};
const stored = { error: "Closed to you", stored_url: "/stored/" };
const redirect = { type: "opaqueredirect", status: 0, json: () => Promise.reject(new SyntaxError("no body")) };

beforeEach(openPage);

for (const [outcome, answer] of [
  ["saved", () => reply(200, { version: 1 })],
  ["conflict", () => reply(409, { theirs: "Vire" })],
  ["refused", () => reply(422, { error: "Too long" })],
  ["closed", () => reply(423, { error: "Sent" })],
  ["signedOut", () => redirect],
  ["signedOut", () => reply(401)],
  ["barred", () => reply(403)],
  ["barred", () => new Response("<h1>404</h1>", { status: 404 })],
  ["barred", () => reply(410)],
  ["barred", () => reply(404, { ...stored, stored_url: "" })],
  ["lost", () => reply(404, stored)],
  ["failed", () => reply(500)],
  ["failed", () => reply(429)],
  ["offline", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["offline", () => Promise.reject(new DOMException("", "TimeoutError"))],
  ["offline", () => new Response("<h1>Welcome to the hotel</h1>")],
]) {
  test(`${answer.toString().slice(6)} is ${outcome}`, async () => {
    server.answer = answer;

    assert.equal((await exchange("/answers/town/", typed())).outcome, outcome);
  });
}

test("no redirect is followed to the page where one signs in", async () => {
  await exchange("/answers/town/", typed());

  assert.equal(server.posts[0].redirect, "manual");
});

test("what the view tells comes with it", async () => {
  server.answer = () => reply(404, stored);

  assert.deepEqual((await exchange("/answers/town/", typed())).data, stored);
});

test("a refusal without any cookie means that one is signed out", async () => {
  document.cookie = "";
  server.answer = () => {
    document.cookie = "csrftoken=new"; // which the refusal gives
    return reply(403);
  };

  assert.equal((await exchange("/answers/town/", typed())).outcome, "signedOut");
});

test("the token is the cookie's, which a new session changes, else the page's", async () => {
  document.querySelector = () => ({ value: "of the page" });
  await exchange("/answers/town/", typed());
  document.cookie = "other=1";
  await exchange("/answers/town/", typed());

  const tokens = server.posts.map((request) => request.headers["X-CSRFToken"]);
  assert.deepEqual(tokens, ["abc", "of the page"]);
});

test("a page that goes away still sends what a browser takes", async () => {
  const sent = async (body) => {
    await exchange("/answers/town/", body);
    return server.posts.at(-1).keepalive;
  };
  const file = new FormData();
  file.append("file", new Blob(["x"]), "plan.pdf");

  assert.equal(await sent(typed()), false);
  document.hidden = true;
  assert.equal(await sent(typed()), true);
  assert.equal(await sent(typed("x".repeat(20_000))), false);
  assert.equal(await sent(file), false);
});

test("an exchange ends in time, a file's later", async (context) => {
  const times = [];
  context.mock.method(AbortSignal, "timeout", (time) => times.push(time));
  const file = new FormData();
  file.append("file", new Blob(["x"]), "plan.pdf");

  await exchange("/answers/town/", typed());
  await exchange("/files/", file);

  assert.deepEqual(times, [30_000, 300_000]);
});
