// Who else has the room open: their names above the tabs, and « Awa écrit ici » on the row they are in.
//   <div data-here="address" data-msg-writes="{name} écrit ici" hidden> <ul></ul> </div>
// A page that nobody looks at asks nothing; a network that is lost shows nobody.

import { fetchTagged, noteSeen } from "./broadcasts.js";

const EVERY = 15000;
const SOON = 1500;

export const initials = (name) => {
  const words = name.split(/\s+/).filter(Boolean);
  return [...new Set([words[0], words.at(-1)])].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
};

// The row one writes in, as every page of the room names it.
export function nameRow(element) {
  const field = element?.closest?.("[data-row], [data-question]");
  if (!field || !element.matches("input, textarea, select")) return "";
  return field.closest("[data-row]")?.dataset.row ?? field.dataset.question;
}

export class RoomHere {
  constructor(element, page = document) {
    this.element = element;
    this.page = page;
    this.tag = "";
    this.visible = [];
    page.addEventListener("visibilitychange", () => this.ask());
    page.addEventListener("focusin", () => this.soon());
    this.ask();
  }

  soon() {
    const row = nameRow(this.page.activeElement);
    if (row === this.row) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), SOON);
  }

  async ask() {
    clearTimeout(this.timer);
    if (this.page.hidden) return;
    this.row = nameRow(this.page.activeElement);
    try {
      const answer = await fetchTagged(`${this.element.dataset.here}?row=${encodeURIComponent(this.row)}`, this.tag);
      if ([401, 403, 404].includes(answer.status)) return this.show([]);
      if (answer.ok) {
        this.tag = answer.headers.get("ETag") ?? "";
        const { here, messages, scribe } = await answer.json();
        this.show(here);
        this.nameScribe(scribe);
        this.showMessages(messages);
      }
    } catch {
      this.tag = "";
      this.show([]);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), EVERY);
  }

  show(people) {
    this.element.hidden = people.length === 0;
    this.element.querySelector("ul").replaceChildren(...people.map(({ name }) => this.draw(name)));
    for (const note of this.page.querySelectorAll(".row-here")) note.remove();
    for (const { name, row } of people) if (row) this.mark(name, row);
  }

  // Somebody of the table chose who types.
  nameScribe(name) {
    const place = this.page.querySelector("[data-scribe]");
    if (place && name !== undefined) place.textContent = name || place.dataset.scribe;
  }

  // Drawn by the server; what is displayed already stays, so that nothing is read out twice.
  showMessages(messages) {
    const place = this.page.querySelector("[data-room-messages]");
    if (!place || messages === this.messages) return;
    this.messages = messages;
    place.innerHTML = messages ?? "";
    noteSeen(place, this.page);
  }

  draw(name) {
    const [item, mark, whole] = ["li", "span", "span"].map((tag) => this.page.createElement(tag));
    item.title = name;
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = initials(name);
    whole.className = "room-here-name";
    whole.textContent = name;
    item.append(mark, whole);
    return item;
  }

  mark(name, row) {
    const at = CSS.escape(row);
    const place = this.page.querySelector(
      `[data-row="${at}"]:not([hidden]), [data-opens-row="${at}"]:not([hidden]), [data-question="${at}"]`,
    );
    if (!place) return;
    const note = this.page.createElement("p");
    note.className = "row-here";
    note.textContent = this.element.dataset.msgWrites.replace("{name}", name);
    place.prepend(note);
  }
}

const element = typeof document === "undefined" ? null : document.querySelector("[data-here]");
if (element) new RoomHere(element);
