// The grid of a review, which saves itself: one line tells its state, one version stands for all its fields.

import { Autosave } from "./autosave.js";
import { anchor, Question } from "./question.js";
import { Steps } from "./review_steps.js";

class GridField extends Question {
  constructor(element, grid) {
    super(element, grid);
    this.summary = document.getElementById("error-summary");
  }

  showState(text, kind) {
    this.autosave.showState(text, kind);
  }

  showWaiting() {
    this.autosave.showWaiting();
  }

  resolve(outcome, data, sent) {
    if (outcome === "closed") this.autosave.close();
    super.resolve(outcome, data, sent);
  }

  // It is so for the whole grid.
  stop(texts, link = this.autosave.linkWhenClosed()) {
    this.showState(texts.filter(Boolean).join(" "), "local");
    if (link) this.autosave.line.append(" ", anchor(link));
  }

  showChoice() {
    const box = this.copyOfChoice();
    this.element.after(box);
    return box;
  }

  ask(data) {
    super.ask(data);
    this.showState(data.message);
  }

  // A level that is chosen is asked for no longer.
  changed(soon) {
    if (this.ticked && this.isInvalid()) {
      this.complain();
      this.summary?.querySelector(`a[href^="#id_${CSS.escape(this.key)}_"]`)?.closest("li").remove();
      if (!this.summary?.querySelector("li")) this.summary?.remove();
    }
    super.changed(soon);
  }
}

class Grid extends Autosave {
  constructor(element) {
    super(element, {
      name: `possibles:review:${element.dataset.review}`,
      words: element.dataset,
      oneVersion: true,
      leavesLater: true,
    });
    this.state = document.getElementById("review-state");
    this.line = this.state.querySelector("[data-saved]");
    for (const field of element.querySelectorAll("[data-question]")) this.add(new GridField(field, this));
    this.start();
  }

  showState(text, kind = "") {
    this.line.textContent = text;
    this.line.dataset.kind = kind;
  }

  linkWhenClosed() {
    return this.isClosed && { href: window.location.pathname, text: this.words.msgReload };
  }

  showWaiting() {
    this.showState(this.leaveBy === undefined ? this.words.msgOffline : this.words.msgSendLater, "local");
  }

  stay() {
    this.showWaiting();
  }

  progressed({ answered, score }) {
    this.state.querySelector("[data-answered]").textContent = answered;
    this.state.querySelector("[data-score]").textContent = score ?? "–";
  }

  depart() {
    super.depart();
    const versions = [...this.fields.values()].map((field) => field.version);
    this.element.elements.base_version.value = Math.min(...versions);
  }
}

const form = document.querySelector("form[data-review]");
new Grid(form);
new Steps(form);
// A browser shows the caret of a text one comes to; here the whole field stands clear of the bar.
form.addEventListener("keyup", (event) => {
  if (event.key === "Tab" && event.target.matches("textarea")) event.target.scrollIntoView({ block: "nearest" });
});
// A grid that was refused is kept: loading its page again reads it, and does not send it a second time.
history.replaceState(null, "");
