// The form of a questionnaire, which saves itself. Fires "autosaved" on the form: {answered, total, message}, and
// "restored" on a question whose answer was replaced.

import { Autosave } from "./autosave.js";
import { FileQuestion } from "./file_question.js";
import { Question } from "./question.js";

class AnswersForm extends Autosave {
  constructor(element) {
    const root = element.querySelector("[data-questionnaire]");
    super(element, { name: `possibles:answer:${root.dataset.sheet}`, words: root.dataset });
    this.root = root;
    // rows of a plan stand on the page of a synthesis before its questions
    for (const question of element.querySelectorAll("[data-question]")) {
      this.add(question.querySelector("[data-files]") ? new FileQuestion(question, this) : new Question(question, this));
    }
    this.start();
  }

  // Fields of one row share its version: nobody wrote between the two, so what is known of the others still holds.
  learn(version, before, key) {
    const { row } = this.fields.get(key)?.element.dataset ?? {};
    if (!row || version !== before + 1) return;
    for (const field of this.fields.values()) {
      const isOther = field.key !== key && field.element.dataset.row === row;
      if (isOther && field.version === before) field.setVersion(version);
    }
  }

  uploadUrl(key) {
    return this.element.dataset.uploadUrl.replace("__key__", key);
  }

  removeUrl(identifier) {
    return this.element.dataset.removeUrl.replace("__id__", identifier);
  }

  listen() {
    this.element.addEventListener("input", ({ target }) => {
      if ("other" in target.dataset) this.fieldOf(target)?.otherTyped();
    });
    this.element.addEventListener("click", (event) => this.clicked(event));
    super.listen();
  }

  clicked(event) {
    if (event.target.closest("[data-clear]")) this.fieldOf(event.target)?.clear();
    const button = event.target.closest("[data-remove-file]");
    if (!button || !this.element.dataset.removeUrl) return;
    event.preventDefault();
    this.fieldOf(button)?.remove(button.value);
  }

  // Files do not go with the form: one waits with them.
  get waitingForFiles() {
    return [...this.fields.values()].filter((question) => question.waiting?.length);
  }

  prepareToLeave() {
    for (const question of this.waitingForFiles) question.send();
  }

  isBlocked() {
    return this.waitingForFiles.length > 0;
  }

  // Beside the buttons: why the page stays. It takes the place of the site's own words about the network.
  stay() {
    super.stay();
    const isSlow = this.waitingForFiles.some((question) => question.sending); // which is not offline
    const everywhere = document.getElementById("offline");
    if (everywhere) everywhere.hidden = true;
    this.notice.hidden = isSlow;
    window.addEventListener("online", () => (this.notice.hidden = true), { once: true });
  }

  get notice() {
    return this.root.querySelector("[data-offline]");
  }

  allSent() {
    this.notice.hidden = true;
  }

  progressed({ answered, total, message }) {
    const bar = this.element.querySelector(".progression") ?? document.querySelector("[data-autosave-progress] .progression");
    if (bar) this.showProgress(bar, answered, total, message);
    this.element.dispatchEvent(new CustomEvent("autosaved", { bubbles: true, detail: { answered, total, message } }));
  }

  // The bar may count fewer questions than the whole form: it moves by as much.
  showProgress(bar, answered, total, message) {
    const counter = bar.querySelector(".progression-text b");
    const done = Number(counter?.textContent) + answered - Number(this.root.dataset.answered);
    this.root.dataset.answered = answered;
    if (counter) counter.textContent = done;
    const noun = bar.querySelector("[data-one]");
    const isOne = new Intl.PluralRules(document.documentElement.lang).select(done) === "one";
    if (noun) noun.textContent = isOne ? noun.dataset.one : noun.dataset.many;
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
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  if (form.querySelector("[data-questionnaire]")) new AnswersForm(form);
}
