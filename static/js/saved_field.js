// One field that saves itself: what is typed, what the server has, and the copy kept on this device.
// A page's fields extend it with what they look like:
//   values()                      what it holds, a list
//   show(values)                  put these in
//   reset()                       put in what the server sent with the page
//   text()                        what it holds, in words
//   asValues(stored)               a value of the server as the list that `values` gives
//   showState(text, kind)         its state; kind: "saving", "saved", "local" (on this device only) or ""
//   complain(...texts)            what is wrong with its value
//   stop(texts, link)             it cannot be saved as things are; link: {href, text, elsewhere} of what helps
//   showChoice(data)              both texts, when somebody else wrote too; returns an element
//   isInvalid()                   whether the page came with a complaint
//   body(values)                  what is sent for them

import { Copies } from "./copies.js";
import { untilClosed } from "./tabs.js";

const PAUSE = 1500; // ms
// Nothing is put back by the browser then: what differs from what the server sent was typed before this script came.
const isFirstSight = () => performance.getEntriesByType("navigation")[0]?.type === "navigate";

// White space at the ends is not kept by the server, nor is nothing.
function isSame(values, others) {
  const filled = (list) => list.map((value) => (typeof value === "string" ? value.trim() : value)).filter((value) => value !== "");
  return JSON.stringify(filled(values)) === JSON.stringify(filled(others));
}

export class SavedField {
  constructor(autosave, key, version) {
    this.autosave = autosave;
    this.key = key;
    this.version = version;
    this.copies = new Copies(`${autosave.name}:${key}`);
    this.early = null; // typed before this script came
    this.dirty = false;
    this.refused = false; // what it holds was refused: it is not sent again until it changes
    this.sending = null;
    this.conflict = null; // while two texts are shown, nothing is sent before one is chosen
    this.timer = 0;
    this.isElsewhere = false; // whether another window has a text that it has not sent yet
  }

  // Once the field can be read.
  begin() {
    const found = this.values();
    this.reset();
    this.saved = this.fingerprint();
    if (isFirstSight() && JSON.stringify(found) !== this.saved) this.early = found;
  }

  fingerprint() {
    return JSON.stringify(this.values());
  }

  get isUnsent() {
    return Boolean(this.dirty || this.sending);
  }

  setVersion(version) {
    this.version = version;
  }

  storeCopy() {
    this.copies.save(this.values(), this.version, JSON.parse(this.saved));
  }

  removeCopy() {
    this.copies.remove(this.saved);
  }

  // What could not be sent last time comes back, upon the version it was written upon: the server tells whether somebody
  // else wrote meanwhile. Ours at once; that of a tab that was closed, as soon as one knows that it was. What an open one
  // has not sent yet it sends itself.
  async restore() {
    if (this.conflict) return;
    if (this.early) {
      this.show(this.early);
      this.changed(true);
      return;
    }
    const own = this.copies.take();
    if (own) return this.bringBack(own);
    if (!Object.keys(this.copies.all()).length) return;
    const { open, closed } = await this.copies.sortOthers();
    if (this.isUnsent || this.conflict) return; // one writes here meanwhile
    const copy = this.copies.adopt(closed);
    if (copy) this.bringBack(copy);
    else if (open.length) {
      this.showElsewhere();
      Promise.race(open.map(untilClosed)).then(() => this.followClosed());
    }
  }

  showElsewhere() {
    this.isElsewhere = true;
    this.showState(this.autosave.words.msgElsewhere, "local");
  }

  // A window closed before it could send its text.
  followClosed() {
    if (!this.isElsewhere || this.isUnsent) return;
    this.isElsewhere = false;
    this.showState("");
    this.restore();
  }

  bringBack(copy) {
    const typed = JSON.stringify(copy.values);
    if (typed === this.saved) {
      this.refused = this.isInvalid(); // the page came back with it, unsaved
      if (!this.refused) this.removeCopy();
      return;
    }
    const upon = Array.isArray(copy.upon) ? JSON.stringify(copy.upon) : null;
    if (typed === upon) return this.removeCopy(); // it was put back as it was before
    if (upon !== this.saved) {
      this.setVersion(copy.version);
      this.saved = upon ?? this.saved;
    }
    this.show(copy.values);
    this.showState(this.autosave.words.msgRestored, "local");
    this.changed(true);
  }

  // Another tab saved this field. A text that is being written here, or was refused, stays: the server will tell the two
  // apart.
  receive(values, version) {
    const theirs = JSON.stringify(values);
    if (this.conflict || this.sending) return;
    if ((this.dirty || this.refused) && this.fingerprint() !== theirs) return;
    if (this.fingerprint() !== theirs) this.show(values);
    if (this.isElsewhere) this.showState("");
    this.isElsewhere = false;
    clearTimeout(this.timer);
    this.setVersion(version);
    this.saved = this.fingerprint();
    this.dirty = false;
    this.removeCopy();
  }

