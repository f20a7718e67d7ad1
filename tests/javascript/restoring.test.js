import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Copies } from "../../static/js/copies.js";
import { openPage, openTabs, pass, reply, server, waitForIdle } from "./browser.js";
import { asksBeforeLeaving, copies, fieldsOf, formOf } from "./forms.js";

beforeEach(() => {
  openPage();
  server.answer = () => reply(200, { version: 9 });
});

function inTab(tab, values, version, upon) {
  sessionStorage.setItem("possibles:tab", tab);
  new Copies("possibles:test:title").save(values, version, upon);
}

const posted = () => server.posts.map(({ fields }) => [fields.value, fields.base_version]);

test("a text that was not sent comes back and goes, upon the version it was written upon", async () => {
  inTab("mine", ["Le mien"], 2, ["Avant"]);

  const { title } = fieldsOf(formOf({ title: { sent: "Le sien", version: 4 } }));
  assert.deepEqual([title.box, title.state], ["Le mien", "restored"]);
  await pass(0);

  assert.deepEqual([posted(), copies()], [[["Le mien", "2"]], {}]);
});

test("when nobody changed that field meanwhile, it goes upon the version of the page", async () => {
  inTab("mine", ["Le mien"], 2, ["Avant"]);

  formOf({ title: { sent: "Avant", version: 4 } });
  await pass(0);

  assert.deepEqual(posted(), [["Le mien", "4"]]);
});

test("a text that the server has is forgotten", async () => {
  inTab("mine", ["Le mien"], 2, ["Avant"]);

  formOf({ title: { sent: "Le mien", version: 3 } });
  await pass(0);

  assert.deepEqual([posted(), copies()], [[], {}]);
});

test("a text that was put back as it was is forgotten", async () => {
  inTab("mine", ["Avant"], 2, ["Avant"]);

  const { title } = fieldsOf(formOf({ title: { sent: "Le sien", version: 4 } }));
  await pass(0);

  assert.deepEqual([title.box, posted(), copies()], ["Le sien", [], {}]);
});

test("a text that came back with the page because it was refused is kept", async () => {
  inTab("mine", ["Trop long"], 2, ["Avant"]);

  formOf({ title: { sent: "Trop long", version: 2, invalid: true } });
  await pass(0);

  assert.deepEqual([posted(), Object.keys(copies())], [[], ["mine"]]);
  assert.ok(asksBeforeLeaving());
});

test("what another tab has not sent is not forgotten here, and a closed one's becomes ours", async () => {
  inTab("theirs", ["De l’autre"], 1, [""]);
  inTab("mine", ["Le mien"], 1, [""]);
  formOf({ title: {} });
  await pass(0);
  assert.deepEqual(Object.keys(copies()), ["theirs"]);

  sessionStorage.setItem("possibles:tab", "new");
  const { title } = fieldsOf(formOf({ title: {} }));
  await waitForIdle();

  assert.deepEqual([title.box, Object.keys(copies())], ["De l’autre", ["new"]]);
});

test("what an open tab has not sent stays its own: that is said, until it was saved there", async () => {
  inTab("theirs", ["De l’autre"], 1, [""]);
  sessionStorage.setItem("possibles:tab", "mine");
  navigator.locks = openTabs("theirs");

  const { title } = fieldsOf(formOf({ title: { sent: "Avant", version: 1 } }));
  await pass(1000);
  assert.deepEqual([title.box, title.state, posted(), Object.keys(copies())], ["Avant", "elsewhere", [], ["theirs"]]);

  title.receive(["De l’autre"], 2);
  assert.deepEqual([title.box, title.state, title.version], ["De l’autre", "", 2]);
});

test("what a closed tab had not sent is not put over what one writes meanwhile", async () => {
  inTab("theirs", ["De l’autre"], 1, [""]);
  sessionStorage.setItem("possibles:tab", "mine");
  const { title } = fieldsOf(formOf({ title: {} }));

  title.type("Le mien");
  await waitForIdle();

  assert.deepEqual([title.box, Object.keys(copies())], ["Le mien", ["theirs", "mine"]]);
});

test("what was typed before the script came is sent", async (context) => {
  context.mock.method(performance, "getEntriesByType", () => [{ type: "navigate" }]);

  const { title } = fieldsOf(formOf({ title: { sent: "Avant", typed: "Avant tout" } }));
  await pass(0);

  assert.deepEqual([title.box, posted()], ["Avant tout", [["Avant tout", "0"]]]);
});

test("what a browser puts back by itself is not", async (context) => {
  context.mock.method(performance, "getEntriesByType", () => [{ type: "back_forward" }]);

  const { title } = fieldsOf(formOf({ title: { sent: "Depuis", typed: "Avant" } }));
  await pass(0);

  assert.deepEqual([title.box, posted()], ["Depuis", []]);
});

test("a storage that is full or forbidden stops nobody", async () => {
  localStorage.setItem = () => {
    throw new DOMException("", "QuotaExceededError");
  };
  localStorage.getItem = () => {
    throw new DOMException("", "SecurityError");
  };
  const { title } = fieldsOf(formOf({ title: {} }));

  title.type("Un quai");
  await pass(1500);

  assert.deepEqual(posted(), [["Un quai", "0"]]);
});
