// Nothing typed is lost: each answer is sent on its own, 1.5 s after the last key or on leaving the field.
// Until the server has it, a copy stays on this device. Words come from the page, in its language.
// Fires "autosaved" on the form: {answered, total, message}.

import { count } from "./counter.js";

const PAUSE = 1500;
const RETRY = 10000;
const WAIT_BEFORE_SENDING = 4000;

class SignedOut extends Error {}

// --- one question -----------------------------------------------------------------------------------------------

class Question {
  constructor(element, form) {
    this.element = element;
    this.form = form;
    this.key = element.dataset.question;
    this.version = Number(element.dataset.version);
    this.controls = [...element.querySelectorAll(`[name="${CSS.escape(element.dataset.field)}"]`)];
    this.state = element.querySelector("[data-state]");
    this.error = element.querySelector("[data-error]");
    this.store = `possibles:answer:${form.sheet}:${this.key}`;
    this.saved = this.fingerprint();
    this.dirty = false;
    this.refusedText = false;
    this.sending = null;
    this.conflict = null;
    this.timer = 0;
  }

  values() {
    const [first] = this.controls;
    if (first && ["radio", "checkbox"].includes(first.type)) {
      return this.controls.filter((control) => control.checked).map((control) => control.value);
    }
    return [first?.value ?? ""];
  }

  fingerprint() {
    return JSON.stringify(this.values());
  }

  show(values) {
    for (const control of this.controls) {
      if (["radio", "checkbox"].includes(control.type)) {
        control.checked = values.map(String).includes(control.value) || (values[0] === true && control.type === "checkbox");
      } else {
        control.value = values[0] ?? "";
        if (control.dataset.limit) count(control);
      }
    }
  }

  text() {
    const labels = this.controls
      .filter((control) => control.checked)
      .map((control) => control.labels[0]?.textContent.trim() ?? control.value);
    return ["radio", "checkbox"].includes(this.controls[0]?.type) ? labels.join(", ") : this.controls[0]?.value ?? "";
  }

  say(text, kind = "") {
    this.state.textContent = text;
    this.state.dataset.kind = kind;
  }

  complain(text) {
    this.error.replaceChildren();
    if (text) {
      const line = document.createElement("p");
      line.textContent = text;
      this.error.append(line);
    }
    this.error.hidden = !text;
    for (const control of this.controls) {
      control.classList.toggle("is-invalid", Boolean(text));
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  setVersion(version) {
    this.version = version;
    this.element.dataset.version = version;
    const input = this.element.querySelector("[data-version-input]");
    if (input) input.value = version;
  }

  keep() {
    try {
      localStorage.setItem(this.store, JSON.stringify({ values: this.values(), version: this.version }));
    } catch {
      // a full or forbidden storage: the page itself still holds the text
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.store);
    } catch {
      // nothing was kept
    }
  }

  restore() {
    let copy = null;
    try {
      copy = JSON.parse(localStorage.getItem(this.store));
    } catch {
      return;
    }
    if (!copy || JSON.stringify(copy.values) === this.saved) return this.forget();
    this.show(copy.values);
    this.setVersion(copy.version);
    this.say(this.form.words.msgRestored, "kept");
    this.changed(true);
  }

  changed(soon = false) {
    if (this.conflict) return;
    this.dirty = this.fingerprint() !== this.saved;
    this.refusedText = this.refusedText && !this.dirty;
    clearTimeout(this.timer);
    if (!this.dirty) return this.refusedText || this.forget();
    this.keep();
    this.timer = setTimeout(() => this.send(), soon ? 0 : PAUSE);
  }

  async send() {
    clearTimeout(this.timer);
    if (!this.dirty || this.conflict) return;
    if (this.sending) {
      await this.sending;
      return this.send();
    }
    this.sending = this.post().finally(() => (this.sending = null));
    return this.sending;
  }

  async post() {
    const sent = this.fingerprint();
    const body = new FormData();
    for (const value of this.values()) body.append("value", value);
    body.append("base_version", this.version);
    this.say(this.form.words.msgSaving, "saving");
    let reply;
    try {
      reply = await this.form.post(this.form.autosaveUrl(this.key), body);
    } catch (failure) {
      return this.failed(failure);
    }
    if (reply.status === 409) return this.ask(reply.data);
    if (reply.status >= 400) return this.refused(reply.data.error);
    this.setVersion(reply.data.version);
    this.saved = sent;
    this.dirty = this.fingerprint() !== sent;
    this.complain("");
    this.say(reply.data.message, "saved");
    if (!this.dirty) this.forget();
    else this.changed();
    this.form.progressed(reply.data);
  }

  failed(failure) {
    const words = this.form.words;
    this.keep();
    if (failure instanceof SignedOut) {
      this.say("", "");
      return this.complain(words.msgSignedOut);
    }
    this.say(navigator.onLine && failure.status ? words.msgFailed : words.msgOffline, "kept");
    this.form.retryLater();
  }

  refused(message) {
    this.say("", "");
    this.complain(message || this.form.words.msgFailed);
    this.saved = this.fingerprint(); // the same text would be refused again: wait for another one
    this.dirty = false;
    this.refusedText = true;
  }

  ask(data) {
    const box = this.form.conflictTemplate.content.firstElementChild.cloneNode(true);
    box.querySelector("[data-conflict-message]").textContent = data.message;
    box.querySelector("[data-conflict-mine]").textContent = this.text();
    box.querySelector("[data-conflict-theirs]").textContent = data.theirs_text;
    box.querySelector("[data-conflict-keep]").addEventListener("click", () => this.keepMine(data));
    box.querySelector("[data-conflict-take]").addEventListener("click", () => this.takeTheirs(data));
    this.say("", "");
    this.conflict = box;
    this.state.closest(".question-foot").before(box);
    box.querySelector("button").focus();
  }

  settled({ version }) {
    this.conflict.remove();
    this.conflict = null;
    this.setVersion(version);
    this.controls[0]?.focus();
  }

  keepMine(data) {
    this.settled(data);
    this.saved = null;
    this.changed(true);
  }

  takeTheirs(data) {
    this.settled(data);
    this.show(Array.isArray(data.theirs) ? data.theirs : [data.theirs ?? ""]);
    this.saved = this.fingerprint();
    this.dirty = false;
    this.forget();
  }
}

// --- a file question --------------------------------------------------------------------------------------------

class FileQuestion extends Question {
  changed() {
    if (this.controls[0].files.length && this.form.element.dataset.uploadUrl) this.sending = this.upload();
  }

