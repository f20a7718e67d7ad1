// The grid of a day: a slot is dragged, or moved by its handle with the arrows. The server says at once what clashes, saves
// with the version that was seen, and the grid is drawn again from its page. Without this script, a slot leads to its form.

import { columnAt, limitToDay, readTime, snap, timeAt, topOf, writeTime } from "./grid_time.js";
import { readAgain } from "./read_again.js";

const QUARTER = 15; // minutes
const FINE = 5;
const PAUSE = 250; // ms before the server is asked whether it clashes
const THRESHOLD = 5; // px: less is a click

const grid = document.querySelector("[data-slot-grid]");
const status = grid.querySelector("[data-status]");
const undo = grid.querySelector("[data-undo]");
const again = grid.querySelector("[data-again]");
let moving = null; // { block, from, at, lasts, column, columns, rows }
let pressed = null;
let requests = 0;
let timer = 0;
let lastMove = null; // what « annuler » puts back
let refused = null; // what « quand même » sends again

function announce(text, tone = "") {
  status.textContent = text;
  status.dataset.tone = tone;
}

const readRows = () =>
  [...grid.querySelectorAll("tr[data-starts]")].map((row) => {
    const { top, height } = row.getBoundingClientRect();
    return { starts: readTime(row.dataset.starts), lasts: Number(row.dataset.lasts), top: top + scrollY, height };
  });

const readColumns = () =>
  [...grid.querySelectorAll("th[data-room]")].map((head) => {
    const { left, right } = head.getBoundingClientRect();
    return { key: head.dataset.room, name: head.textContent.trim(), left: left + scrollX, right: right + scrollX };
  });

function pickUp(block) {
  const columns = readColumns();
  const starts = readTime(block.dataset.from);
  const column = Math.max(0, columns.findIndex(({ key }) => key === block.dataset.in));
  const lasts = readTime(block.dataset.to) - starts;
  moving = { block, columns, rows: readRows(), lasts, from: { starts, column }, at: { starts, column } };
  block.classList.add("tt-moving");
  undo.hidden = again.hidden = true;
}

function putDown() {
  moving.block.classList.remove("tt-moving", "tt-clash");
  moving.block.style.transform = "";
  moving = null;
  clearTimeout(timer);
  requests += 1;
}

function cancel() {
  if (!moving) return;
  putDown();
  announce(grid.dataset.cancelled);
}

function place(starts, column) {
  const { block, columns, rows, from, lasts } = moving;
  const at = { starts: limitToDay(starts, lasts), column: "stays" in block.dataset ? from.column : column };
  if (at.starts === moving.at.starts && at.column === moving.at.column) return;
  moving.at = at;
  const down = topOf(rows, at.starts) - topOf(rows, from.starts);
  const across = columns[at.column].left - columns[from.column].left;
  block.style.transform = `translate(${across}px, ${down}px)`;
  block.classList.remove("tt-clash");
  announce(describe());
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

function describe() {
  const { block, at, lasts, columns } = moving;
  const words = {
    title: block.dataset.title,
    start: writeTime(at.starts),
    end: writeTime(at.starts + lasts),
    room: columns[at.column].name,
  };
  return grid.dataset.label.replaceAll(/\{(\w+)\}/g, (_found, name) => words[name]);
}

async function send(url, fields) {
  const token = grid.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
  const answer = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  return { status: answer.status, ...(await answer.json()) };
}

const fieldsOf = ({ block, at, columns }) => ({
  starts_at: writeTime(at.starts),
  room: columns[at.column].key,
  seen: block.dataset.version,
});

async function check() {
  requests += 1;
  const mine = requests;
  try {
    const answer = await send(moving.block.dataset.moveUrl, { ...fieldsOf(moving), check: "1" });
    if (mine !== requests || !moving || answer.status === 200) return;
    moving.block.classList.add("tt-clash");
    announce(`${describe()}. ${answer.message}`, "refused");
  } catch {
    // no network: announced when the slot is dropped
  }
}

async function drop() {
  const { block, at, from, columns } = moving;
  if (at.starts === from.starts && at.column === from.column) return cancel();
  const back = { starts_at: writeTime(from.starts), room: columns[from.column].key };
  const [fields, url, slot] = [fieldsOf(moving), block.dataset.moveUrl, block.dataset.slot];
  clearTimeout(timer);
  requests += 1;
  await save(url, slot, fields, back);
}

async function save(url, slot, fields, back) {
  let answer;
  try {
    answer = await send(url, fields);
  } catch {
    if (moving) putDown();
    return announce(grid.dataset.offline, "refused");
  }
  if (moving) putDown();
  refused = answer.status === 409 ? { url, slot, fields: { ...fields, seen: answer.version }, back } : null;
  lastMove = answer.status === 200 ? { url, slot, fields: { ...back, seen: answer.version }, back: fields } : null;
  if (answer.status !== 422) await redraw(slot);
  undo.hidden = !lastMove;
  again.hidden = !refused;
  announce(answer.message, answer.status === 200 ? "" : "refused");
}

async function redraw(slot) {
  const { current, now } = (await readAgain("[data-drawn]")) ?? {};
  if (now) current.replaceWith(now);
  else location.reload();
  grid.querySelector(`[data-slot="${slot}"] .tt-grip`)?.focus();
}

for (const [button, find] of [
  [undo, () => lastMove],
  [again, () => refused],
]) {
  button.addEventListener("click", () => {
    const { url, slot, fields, back } = find();
    save(url, slot, fields, back);
  });
}

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

grid.addEventListener("keydown", (event) => {
  const grip = event.target.closest(".tt-grip");
  if (!grip) return;
  const arrow = ARROWS[event.key];
  if (arrow) {
    event.preventDefault();
    if (!moving) pickUp(grip.closest("[data-slot]"));
    const [down, across] = arrow;
    const { at, columns } = moving;
    const column = Math.max(0, Math.min(columns.length - 1, at.column + across));
    place(at.starts + down * (event.shiftKey ? FINE : QUARTER), column);
  } else if (event.key === "Escape") {
    cancel();
  } else if ((event.key === "Enter" || event.key === " ") && moving) {
    event.preventDefault();
    drop();
  }
});

grid.addEventListener("focusout", (event) => {
  if (moving && !pressed && event.target.closest(".tt-grip")) cancel();
});

grid.addEventListener("pointerdown", (event) => {
  const block = event.target.closest("[data-slot]");
  // a finger scrolls the page, but on the handle
  if (!block || event.button !== 0 || (event.pointerType === "touch" && !event.target.closest(".tt-grip"))) return;
  pressed = { block, x: event.pageX, y: event.pageY, id: event.pointerId };
});

addEventListener("pointermove", (event) => {
  if (!pressed || event.pointerId !== pressed.id) return;
  const [across, down] = [event.pageX - pressed.x, event.pageY - pressed.y];
  if (!moving) {
    if (Math.hypot(across, down) < THRESHOLD) return;
    pickUp(pressed.block);
    pressed.offset = topOf(moving.rows, moving.from.starts) - pressed.y;
  }
  event.preventDefault();
  const { rows, columns } = moving;
  place(snap(timeAt(rows, event.pageY + pressed.offset), FINE), columnAt(columns, event.pageX));
});

addEventListener("pointerup", (event) => {
  if (!pressed || event.pointerId !== pressed.id) return;
  pressed = null;
  if (!moving) return;
  // the click that ends a drag opens no form
  addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
  drop();
});

addEventListener("pointercancel", () => {
  pressed = null;
  cancel();
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !pressed) return;
  pressed = null;
  cancel();
});
