// Nothing typed is lost: each answer is sent on its own, 1.5 s after the last key or on leaving the field.
// Until the server has it, a copy stays on this device, one for each tab. Words come from the page, in its language.
// Fires "autosaved" on the form: {answered, total, message}, and "restored" on a question whose answer was replaced.

import { FileQuestion } from "./file_question.js";
import { Barred, Question } from "./question.js";

const RETRY = 10000;
const WAIT_BEFORE_SENDING = 4000;
const LONGEST_EXCHANGE = 30000;
const LONGEST_TURN = 3000;
const LARGEST_FAREWELL = 60000; // what a browser still sends for a page that goes away, in bytes

// --- the form ---------------------------------------------------------------------------------------------------

function size(body) {
  return [...body.values()].reduce((sum, value) => sum + 3 * value.length, 0);
}

class AutosavedForm {
  constructor(element) {
    this.element = element;
    const root = element.querySelector("[data-questionnaire]");
    this.words = root.dataset;
    this.sheet = root.dataset.sheet;
    this.conflictTemplate = root.querySelector("[data-conflict-template]");
    this.root = root;
    this.retry = 0;
    this.last = null; // the answer on its way that was sent last
    this.questions = new Map(
      [...root.querySelectorAll("[data-question]")].map((one) => [
        one,
        one.dataset.kind === "file" ? new FileQuestion(one, this) : new Question(one, this),
      ]),
    );
    this.byKey = new Map([...this.questions.values()].map((question) => [question.key, question]));
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`possibles:answers:${this.sheet}`) : null;
    this.listen();
    for (const question of this.questions.values()) {
      question.resume();
      question.restore();
    }
  }

  autosaveUrl(key) {
    return this.element.dataset.autosaveUrl.replace("__key__", key);
  }

  uploadUrl(key) {
    return this.element.dataset.uploadUrl.replace("__key__", key);
  }

  removeUrl(identifier) {
    return this.element.dataset.removeUrl.replace("__id__", identifier);
  }

  async post(url, body) {
    const known = this.cookie(); // a refusal gives another one
    const response = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual", // a redirect means that one is no longer signed in
      signal: AbortSignal.timeout?.(body.has("file") ? 10 * LONGEST_EXCHANGE : LONGEST_EXCHANGE),
      keepalive: document.hidden && !body.has("file") && size(body) < LARGEST_FAREWELL,
      headers: { "X-CSRFToken": this.token(), "X-Requested-With": "fetch", Accept: "application/json" },
    });
    if (response.type === "opaqueredirect" || response.status === 401) throw new Barred("msgSignedOut");
    if (response.status === 403 && !known) throw new Barred("msgSignedOut"); // all cookies are gone
    if ([403, 404, 410].includes(response.status)) {
      const told = await response.json().catch(() => ({})); // why, to whoever could write here
      throw new Barred("msgForbidden", told.error);
    }
    if (![200, 409, 422, 423].includes(response.status)) {
      throw Object.assign(new Error("not saved"), { status: response.status });
    }
    return { status: response.status, data: await response.json() };
  }

  // One answer after the other, so that the count told last is the latest; neither a slow network nor a page that
  // goes away makes an answer wait for long.
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

  // Signing in again, in another tab, changes the token: the cookie has the one that counts.
  cookie() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    return cookie?.slice("csrftoken=".length);
  }

  token() {
    return this.cookie() || (this.element.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  }

  tell(key, values, version) {
    this.channel?.postMessage({ key, values, version });
  }

  questionOf(target) {
    return this.questions.get(target.closest?.("[data-question]"));
  }

  listen() {
    this.element.addEventListener("input", (event) => {
      if ("other" in event.target.dataset) this.questionOf(event.target)?.otherTyped();
      this.questionOf(event.target)?.changed();
    });
    this.element.addEventListener("change", (event) => this.questionOf(event.target)?.changed(true));
    this.element.addEventListener("focusout", (event) => this.questionOf(event.target)?.send());
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.element.addEventListener("submit", (event) => this.submitted(event));
    this.channel?.addEventListener("message", ({ data }) => this.byKey.get(data.key)?.heard(data.values, data.version));
    window.addEventListener("online", () => this.sendAll());
    window.addEventListener("focus", () => this.sendAll()); // signed in again in another tab
    document.addEventListener("visibilitychange", () => document.hidden && this.sendAll());
    window.addEventListener("beforeunload", (event) => {
      const unsent = [...this.questions.values()].some((one) => one.dirty || one.sending || one.refusedText);
      if (!this.leaving && unsent) event.preventDefault();
    });
    window.addEventListener("pageshow", () => (this.leaving = false));
  }

  clicked(event) {
    if (event.target.closest("[data-clear]")) this.questionOf(event.target)?.clear();
    const button = event.target.closest("[data-remove-file]");
    if (!button || !this.element.dataset.removeUrl) return;
    event.preventDefault();
    this.questionOf(button)?.remove(button.value);
  }

  // What is on its way arrives first, so that the whole page is not taken for somebody else's change.
  async submitted(event) {
    if (!navigator.onLine) {
      event.preventDefault(); // the browser would leave for a page of its own
      for (const question of this.questions.values()) if (question.dirty) question.sayWaiting();
      this.offlineNotice().hidden = false;
      return;
    }
    for (const question of this.questions.values()) if (question.waiting?.length) question.send();
    const busy = [...this.questions.values()].filter((question) => question.sending);
    if (busy.length && !this.leaving) {
      event.preventDefault();
      const { submitter } = event;
      const patience = new Promise((done) => setTimeout(done, WAIT_BEFORE_SENDING));
      this.leaving = true;
      await Promise.race([Promise.allSettled(busy.map((question) => question.sending)), patience]);
      const files = busy.filter((question) => question.waiting?.length);
      if (files.length) {
        this.leaving = false; // a file does not go with the page: one waits with it
        this.offlineNotice().hidden = files.every((question) => question.sending); // slow is not offline
        return;
      }
      this.element.requestSubmit(submitter);
      return;
    }
    for (const question of this.questions.values()) clearTimeout(question.timer);
    this.leaving = true;
  }

  // Beside the buttons: why the page stays. It takes the place of the site's own words about the network.
  offlineNotice() {
    const notice = this.root.querySelector("[data-offline]");
    const everywhere = document.getElementById("offline");
    if (everywhere) everywhere.hidden = true;
    window.addEventListener("online", () => (notice.hidden = true), { once: true });
    return notice;
  }

  unsent() {
    return [...this.questions.values()].filter((question) => question.dirty || question.sending);
  }

  async sendAll() {
    clearTimeout(this.retry);
    this.retry = 0;
    await Promise.allSettled(this.unsent().map((question) => question.send()));
    if (!this.unsent().length) this.root.querySelector("[data-offline]").hidden = true;
  }

  retryLater() {
    if (!this.retry) this.retry = setTimeout(() => this.sendAll(), RETRY);
  }

  progressed({ answered, total, message }) {
    const bar = this.element.querySelector(".progression") ?? document.querySelector("[data-autosave-progress] .progression");
    if (bar) {
      // the bar may count fewer questions than the whole form: it moves by as much
      const shown = bar.querySelector(".progression-text b");
      const done = Number(shown?.textContent) + answered - Number(this.root.dataset.answered);
      this.root.dataset.answered = answered;
      if (shown) shown.textContent = done;
      const noun = bar.querySelector("[data-one]");
      const one = new Intl.PluralRules(document.documentElement.lang).select(done) === "one";
      if (noun) noun.textContent = one ? noun.dataset.one : noun.dataset.many;
      const sum = bar.querySelector("[data-total]");
      if (sum) sum.textContent = Number(sum.textContent) + total - Number(this.root.dataset.total);
      this.root.dataset.total = total;
      const whole = Number(sum?.textContent) || total;
      bar.querySelector(".progression-done")?.setAttribute("width", String(whole ? Math.round((100 * done) / whole) : 0));
      let saved = bar.querySelector("[data-saved]");
      if (!saved) {
        saved = document.createElement("span");
        saved.dataset.saved = "";
        bar.querySelector(".progression-text")?.append(" · ", saved);
      }
      saved.textContent = message;
    }
    this.element.dispatchEvent(new CustomEvent("autosaved", { bubbles: true, detail: { answered, total, message } }));
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  if (form.querySelector("[data-questionnaire]")) new AutosavedForm(form);
}