  restore() {}

  async send() {
    await this.sending;
  }

  async upload() {
    const [input] = this.controls;
    for (const file of [...input.files]) {
      const body = new FormData();
      body.append("file", file);
      this.say(this.form.words.msgSendingFile, "saving");
      if (!(await this.exchange(this.form.uploadUrl(this.key), body))) return;
    }
    input.value = "";
    this.sending = null;
  }

  async remove(identifier) {
    await this.exchange(this.form.removeUrl(identifier), new FormData());
    this.controls[0].focus();
  }

  async exchange(url, body) {
    try {
      const { status, data } = await this.form.post(url, body);
      if (status >= 400) {
        this.say("", "");
        this.complain(data.error || this.form.words.msgFileFailed);
        this.controls[0].value = "";
        return false;
      }
      this.complain("");
      this.setVersion(data.version);
      this.say(data.message, "saved");
      this.element.querySelector("[data-files]").innerHTML = data.html;
      this.form.progressed(data);
      return true;
    } catch (failure) {
      this.say("", "");
      this.complain(failure instanceof SignedOut ? this.form.words.msgSignedOut : this.form.words.msgFileFailed);
      return false;
    }
  }
}

// --- the form ---------------------------------------------------------------------------------------------------

class AutosavedForm {
  constructor(element) {
    this.element = element;
    const root = element.querySelector("[data-questionnaire]");
    this.words = root.dataset;
    this.sheet = root.dataset.sheet;
    this.conflictTemplate = root.querySelector("[data-conflict-template]");
    this.retry = 0;
    this.questions = new Map(
      [...root.querySelectorAll("[data-question]")].map((one) => [
        one,
        one.dataset.kind === "file" ? new FileQuestion(one, this) : new Question(one, this),
      ]),
    );
    this.listen();
    for (const question of this.questions.values()) question.restore();
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
    const token = this.element.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const response = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual", // a redirect means that one is no longer signed in
      headers: { "X-CSRFToken": token, "X-Requested-With": "fetch", Accept: "application/json" },
    });
    if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) throw new SignedOut();
    if (![200, 409, 422, 423].includes(response.status)) {
      throw Object.assign(new Error("not saved"), { status: response.status });
    }
    return { status: response.status, data: await response.json() };
  }

  questionOf(target) {
    return this.questions.get(target.closest?.("[data-question]"));
  }

  listen() {
    this.element.addEventListener("input", (event) => this.questionOf(event.target)?.changed());
    this.element.addEventListener("change", (event) => this.questionOf(event.target)?.changed(true));
    this.element.addEventListener("focusout", (event) => this.questionOf(event.target)?.send());
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.element.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.sendAll());
    document.addEventListener("visibilitychange", () => document.hidden && this.sendAll());
    window.addEventListener("beforeunload", (event) => {
      const unsent = [...this.questions.values()].some((one) => one.dirty || one.sending || one.refusedText);
      if (!this.leaving && unsent) event.preventDefault();
    });
    window.addEventListener("pageshow", () => (this.leaving = false));
  }

  clicked(event) {
    const button = event.target.closest("[data-remove-file]");
    if (!button || !this.element.dataset.removeUrl) return;
    event.preventDefault();
    this.questionOf(button)?.remove(button.value);
  }

  // What is on its way arrives first, so that the whole page is not taken for somebody else's change.
  async submitted(event) {
    const busy = [...this.questions.values()].filter((question) => question.sending);
    if (busy.length && !this.leaving) {
      event.preventDefault();
      const { submitter } = event;
      const patience = new Promise((done) => setTimeout(done, WAIT_BEFORE_SENDING));
      this.leaving = true;
      await Promise.race([Promise.allSettled(busy.map((question) => question.sending)), patience]);
      this.element.requestSubmit(submitter);
      return;
    }
    for (const question of this.questions.values()) clearTimeout(question.timer);
    this.leaving = true;
  }

  unsent() {
    return [...this.questions.values()].filter((question) => question.dirty || question.sending);
  }

  async sendAll() {
    clearTimeout(this.retry);
    this.retry = 0;
    await Promise.allSettled(this.unsent().map((question) => question.send()));
  }

  retryLater() {
    if (!this.retry) this.retry = setTimeout(() => this.sendAll(), RETRY);
  }

  progressed({ answered, total, message }) {
    const bar = this.element.querySelector(".progression") ?? document.querySelector("[data-autosave-progress] .progression");
    if (bar) {
      const done = bar.querySelector(".progression-text b");
      if (done) done.textContent = answered;
      bar.querySelector(".progression-done")?.setAttribute("width", String(total ? Math.round((100 * answered) / total) : 0));
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
