// One criterion at a time, or all of them; the keys 0 to 4 set the level of the one where the reader is.

import { isForPage } from "./shortcuts.js";

const KEY = "possibles.review.mode";
const TYPED_IN = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

function readMode() {
  try {
    return localStorage.getItem(KEY) === "one" ? "one" : "all";
  } catch {
    return "all";
  }
}

function saveMode(mode) {
  try {
    localStorage.setItem(KEY, mode);
  } catch {
    // private browsing: the choice lasts as long as the page
  }
  return mode;
}

export class Steps {
  constructor(form) {
    this.form = form;
    this.bar = form.querySelector("[data-steps]");
    this.steps = [...form.querySelectorAll("[data-step]")];
    this.criteria = this.steps.filter((step) => step.matches("fieldset"));
    this.current = this.steps.find((step) => step.querySelector("[data-error]:not([hidden])")) ?? this.firstOpen();
    this.box = this.bar.querySelector("[data-one]");
    this.box.addEventListener("change", () => this.setMode(saveMode(this.box.checked ? "one" : "all")));
    this.bar.addEventListener("click", ({ target }) => this.turn(target.closest("button")));
    form.addEventListener("focusin", ({ target }) => this.enter(target.closest("[data-step]")));
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("click", (event) => this.followLink(event.target.closest?.('a[href^="#"]')));
    this.setMode(readMode());
  }

  firstOpen() {
    return this.criteria.find((step) => !step.querySelector("input:checked")) ?? this.steps[0];
  }

  setMode(mode) {
    this.form.dataset.mode = mode;
    this.box.checked = mode === "one";
    this.bar.querySelector("[data-turn]").hidden = mode === "all";
    this.show(this.current);
  }

  show(step) {
    this.current = step;
    for (const other of this.steps) other.classList.toggle("is-current", other === step);
    const at = this.steps.indexOf(step);
    const place = this.bar.querySelector("[data-place]");
    place.textContent = step.matches("fieldset") ? `${at + 1} / ${this.criteria.length}` : place.dataset.last;
    this.bar.querySelector('[data-go="-1"]').disabled = at === 0;
    this.bar.querySelector('[data-go="1"]').disabled = at === this.steps.length - 1;
  }

  turn(button) {
    if (button) this.go(this.steps[this.steps.indexOf(this.current) + Number(button.dataset.go)]);
  }

  // The focus of the keyboard goes there too.
  go(step) {
    if (!step) return;
    this.show(step);
    (step.querySelector("input:checked") ?? step.querySelector("input[type=radio]") ?? step).focus();
    step.scrollIntoView({ block: "nearest" });
  }

  enter(step) {
    if (step && step !== this.current) this.show(step);
  }

  // A link of the summary of errors leads into a criterion that is not on show.
  followLink(link) {
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    this.enter(target?.closest("[data-step]"));
  }

  pressed(event) {
    if (!/^[0-4]$/.test(event.key) || !isForPage(event) || event.target.closest(TYPED_IN)) return;
    const here = this.form.contains(event.target) ? event.target.closest("[data-step]") : null;
    const step = here ?? this.current;
    const level = step.querySelector(`input[type=radio][value="${event.key}"]:not(:disabled)`);
    if (!level) return;
    event.preventDefault();
    level.checked = true;
    level.dispatchEvent(new Event("change", { bubbles: true }));
    this.go(this.steps[this.steps.indexOf(step) + 1]);
  }
}
