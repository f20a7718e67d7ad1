// One question of a form that saves itself: what is typed, what the server has, and the copy kept on this device.

import { Copies } from "./copies.js";
import { count } from "./counter.js";

const PAUSE = 1500;
// Nothing is put back by the browser then: what differs from what the server sent was typed before this script came.
const FIRST_SIGHT = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const OTHER = "__other__"; // what the box of « other » sends; its words go beside

// The answer cannot be given as things are: `word` is the message of the page that says what to do, `why` the reason
// that the server tells, if any.
export class Barred extends Error {
  constructor(word, why = "") {
    super(word);
    this.word = word;
    this.why = why;
  }
}

// --- one question -----------------------------------------------------------------------------------------------

export class Question {
  constructor(element, form) {
    this.element = element;
    this.form = form;
    this.key = element.dataset.question;
    this.version = Number(element.dataset.version);
    const field = CSS.escape(element.dataset.field);
    this.other = element.querySelector("[data-other]");
    this.controls = [...element.querySelectorAll(`[name="${field}"], [name^="${field}."]:not([data-other])`)];
    this.state = element.querySelector("[data-state]");
    this.error = element.querySelector("[data-error]");
    this.copies = new Copies(`possibles:answer:${form.sheet}:${this.key}`);
    const found = this.values();
    this.reset();
    this.saved = this.fingerprint();
    this.early = FIRST_SIGHT && JSON.stringify(found) !== this.saved ? found : null;
    this.dirty = false;
    this.refusedText = false;
    this.sending = null;
    this.conflict = null;
    this.timer = 0;
  }

  get ticked() {
    return ["radio", "checkbox"].includes(this.controls[0]?.type);
  }

  // What the server sent: a browser that comes back to a page may show an older answer than that.
  reset() {
    for (const control of this.other ? [...this.controls, this.other] : this.controls) {
      if (control.type === "file") continue;
      if (control.checked !== control.defaultChecked) control.checked = control.defaultChecked;
      else if (control.value !== control.defaultValue && !["radio", "checkbox"].includes(control.type)) {
        control.value = control.defaultValue;
        if (control.dataset.limit) count(control);
      }
    }
  }

  // Texts; « other » is {other: words}, so that a local copy holds its words too.
  values() {
    if (!this.ticked) return [this.controls[0]?.value ?? ""];
    const chosen = this.controls.filter((control) => control.checked).map((control) => control.value);
    return chosen.map((value) => (value === OTHER ? { other: this.other?.value ?? "" } : value));
  }

  fingerprint() {
    return JSON.stringify(this.values());
  }

  show(values) {
    const texts = values.map((value) => (value?.other === undefined ? String(value ?? "") : OTHER));
    for (const control of this.controls) {
      if (this.ticked) {
        control.checked = texts.includes(control.value) || (values[0] === true && control.type === "checkbox");
      } else {
        control.value = texts[0] ?? "";
        if (control.dataset.limit) count(control);
      }
    }
    if (this.other) this.other.value = values.find((value) => value?.other !== undefined)?.other ?? "";
    this.element.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
  }

  // The value the server stores, as this question shows it.
  shown(stored) {
    if (Array.isArray(stored)) return stored;
    if (this.element.dataset.kind === "matrix") return Object.entries(stored ?? {}).map(([row, level]) => `${row}=${level}`);
    return [stored ?? ""];
  }

  // The same in words.
  text() {
    if (!this.ticked) return this.controls[0]?.value ?? "";
    const words = this.controls.filter((control) => control.checked).map((control) => {
      const row = control.closest(".matrix-row")?.querySelector("legend")?.textContent.trim();
      const label = control.labels[0]?.textContent.trim() ?? control.value;
      if (control.value === OTHER && this.other?.value) return `${label} : ${this.other.value}`;
      return row ? `${row} : ${label}` : label;
    });
    return words.join(this.element.dataset.kind === "matrix" ? "\n" : ", ");
  }

  say(text, kind = "") {
    this.state.textContent = text;
    this.state.dataset.kind = kind;
  }

