// Nothing typed is lost: each field is sent on its own, 1.5 s after the last key or on leaving it. Until the server has
// it, a copy stays on this device, one for each tab. Words come from the page, in its language.

import { exchange } from "./exchange.js";

const RETRY = 10_000; // ms
const LONGEST_TURN = 3000; // ms
const WAIT_BEFORE_LEAVING = 4000; // ms, for what is on its way
const LONGEST_REACH = 10_000; // ms

const pause = (time) => new Promise((done) => setTimeout(done, time));

// A form whose fields save themselves. `name` is the one of the copies on this device; `words`, the messages of its own,
// beside those of ui/_autosave.html.
// `oneVersion`: the fields share one, which grows with each that is saved. `leavesLater`: a form sent without a network
// goes by itself once it is back; any other stays, to be sent again.
export class Autosave {
  constructor(element, { name, words, oneVersion = false, leavesLater = false }) {
    this.element = element;
    this.name = name;
    this.template = element.querySelector("[data-autosave]") ?? document.querySelector("[data-autosave]"); // one for many forms
    this.words = { ...this.template.dataset, ...words };
    this.oneVersion = oneVersion;
    this.leavesLater = leavesLater;
    this.fields = new Map();
    this.retry = 0;
    this.last = null; // what was sent last, while it is on its way
    this.isFailing = false; // the latest exchange did not reach the server
    this.isClosed = false;
    this.leaving = false;
    this.asking = false;
    this.leaveBy = undefined; // the button that sends the form, while that waits
    this.departure = 0;
  }

  add(field) {
    this.fields.set(field.key, field);
  }

  start() {
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(this.name) : null;
    this.listen();
    // known once it is certain which windows are open
    this.restored = Promise.all(
      [...this.fields.values()].map((field) => {
        field.resume?.();
        return field.restore();
      }),
    );
  }

  listen() {
    this.element.addEventListener("input", ({ target }) => this.fieldOf(target)?.changed());
    this.element.addEventListener("change", ({ target }) => this.fieldOf(target)?.changed(true));
    this.element.addEventListener("focusout", ({ target }) => this.fieldOf(target)?.send());
    this.element.addEventListener("submit", (event) => this.submitted(event));
    this.channel?.addEventListener("message", ({ data }) => this.receive(data));
    window.addEventListener("online", () => this.reconnect());
    window.addEventListener("focus", () => this.sendAll()); // signed in again in another tab
    document.addEventListener("visibilitychange", () => document.hidden && this.sendAll());
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.hasUnsaved()) event.preventDefault();
    });
    window.addEventListener("pageshow", () => (this.leaving = false));
  }

  fieldOf(target) {
    return this.fields.get(target.closest?.("[data-question]")?.dataset.question);
  }

  urlOf(key) {
    return this.element.dataset.autosaveUrl.replace("__key__", key);
  }

  // --- sending ------------------------------------------------------------------------------------------------------

  async post(url, body) {
    const reply = await exchange(url, body);
    this.isFailing = ["failed", "offline"].includes(reply.outcome);
    return reply;
  }

  // One field after the other, so that the count sent last is the latest; neither a slow network nor a page that goes
  // away makes a field wait for long.
  async inTurn(send) {
    const before = this.last;
    const sent = (async () => {
      if (before && !document.hidden) await Promise.race([before, this.patience()]);
      return send();
    })();
    const ended = Promise.allSettled([sent]);
    this.last = ended;
    await ended;
    if (this.last === ended) this.last = null;
    return sent;
  }

  patience() {
    return new Promise((done) => {
      setTimeout(done, LONGEST_TURN);
      document.addEventListener("visibilitychange", done, { once: true });
    });
  }

  unsent() {
    return this.isClosed ? [] : [...this.fields.values()].filter((field) => field.isUnsent);
  }

  hasUnsaved() {
    if (this.isClosed) return false;
    return this.leaveBy !== undefined || [...this.fields.values()].some((field) => field.isUnsent || field.refused);
  }

  async sendAll() {
    clearTimeout(this.retry);
    this.retry = 0;
    await Promise.allSettled(this.unsent().map((field) => field.send()));
    if (!this.unsent().length) this.allSent();
  }

  retryLater() {
    if (!this.retry) this.retry = setTimeout(() => this.sendAll(), RETRY);
  }

  reconnect() {
    this.sendAll();
    if (this.leaveBy !== undefined) this.leave();
  }

  // What the page shows of it: for those that show something.
  allSent() {}
  progressed() {}

  // --- other windows ------------------------------------------------------------------------------------------------

  broadcast(key, values, version) {
    this.channel?.postMessage({ key, values, version });
  }

  // A field that keeps a text of its own keeps its version too: the other text was never seen here.
  receive({ key, values, version }) {
    this.fields.get(key)?.receive(values, version);
    this.learn(version, version - 1, key);
  }

  // A field was saved. Nobody wrote between the two versions: what is known of the others still holds.
  learn(version, before, key) {
    if (!this.oneVersion || version !== before + 1) return;
    for (const field of this.fields.values()) if (field.key !== key && field.version === before) field.setVersion(version);
  }

  // One may write here no more: what was typed stays on the page, to be copied; nothing is sent any more.
  close() {
    this.isClosed = true;
    clearTimeout(this.retry);
    for (const field of this.fields.values()) clearTimeout(field.timer);
    for (const control of this.element.elements) {
      if (["radio", "checkbox", "file"].includes(control.type)) control.disabled = true;
      else if (["submit", "button"].includes(control.type)) control.hidden = true;
      else control.readOnly = true;
    }
  }

  // --- leaving ------------------------------------------------------------------------------------------------------

  // What is on its way arrives first, so that the whole form is not taken for somebody else's change; and the browser does
  // not leave for a page of its own.
  submitted(event) {
    if (this.leaving) return;
    this.prepareToLeave();
    const isCertain = navigator.onLine && !this.isFailing && !this.leavesLater;
    if (isCertain && ![...this.fields.values()].some((field) => field.sending)) {
      this.depart();
      return;
    }
    event.preventDefault();
    this.leaveBy = event.submitter;
    this.leave();
  }

  async leave() {
    if (this.asking) return;
    this.asking = true;
    clearTimeout(this.departure);
    const sending = [...this.fields.values()].map((field) => field.sending);
    await Promise.race([Promise.allSettled(sending), pause(WAIT_BEFORE_LEAVING)]);
    const mayLeave = !this.isBlocked() && (await this.isReachable());
    this.asking = false;
    if (mayLeave) {
      const submitter = this.leaveBy;
      this.depart();
      this.element.requestSubmit(submitter);
    } else {
      if (this.leavesLater) this.departure = setTimeout(() => this.leave(), RETRY);
      else this.leaveBy = undefined;
      this.stay();
    }
  }

  depart() {
    for (const field of this.fields.values()) clearTimeout(field.timer);
    this.leaveBy = undefined;
    this.leaving = true;
  }

  prepareToLeave() {}

  // Whether something on the page cannot go with the form.
  isBlocked() {
    return false;
  }

  // Why one stays.
  stay() {
    for (const field of this.unsent()) if (!field.sending) field.showWaiting();
  }

  async isReachable() {
    if (!navigator.onLine) return false;
    if (!this.isFailing && !this.leavesLater) return true;
    try {
      const { reachUrl } = this.words;
      await fetch(reachUrl, { cache: "no-store", signal: AbortSignal.timeout?.(LONGEST_REACH) });
      return true;
    } catch {
      return false;
    }
  }
}
