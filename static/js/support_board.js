// The partners' board: it asks every other second what changed, draws these cells again, and moves nothing else.

const EVERY = 2_000; // ms
const LATE = 15_000; // without an answer for so long, the page says it

const board = document.querySelector("[data-support-board]");
const follow = board && { answered: Date.now(), tick: Number(board.dataset.tick), sign: board.dataset.sign };

// Cells come as the server renders them for all; one's own column keeps its mark, an organiser's cells their way to the
// form, and the buttons of one's own answer show what stands. A cell whose form is open, or on its way, waits until it
// is closed.
export function replaceCells(html) {
  const holder = document.createElement("tbody");
  holder.innerHTML = `<tr>${html}</tr>`;
  for (const cell of holder.querySelectorAll("td")) replaceCell(cell);
}

function replaceCell(cell) {
  const old = document.getElementById(cell.id);
  if (!old || old.querySelector("form, .htmx-request")) return;
  const edit = old.querySelector("[data-edit]");
  if (edit) cell.append(edit);
  const isOwn = old.classList.contains("board-own");
  cell.classList.toggle("board-own", isOwn);
  old.replaceWith(cell);
  if (!isOwn) return;
  const form = cell.closest("tr").querySelector("[data-quick]");
  if (!form) return;
  const [kind, tick] = (cell.dataset.answer ?? " 0").split(" ");
  form.elements.seen.value = tick;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === kind));
  }
}

// An organiser's cells get the way to their form. Without this script the need leads to the page that has them all.
function addEditLinks(root) {
  const heads = board.querySelectorAll(".board-head");
  for (const row of root.querySelectorAll("[data-edit-url]")) {
    row.querySelectorAll(".board-cell").forEach((cell, column) => {
      if (cell.querySelector("form, [data-edit]")) return;
      cell.append(createEditLink(row.dataset.editUrl, cell, heads[column].textContent));
    });
    window.htmx.process(row);
  }
}

function createEditLink(url, cell, name) {
  const [, , body] = cell.id.split("-");
  const link = document.createElement("a");
  link.className = "board-edit";
  link.href = `${url}?body=${body}#answer`;
  link.setAttribute("hx-get", `${url}?body=${body}&part=stance`);
  link.setAttribute("aria-label", `${board.dataset.editLabel} – ${name}`);
  link.dataset.edit = "";
  return link;
}

// The form of a cell is saved or cancelled, and its row drawn again: the focus returns to the way to that form.
let openCell = "";

function returnFocus() {
  const cell = openCell && document.getElementById(openCell);
  if (!cell || cell.querySelector(".board-form")) return;
  openCell = "";
  if (document.activeElement === document.body) cell.querySelector("[data-edit]")?.focus();
}

// What is left in numbers; the meeting may be closed once nothing is.
export function showCounts(update) {
  for (const [name, value] of [["undecided", update.undecided], ["uncovered", update.uncovered]]) {
    for (const place of document.querySelectorAll(`[data-${name}]`)) place.textContent = value;
  }
  const left = document.querySelector("[data-left-to-decide]");
  if (!left) return;
  left.hidden = !update.undecided;
  document.querySelector("[data-close-meeting]").disabled = update.undecided > 0;
  for (const item of left.querySelectorAll("[data-decision]")) {
    item.hidden = !document.getElementById(item.dataset.decision)?.classList.contains("board-undecided");
  }
}

// The meeting is closed on what this page shows; needs that came or went show once it is loaded again.
export function markSeen(update) {
  const mark = document.querySelector("[data-board-mark]");
  if (mark) mark.value = mark.value.replace(/^\d+/, update.tick);
}

async function ask() {
  try {
    const address = new URL(board.dataset.feed, location.href);
    address.searchParams.set("since", follow.tick);
    address.searchParams.set("sign", follow.sign);
    const answer = await fetch(address, { signal: AbortSignal.timeout?.(10_000) });
    if (answer.ok) follow.answered = Date.now();
    if (answer.status === 200) {
      const update = await answer.json();
      update.cells.forEach(replaceCells);
      showCounts(update);
      markSeen(update);
      if (update.state !== board.dataset.state) document.querySelector("[data-board-moved]").hidden = false;
      if (update.sign !== follow.sign) document.querySelector("[data-board-changed]").hidden = false;
      follow.tick = update.tick;
      follow.sign = update.sign;
    }
  } catch {
    // it asks again
  }
  document.querySelector("[data-board-lost]").hidden = Date.now() - follow.answered < LATE;
  setTimeout(ask, EVERY);
}

if (board) {
  setTimeout(ask, EVERY);
  addEditLinks(board);
  board.addEventListener("focusin", (event) => {
    if (event.target.closest(".board-form")) openCell = event.target.closest("td").id;
  });
  document.addEventListener("htmx:load", (event) => {
    addEditLinks(event.target.parentElement ?? event.target);
    returnFocus();
  });
}
