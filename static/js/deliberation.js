/* A screen of a meeting: asks every other second whether it changed, and replaces what did.

   Pieces (`data-live`) are replaced one by one, so that what is open stays open; one in which somebody writes, or whose
   button is about to be pressed, waits. */

import { fetchTagged } from "./broadcasts.js";

const EVERY = 1500; // ms
const APART = 0.1; // of it, by chance: screens that were opened together do not ask together
const RAREST = 20_000;

export function replacePieces(region, html, page = document) {
  const fresh = page.createElement("div");
  fresh.innerHTML = html;
  const pieces = [...region.querySelectorAll("[data-live]")];
  const others = [...fresh.querySelectorAll("[data-live]")];
  const alike = pieces.length > 0 && pieces.map((piece) => piece.id).join() === others.map((piece) => piece.id).join();
  if (!alike) {
    const written = pieces.find((piece) => piece.hasAttribute("data-dirty"));
    if (written) return showMoved(written);
    return replaceWhole(region, fresh);
  }
  pieces.forEach((piece, index) => replacePiece(piece, others[index], page));
  return true;
}

function replaceWhole(region, fresh) {
  keepOpen(region, fresh);
  region.replaceChildren(...fresh.childNodes);
  return true;
}

function replacePiece(piece, other, page) {
  if (piece.hasAttribute("data-dirty")) {
    if (piece.dataset.key !== other.dataset.key) showMoved(piece);
    return;
  }
  keepOpen(piece, other);
  if (piece.innerHTML === other.innerHTML || isTyping(piece, page)) return;
  const focused = piece.contains(page.activeElement) ? describeFocus(page.activeElement) : "";
  piece.replaceWith(other);
  if (focused) other.querySelector(focused)?.focus();
}

function isTyping(piece, page) {
  const active = page.activeElement;
  return piece.contains(active) && active.matches("input:not([type=hidden]), textarea, select");
}

// the same button of the same form, once it is rendered anew
function describeFocus(element) {
  if (element.matches("summary")) return element.parentElement.id && `#${element.parentElement.id} > summary`;
  const form = element.closest("form");
  if (!form || !element.matches("button")) return "";
  const value = element.value ? `[value="${element.value}"]` : "";
  return `form[action="${form.getAttribute("action")}"] button${value}`;
}

function keepOpen(former, fresh) {
  for (const details of former.querySelectorAll("details[id]")) {
    const twin = fresh.querySelector(`#${details.id}`);
    if (twin) twin.open = details.open || twin.open;
  }
}

function showMoved(piece) {
  const notice = piece.querySelector("[data-moved]");
  if (notice) notice.hidden = false;
  return false;
}

export class MeetingScreen {
  constructor(region, page = document) {
    this.region = region;
    this.page = page;
    this.tag = region.dataset.tag;
    this.failed = 0;
    this.title = this.readTitle();
    region.addEventListener("input", (event) => {
      event.target.closest("[data-live]")?.setAttribute("data-dirty", "");
    });
  }

  readTitle() {
    return this.region.querySelector("[data-title]")?.textContent.trim() ?? "";
  }

  async fetchState() {
    const probe = await fetchTagged(this.region.dataset.changesUrl, this.tag, { credentials: "omit" });
    if (probe.status !== 200) return probe;
    return fetchTagged(this.region.dataset.stateUrl, this.tag);
  }

  async refresh() {
    if (this.page.hidden) return;
    try {
      const answer = await this.fetchState();
      this.failed = answer.status >= 500 ? Math.min(this.failed + 1, 4) : 0;
      this.showLost(false);
      if (answer.status === 401 || answer.status === 403) {
        this.page.defaultView.location.reload();
        return;
      }
      const tag = answer.headers.get("ETag");
      if (answer.status === 200 && tag) {
        if (replacePieces(this.region, await answer.text(), this.page)) this.announce();
        this.tag = tag;
      } else if (answer.status === 304 && tag) {
        this.tag = tag;
      }
    } catch {
      this.failed = Math.min(this.failed + 1, 4);
      this.showLost(true);
    }
  }

  announce() {
    const title = this.readTitle();
    if (title === this.title) return;
    this.title = title;
    const place = this.page.querySelector("[data-announce]");
    if (place) place.textContent = title;
  }

  showLost(lost) {
    const notice = this.page.querySelector("[data-lost]");
    if (notice) notice.hidden = !lost;
  }

  async follow() {
    await this.refresh();
    const wait = Math.min(EVERY * 2 ** this.failed, RAREST);
    setTimeout(() => this.follow(), wait * (1 - APART * Math.random()));
  }
}

if (typeof document !== "undefined") {
  for (const region of document.querySelectorAll("[data-meeting]")) {
    const screen = new MeetingScreen(region);
    setTimeout(() => screen.follow(), EVERY * Math.random());
    document.addEventListener("visibilitychange", () => screen.refresh());
  }
}
