// The wall of the room: it asks every other second for what changed after what it knows, and moves nothing else.

import { startClock } from "./mix_clock.js";
import { follow } from "./mix_feed.js";
import { readPage } from "./read_again.js";
import { turnPages } from "./wall_pages.js";

const LATE = 15_000; // without an answer for so long, the wall says it

const wall = document.querySelector("[data-wall]");
let answered = Date.now();

// As the page draws them: no line ends on « nor begins with a sign.
function bindSpaces(text) {
  if (document.documentElement.lang !== "fr") return text;
  return text.replace(/«\s*/g, "«\u00a0").replace(/\s*»/g, "\u00a0»").replace(/ (?=[;:!?])/g, "\u00a0");
}

function card(idea) {
  const item = document.createElement("li");
  item.className = `wall-idea wall-${idea.kind} wall-new`;
  item.dataset.id = idea.id;
  item.append(Object.assign(document.createElement("p"), { className: "wall-text", textContent: bindSpaces(idea.text) }));
  if (idea.author) {
    item.append(Object.assign(document.createElement("p"), { className: "wall-author", textContent: idea.author }));
  }
  return item;
}

function take(idea) {
  const column = wall.querySelector(`[data-place="${idea.place}"]`);
  if (!column || wall.querySelector(`[data-id="${idea.id}"]`)) return;
  const list = column.querySelector("[data-ideas]");
  const after = [...list.children].find((other) => Number(other.dataset.id) < idea.id);
  list.insertBefore(card(idea), after ?? null);
  announceArrivals(idea.id);
}

function count() {
  for (const column of wall.querySelectorAll("[data-place]")) {
    const count = column.querySelectorAll("[data-id]").length;
    column.hidden = !count;
    column.querySelector("[data-number]").textContent = count;
  }
  const all = wall.querySelectorAll("[data-id]").length;
  wall.querySelector("[data-count]").textContent = all;
  const word = wall.querySelector("[data-count-word]");
  word.textContent = all > 1 ? word.dataset.many : word.dataset.one;
  wall.querySelector("[data-empty]").hidden = all > 0;
}

function showRound(round) {
  const place = wall.querySelector("[data-wall-round]");
  if (!round) return place.replaceChildren();
  const name = Object.assign(document.createElement("span"), { textContent: `${place.dataset.msgRound} ${round.number}` });
  const { msgOver, msgEnded } = place.dataset;
  const state = document.createElement(round.ends ? "b" : "span");
  if (round.ends) {
    state.className = "round-left";
    Object.assign(state.dataset, { ends: round.ends / 1000, shuts: round.shuts / 1000, msgOver, msgEnded });
  } else {
    state.textContent = msgEnded;
  }
  return place.replaceChildren(name, " ", state);
}

// Names that were shown or hidden since: every card is drawn anew.
async function renderAgain() {
  const page = (await readPage())?.querySelector("[data-wall]");
  if (!page) throw new Error("not drawn");
  wall.querySelector("[data-columns]").replaceWith(page.querySelector("[data-columns]"));
  wall.dataset.names = page.dataset.names;
}

async function change(update) {
  if (String(update.names) !== wall.dataset.names) await renderAgain();
  for (const id of update.gone) wall.querySelector(`[data-id="${id}"]`)?.remove();
  update.ideas.forEach(take);
  count();
  showRound(update.round);
}

function showConnection(answers) {
  if (answers) answered = Date.now();
  wall.querySelector("[data-lost]").hidden = Date.now() - answered < LATE;
}

// The code is closed: what is written stays, and nobody waits for more.
function over() {
  wall.querySelector("[data-lost]").hidden = true;
  wall.querySelector("[data-over]").hidden = false;
}

count();
const announceArrivals = turnPages(wall);
startClock();
follow(wall.dataset.feed, Number(wall.dataset.tick), { take: change, onAnswer: showConnection, over });
