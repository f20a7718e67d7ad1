// Passages of a dossier that its reader marks: kept on the server, shown in the text where the browser can.

import { exchange } from "./exchange.js";
import { readAgain } from "./read_again.js";

const button = document.getElementById("mark-passage");
const NAME = "marked";

const squeeze = (text) => text.replace(/\s+/g, " ").trim();

// The range of a quote in an answer: its words, whatever the white space and the elements between them.
function findRange(answer, quote) {
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
  const places = [];
  let text = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let offset = 0; offset < node.length; offset += 1) {
      const isSpace = /\s/.test(node.data[offset]);
      if (isSpace && (!text || text.endsWith(" "))) continue;
      text += isSpace ? " " : node.data[offset];
      places.push([node, offset]);
    }
    if (text && !text.endsWith(" ")) {
      text += " "; // two elements are two words
      places.push([node, Math.max(node.length - 1, 0)]);
    }
  }
  const start = text.indexOf(quote);
  if (start < 0) return null;
  const range = document.createRange();
  range.setStart(...places[start]);
  const [node, offset] = places[start + quote.length - 1];
  range.setEnd(node, offset + 1);
  return range;
}

function showMarks() {
  if (!("highlights" in CSS)) return;
  const ranges = [];
  for (const row of document.querySelectorAll("#highlights [data-quote]")) {
    const answer = document.querySelector(`[data-answer="${CSS.escape(row.dataset.question)}"]`);
    const range = answer && findRange(answer, squeeze(row.dataset.quote));
    if (range) ranges.push(range);
  }
  CSS.highlights.set(NAME, new Highlight(...ranges));
}

// What is selected within one answer: nothing otherwise.
function readSelection() {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const near = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-answer]");
  const range = selection.getRangeAt(0);
  const answer = near(range.startContainer);
  if (!answer || answer !== near(range.endContainer)) return null;
  const quote = squeeze(selection.toString());
  return quote ? { question: answer.dataset.answer, quote } : null;
}

async function readList() {
  const part = await readAgain("#highlights");
  if (part) part.current.replaceWith(part.now);
  showMarks();
}

let selected = null;

async function mark() {
  if (!selected) return;
  const body = new FormData();
  for (const [name, value] of Object.entries(selected)) body.append(name, value);
  const { outcome, data } = await exchange(document.querySelector("[data-highlights]").dataset.highlights, body);
  if (outcome === "saved") {
    getSelection()?.removeAllRanges();
    button.hidden = true;
    await readList();
  } else if (data.error) {
    button.textContent = data.error;
  }
}

const label = button.textContent;

document.addEventListener("selectionchange", () => {
  const now = readSelection();
  if (!now && document.activeElement === button) return; // the button was reached by the keyboard
  selected = now;
  button.textContent = label;
  button.hidden = !selected;
});
button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
button.addEventListener("click", mark);
showMarks();
