// Rows that are read, and open one at a time to be typed in; without this script, a page draws the one of `?edit=` open:
//   <div data-opens-row="uid"> … <a data-edit-row href="?edit=uid"> … </div>  hidden while its form stands after it
//   <template data-row-form="kind" data-name="what stands for its name">      an empty form of each kind
//   <script type="application/json" id="rows">{uid: {kind, name, version, values}}</script>
// All of it came with the page: a row opens without a network.

const readRows = (page) => JSON.parse(page.getElementById("rows")?.textContent ?? "{}");
const rows = typeof document === "undefined" ? {} : readRows(document);

// What the server holds now, as a fresh copy of the page tells it.
export const learnRows = (page) => Object.assign(rows, readRows(page));

export const findPlace = (uid) => document.querySelector(`[data-opens-row="${CSS.escape(uid)}"]`);

function escape(text) {
  const holder = document.createElement("p");
  holder.textContent = text;
  return holder.innerHTML;
}

// As the server would have sent it: what is typed later differs from it.
function setSent(control, texts) {
  if (control.options) for (const option of control.options) option.defaultSelected = texts.includes(option.value);
  else if (["radio", "checkbox"].includes(control.type)) control.defaultChecked = texts.includes(control.value);
  else control.defaultValue = texts[0] ?? "";
}

function fill(form, { version, values }) {
  form.elements.base_version.value = version;
  for (const question of form.querySelectorAll("[data-question]")) {
    question.dataset.version = version;
    const texts = values[question.dataset.question] ?? [];
    for (const control of question.querySelectorAll("input, textarea, select")) setSent(control, texts);
  }
}

// The form of a row that is read so far, not in the page yet; nothing for a row that this page does not know.
export function makeForm(uid) {
  const row = rows[uid];
  const template = row && document.querySelector(`template[data-row-form="${row.kind}"]`);
  if (!template) return null;
  const gap = template.content.querySelector("form").dataset.row;
  const holder = document.createElement("div");
  // by a function: in a text, « $& » and « $' » would stand for pieces of the template
  holder.innerHTML = template.innerHTML.replaceAll(gap, uid).replaceAll(template.dataset.name, () => escape(row.name));
  const form = holder.querySelector("form");
  fill(form, row);
  return form;
}