  changed(soon = false) {
    this.dirty = this.fingerprint() !== this.saved;
    this.refused &&= !this.dirty;
    clearTimeout(this.timer);
    if (this.conflict) {
      this.showMine();
      this.storeCopy();
    } else if (this.dirty) {
      this.storeCopy();
      this.timer = setTimeout(() => this.send(), soon ? 0 : PAUSE);
    } else if (!this.refused) this.removeCopy();
  }

  async send() {
    clearTimeout(this.timer);
    if (!this.dirty || this.conflict || this.autosave.isClosed) return;
    if (this.sending) {
      await this.sending;
      return this.send();
    }
    this.sending = this.autosave.inTurn(() => this.post()).finally(() => (this.sending = null));
    return this.sending;
  }

  async post() {
    const sent = { fingerprint: this.fingerprint(), values: this.values(), version: this.version };
    const body = this.body(sent.values);
    body.append("base_version", sent.version);
    this.showState(this.autosave.words.msgSaving, "saving");
    const { outcome, data } = await this.autosave.post(this.autosave.urlOf(this.key), body);
    this.resolve(outcome, data, sent);
  }

  resolve(outcome, data, sent) {
    if (outcome === "saved") this.accept(data, sent);
    else if (outcome === "conflict") this.dispute(data);
    else if (outcome === "refused") this.refuse(sent, () => this.complain(data.error));
    else if (outcome === "closed") this.refuse(sent, () => this.stop([data.error]));
    else this.wait(outcome, data);
  }

  accept(data, sent) {
    this.setVersion(data.version);
    this.autosave.learn(data.version, sent.version, this.key);
    this.saved = sent.fingerprint;
    this.dirty = this.fingerprint() !== this.saved;
    this.complain();
    this.showState(data.message, "saved");
    this.autosave.broadcast(this.key, sent.values, data.version);
    if (this.dirty) this.changed(); // one types on
    else this.removeCopy();
    this.autosave.progressed(data);
  }

  // The same value would be refused again: another one is waited for.
  refuse(sent, showReason) {
    this.showState("");
    showReason();
    this.saved = sent.fingerprint;
    this.refused = true;
    this.changed();
  }

  wait(outcome, data) {
    const { words } = this.autosave;
    if (outcome === "signedOut") {
      this.stop([words.msgSignedOut], { href: words.signInUrl, text: words.msgSignIn, elsewhere: true });
    } else if (outcome === "barred") {
      this.stop([data.error, words.msgForbidden]);
    } else if (outcome === "lost") {
      this.autosave.close();
      this.stop([data.error], { href: data.stored_url, text: words.msgKept });
    } else {
      if (outcome === "failed" && navigator.onLine) this.showState(words.msgFailed, "local");
      else this.showWaiting();
      this.dirty = true; // whether it was saved is not known, even if it was put back since
      this.autosave.retryLater();
    }
  }

  showWaiting() {
    this.showState(this.autosave.words.msgOffline, "local");
  }

  // Somebody else saved meanwhile: this field, or only others that share its version.
  dispute(data) {
    if (isSame(this.asValues(data.theirs), JSON.parse(this.saved))) {
      this.setVersion(data.version);
      this.changed(true);
    } else {
      this.storeCopy();
      this.ask(data);
    }
  }

  // One may be writing on, here or further down: the focus stays where it is, the message is read out.
  ask(data) {
    this.conflict = this.showChoice(data);
    this.conflict.querySelector("[data-conflict-message]").textContent = data.message;
    this.conflict.querySelector("[data-conflict-theirs]").textContent = data.theirs_text;
    this.conflict.querySelector("[data-conflict-keep]").addEventListener("click", () => this.keepMine(data));
    this.conflict.querySelector("[data-conflict-take]").addEventListener("click", () => this.takeTheirs(data));
    this.showMine();
    this.showState("");
  }

  showMine() {
    this.conflict.querySelector("[data-conflict-mine]").textContent = this.text();
  }

  settled({ theirs, version }) {
    this.conflict.remove();
    this.conflict = null;
    this.refused = false;
    this.setVersion(version);
    this.saved = JSON.stringify(this.asValues(theirs));
  }

  keepMine(data) {
    this.settled(data);
    this.changed(true);
  }

  takeTheirs(data) {
    this.settled(data);
    this.show(this.asValues(data.theirs));
    this.saved = this.fingerprint();
    this.dirty = false;
    this.removeCopy();
  }
}
