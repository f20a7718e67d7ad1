/* One question a screen: the first ones, then the consent with the button that sends; the others for people who want
   to add more. Without this script the form is one page. A tap goes on by itself; a key does not, since arrows choose. */

const TAP = 350;

export function orderScreens({ first = "", last = "", more = "" }, wantsMore) {
  const split = (words) => words.split(" ").filter(Boolean);
  return [...split(first), ...(wantsMore ? split(more) : []), ...split(last)];
}

class Screens {
  constructor(form) {
    this.form = form;
    this.nav = form.querySelector("[data-screens-nav]");
    this.end = form.querySelector("[data-screens-end]");
    this.more = form.querySelector("[data-screens-more]");
    this.questions = new Map(
      [...form.querySelectorAll("[data-question]")].map((question) => [question.dataset.question, question]),
    );
    this.wantsMore = false;
    this.at = Math.max(0, this.keys.findIndex((key) => this.hasError(key)));
    form.classList.add("screens");
    this.nav.hidden = false;
    form.querySelector("[data-screens-next]").addEventListener("click", () => this.go(this.at + 1));
    form.querySelector("[data-screens-back]").addEventListener("click", () => this.go(this.at - 1));
    this.more?.querySelector("button").addEventListener("click", () => this.showMore());
    form.addEventListener("click", (event) => this.tapped(event));
    this.show();
  }

  get keys() {
    return orderScreens(this.form.dataset, this.wantsMore).filter((key) => this.questions.has(key));
  }

  hasError(key) {
    const error = this.questions.get(key).querySelector("[data-error]");
    return Boolean(error && !error.hidden);
  }

  showMore() {
    const last = this.keys.length - 1;
    this.wantsMore = true;
    this.go(last);
  }

  tapped(event) {
    // a click that a key made has no detail
    if (!event.detail || !event.target.matches?.("input[type=radio]")) return;
    const here = this.at;
    if (here < this.keys.length - 1) setTimeout(() => here === this.at && this.go(here + 1), TAP);
  }

  go(to) {
    this.at = Math.min(this.keys.length - 1, Math.max(0, to));
    this.show();
    const question = this.questions.get(this.keys[this.at]);
    const target = question.querySelector("legend, label");
    target?.setAttribute("tabindex", "-1");
    target?.focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "start" });
  }

  show() {
    const { keys } = this;
    const isLast = this.at === keys.length - 1;
    for (const [key, question] of this.questions) question.hidden = key !== keys[this.at];
    this.end.hidden = !isLast;
    if (this.more) this.more.hidden = this.wantsMore || !this.form.dataset.more;
    this.form.querySelector("[data-screens-next]").hidden = isLast;
    this.form.querySelector("[data-screens-back]").hidden = this.at === 0;
    const place = this.form.querySelector("[data-screens-at]");
    place.textContent = place.dataset.words.replace("#n", this.at + 1).replace("#t", keys.length);
  }
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-screens]")) new Screens(form);
}
