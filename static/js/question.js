// A field that saves itself, as a page shows it: its controls, its state, what is wrong with it.

import { count } from "./counter.js";
import { SavedField } from "./saved_field.js";

const OTHER = "__other__"; // what the box of « other » sends; its words go beside

export class Question extends SavedField {
  constructor(element, autosave) {
    super(autosave, element.dataset.question, Number(element.dataset.version));
    this.element = element;
    const field = CSS.escape(element.dataset.field);
    this.other = element.querySelector("[data-other]");
    this.controls = [...element.querySelectorAll(`[name="${field}"], [name^="${field}."]:not([data-other])`)];
    this.state = element.querySelector("[data-state]:not([data-counter])"); // a counter tells a state of its own
    this.error = element.querySelector("[data-error]");
    this.group = element.matches("fieldset") ? element : element.querySelector("fieldset[aria-describedby]");
    this.begin();
  }

  get ticked() {
    return ["radio", "checkbox"].includes(this.controls[0]?.type);
  }

  // A browser that comes back to a page may show an older answer than the server sent.
  reset() {
    for (const control of this.other ? [...this.controls, this.other] : this.controls) {
      if (control.type === "file") continue;
      if (control.options) {
        const sent = [...control.options].findIndex((option) => option.defaultSelected);
        control.selectedIndex = Math.max(0, sent);
        continue;
      }
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

  body(values) {
    const body = new FormData();
    for (const value of values) {
      body.append("value", value.other === undefined ? value : OTHER);
      if (value.other !== undefined) body.append("other", value.other);
    }
    return body;
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

  asValues(stored) {
    return Array.isArray(stored) ? stored : [stored ?? ""];
  }

  text() {
    if (!this.ticked) return this.controls[0]?.value ?? "";
    const words = this.controls.filter((control) => control.checked).map((control) => {
      const row = control.closest(".matrix-row")?.querySelector("legend")?.textContent.trim();
      const label = control.labels[0]?.textContent.trim() ?? control.value;
      if (control.value === OTHER && this.other?.value) return `${label} : ${this.other.value}`;
      return row ? `${row} : ${label}` : label;
    });
    return words.join(this.element.querySelector(".matrix-row") ? "\n" : ", ");
  }

  showState(text, kind = "") {
    this.state.textContent = text;
    this.state.dataset.kind = kind;
  }

  isInvalid() {
    return !this.error.hidden;
  }

  complain(...texts) {
    const messages = texts.filter(Boolean);
    this.error.replaceChildren();
    for (const text of messages) {
      const line = document.createElement("p");
      line.textContent = text;
      this.error.append(line);
    }
    this.error.hidden = !messages.length;
    this.describe(messages.length > 0);
    for (const control of this.controls) {
      control.classList.toggle("is-invalid", Boolean(messages.length));
      if (messages.length) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  // The error is read with the field, or with the group of boxes, as long as it stands.
  describe(wrong) {
    for (const target of this.group ? [this.group] : this.controls) {
      const ids = (target.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== this.error.id);
      const all = wrong ? [this.error.id, ...ids] : ids;
      if (all.length) target.setAttribute("aria-describedby", all.join(" "));
      else target.removeAttribute("aria-describedby");
    }
  }

  stop(texts, link) {
    this.showState("");
    this.complain(...texts);
    if (link) this.error.lastElementChild?.append(" ", anchor(link));
  }

  setVersion(version) {
    super.setVersion(version);
    this.element.dataset.version = version;
    const input = this.element.querySelector("[data-version-input]");
    if (input) input.value = version;
  }

  copyOfChoice() {
    return this.autosave.template.content.firstElementChild.cloneNode(true);
  }

  showChoice() {
    const box = this.copyOfChoice();
    this.state.closest(".question-foot").before(box);
    return box;
  }

  settled(data) {
    super.settled(data);
    this.controls[0]?.focus();
  }

  // The page came back with two answers: the choice is made here, as it is without leaving the page.
  resume() {
    const notice = this.element.querySelector("[data-conflict-notice]");
    if (!notice) return;
    this.ask({
      message: this.error.textContent.trim(),
      theirs: JSON.parse(notice.dataset.theirs),
      theirs_text: notice.querySelector("[data-theirs-text]").innerText.trim(),
      version: this.version,
    });
    this.setVersion(0); // sent without a choice, it is asked again
    this.refused = true;
    this.complain();
    notice.remove();
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
}

export function anchor({ href, text, elsewhere = false }) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  if (elsewhere) link.target = "_blank";
  return link;
}
