// A form of plain texts that saves itself: a box for each, and its state.

import { Autosave } from "../../static/js/autosave.js";
import { SavedField } from "../../static/js/saved_field.js";

export const WORDS = {
  msgSaving: "saving",
  msgRestored: "restored",
  msgElsewhere: "elsewhere",
  msgOffline: "offline",
  msgFailed: "failed",
  msgSignedOut: "sign in again",
  msgSignIn: "sign in",
  signInUrl: "/sign-in/",
  msgForbidden: "forbidden",
  msgKept: "read them",
  reachUrl: "/healthz",
};

class Element extends EventTarget {
  children = {};
  querySelector(selector) {
    return (this.children[selector] ??= Object.assign(new Element(), { textContent: "" }));
  }
  remove() {
    this.isGone = true;
  }
}

class TextField extends SavedField {
  constructor(autosave, key, { sent = "", typed = sent, version = 0, invalid = false }) {
    super(autosave, key, version);
    this.sentByServer = sent;
    this.box = typed;
    this.invalid = invalid;
    this.state = "";
    this.complaints = [];
    this.begin();
  }
  values() {
    return [this.box];
  }
  show([text]) {
    this.box = text ?? "";
  }
  reset() {
    this.box = this.sentByServer;
  }
  text() {
    return this.box;
  }
  asValues(stored) {
    return [stored];
  }
  body(values) {
    const body = new FormData();
    for (const value of values) body.append("value", value);
    return body;
  }
  showState(text) {
    this.state = text;
  }
  complain(...texts) {
    this.complaints = texts.filter(Boolean);
  }
  stop(texts, link) {
    this.stopped = { texts: texts.filter(Boolean), link };
  }
  showChoice() {
    return new Element();
  }
  isInvalid() {
    return this.invalid;
  }
  type(text) {
    this.box = text;
    this.changed();
  }
  choose(button) {
    this.conflict.querySelector(`[data-conflict-${button}]`).dispatchEvent(new Event("click"));
  }
}

// `fields`: {key: {sent, typed, version, invalid}}.
export function formOf(fields, options = {}) {
  const element = Object.assign(new Element(), {
    dataset: { autosaveUrl: "/answers/__key__/" },
    elements: [],
    sent: [],
    requestSubmit(submitter) {
      submit(form, submitter);
    },
  });
  element.children["[data-autosave]"] = { dataset: WORDS };
  const form = new Autosave(element, { name: "possibles:test", words: {}, ...options });
  form.counts = [];
  form.progressed = (data) => form.counts.push(data.answered);
  for (const [key, field] of Object.entries(fields)) form.add(new TextField(form, key, field));
  form.start();
  return form;
}

export const fieldsOf = (form) => Object.fromEntries(form.fields);

// A click on its button: `element.sent` lists those the browser followed.
export function submit(form, submitter = "send") {
  const event = Object.assign(new Event("submit", { cancelable: true }), { submitter });
  form.element.dispatchEvent(event);
  if (!event.defaultPrevented) form.element.sent.push(submitter);
}

export function asksBeforeLeaving() {
  return !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

export const copies = (key = "title") => JSON.parse(localStorage.getItem(`possibles:test:${key}`) ?? "{}");