  complain(...texts) {
    const told = texts.filter(Boolean);
    this.error.replaceChildren();
    for (const text of told) {
      const line = document.createElement("p");
      line.textContent = text;
      this.error.append(line);
    }
    this.error.hidden = !told.length;
    this.describe(told.length > 0);
    for (const control of this.controls) {
      control.classList.toggle("is-invalid", Boolean(told.length));
      if (told.length) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  // The error is read with the field, or with the group of boxes, as long as it stands.
  describe(wrong) {
    const group = this.element.querySelector("fieldset[aria-describedby]");
    for (const told of group ? [group] : this.controls) {
      const ids = (told.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== this.error.id);
      told.setAttribute("aria-describedby", (wrong ? [this.error.id, ...ids] : ids).join(" "));
    }
  }

  setVersion(version) {
    this.version = version;
    this.element.dataset.version = version;
    const input = this.element.querySelector("[data-version-input]");
    if (input) input.value = version;
  }

  keep() {
    this.copies.keep(this.values(), this.version);
  }

  forget() {
    this.copies.forget(this.saved);
  }

  restore() {
    if (this.conflict) return;
    if (this.early) {
      this.show(this.early);
      return this.changed(true);
    }
    const copy = this.copies.take();
    if (!copy) return;
    if (JSON.stringify(copy.values) === this.saved) {
      this.refusedText = !this.error.hidden; // the page came back with it, unsaved
      return this.refusedText || this.forget();
    }
    this.show(copy.values);
    this.setVersion(copy.version);
    this.say(this.form.words.msgRestored, "kept");
    this.changed(true);
  }

  // Another tab saved this answer. A text that is being written here stays: the server will tell the two apart.
  heard(values, version) {
    const theirs = JSON.stringify(values);
    if (this.conflict || this.sending) return;
    if (this.dirty && this.fingerprint() !== theirs) return;
    if (this.fingerprint() !== theirs) this.show(values);
    clearTimeout(this.timer);
    this.setVersion(version);
    this.saved = this.fingerprint();
    this.dirty = false;
    this.forget();
  }

  changed(soon = false) {
    this.dirty = this.fingerprint() !== this.saved;
    this.refusedText = this.refusedText && !this.dirty;
    clearTimeout(this.timer);
    if (this.conflict) {
      this.conflict.querySelector("[data-conflict-mine]").textContent = this.text();
      return this.keep();
    }
    if (!this.dirty) return this.refusedText || this.forget();
    this.keep();
    this.timer = setTimeout(() => this.send(), soon ? 0 : PAUSE);
  }

  // Radios do not let go by themselves.
  clear() {
    this.show([]);
    this.changed(true);
    this.controls[0].focus();
  }

  // Words beside « other » choose it.
  otherTyped() {
    const box = this.controls.find((control) => control.value === OTHER);
    if (!box || box.checked || !this.other.value.trim()) return;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async send() {
    clearTimeout(this.timer);
    if (!this.dirty || this.conflict) return;
    if (this.sending) {
      await this.sending;
      return this.send();
    }
    this.sending = this.form.inTurn(() => this.post()).finally(() => (this.sending = null));
    return this.sending;
  }

  async post() {
    const sent = this.fingerprint();
    const values = this.values();
    const body = new FormData();
    for (const value of values) {
      body.append("value", value.other === undefined ? value : OTHER);
      if (value.other !== undefined) body.append("other", value.other);
    }
    body.append("base_version", this.version);
    this.say(this.form.words.msgSaving, "saving");
    let reply;
    try {
      reply = await this.form.post(this.form.autosaveUrl(this.key), body);
    } catch (failure) {
      return this.failed(failure);
    }
    if (reply.status === 409) return this.ask(reply.data);
    if (reply.status >= 400) return this.refused(reply.data.error, sent);
    this.setVersion(reply.data.version);
    this.saved = sent;
    this.dirty = this.fingerprint() !== sent;
    this.complain("");
    this.say(reply.data.message, "saved");
    this.form.tell(this.key, values, this.version);
    if (!this.dirty) this.forget();
    else this.changed();
    this.form.progressed(reply.data);
  }

  failed(failure) {
    const words = this.form.words;
    this.keep();
    if (failure instanceof Barred) {
      this.say("", "");
      this.complain(failure.why, words[failure.word]);
      if (failure.word === "msgSignedOut") this.offerSignIn();
      return;
    }
    if (navigator.onLine && failure.status) this.say(words.msgFailed, "kept");
    else this.sayWaiting();
    this.form.retryLater();
  }

  sayWaiting() {
    this.say(this.form.words.msgOffline, "kept");
  }

  offerSignIn() {
    const link = document.createElement("a");
    link.href = this.form.words.signInUrl;
    link.target = "_blank";
    link.textContent = this.form.words.msgSignIn;
    this.error.lastElementChild.append(" ", link);
  }

  refused(message, sent) {
    this.say("", "");
    this.complain(message || this.form.words.msgFailed);
    this.saved = sent; // the same text would be refused again: wait for another one
    this.refusedText = true;
    this.changed();
  }

  ask(data) {
    const box = this.form.conflictTemplate.content.firstElementChild.cloneNode(true);
    box.querySelector("[data-conflict-message]").textContent = data.message;
    box.querySelector("[data-conflict-mine]").textContent = this.text();
    box.querySelector("[data-conflict-theirs]").textContent = data.theirs_text;
    this.keep();
    box.querySelector("[data-conflict-keep]").addEventListener("click", () => this.keepMine(data));
    box.querySelector("[data-conflict-take]").addEventListener("click", () => this.takeTheirs(data));
    this.say("", "");
    this.conflict = box;
    // One may be writing on, here or further down: the focus stays where it is, the message is read out.
    this.state.closest(".question-foot").before(box);
  }

  // The page came back with two answers: the choice is made here, as it is without leaving the page.
  resume() {
    const told = this.element.querySelector("[data-conflict-told]");
    if (!told) return;
    this.ask({
      message: this.error.textContent.trim(),
      theirs: JSON.parse(told.dataset.theirs),
      theirs_text: told.querySelector("[data-theirs-text]").innerText.trim(),
      version: this.version,
    });
    this.setVersion(0); // sent without a choice, it is asked again
    this.refusedText = true;
    this.complain("");
    told.remove();
  }

  settled({ version }) {
    this.conflict.remove();
    this.conflict = null;
    this.refusedText = false;
    this.setVersion(version);
    this.controls[0]?.focus();
  }

  keepMine(data) {
    this.settled(data);
    this.saved = "";
    this.changed(true);
  }

  takeTheirs(data) {
    this.settled(data);
    this.show(this.shown(data.theirs));
    this.saved = this.fingerprint();
    this.dirty = false;
    this.forget();
  }
}
