// Rows that are read, and open one at a time to be typed in; without this script, a page draws the one of `?edit=` open:
//   <div data-opens-row="uid"> … <a data-edit-row href="?edit=uid"> … </div>  hidden while its form stands after it
//   <div data-rows="kind"> <form data-row-blank> … </div>                     the new row of each kind, or, where none is
//   <template data-row-form="kind"> <form data-row-blank> </template>         added: forms of others are made from it
//   <script type="application/json" id="rows">{uid: {kind, name, version, values}}</script>
// Of a row whose first fields always stand in the page, the others open in the place of <a data-fields="kind">:
//   <template data-fields-of="kind" data-uid> … </template>
// All of it came with the page: a row opens without a network.

import { count } from "./counter.js";

const readRows = (page) => JSON.parse(page.getElementById("rows")?.textContent ?? "{}");
const rows = typeof document === "undefined" ? {} : readRows(document);

// What the server holds now, as a fresh copy of the page tells it.
export const learnRows = (page) => Object.assign(rows, readRows(page));

export const findPlace = (uid) => document.querySelector(`[data-opens-row="${CSS.escape(uid)}"]`);

// As the server would have sent it: what is typed later differs from it.
function setSent(control, texts) {
  if (control.options) for (const option of control.options) option.defaultSelected = texts.includes(option.value);
  else if (["radio", "checkbox"].includes(control.type)) control.defaultChecked = texts.includes(control.value);
  else control.defaultValue = texts[0] ?? "";
}

// Another window, or this one, saved a field of a row while others of it are not in the page yet.
export function learnField(uid, { key, values, version, before }) {
  const row = rows[uid];
  if (!row) return;
  if (values) row.values[key] = values;
  if (row.version === before && version === before + 1) row.version = version;
}

function fill(part, { name, version, values }) {
  for (const label of part.querySelectorAll("[data-row-name]")) label.textContent = name;
  for (const question of part.querySelectorAll("[data-question]")) {
    question.dataset.version = version;
    const texts = values[question.dataset.question] ?? [];
    for (const control of question.querySelectorAll("input, textarea, select")) {
      setSent(control, texts);
      if (control.dataset.limit) count(control);
    }
  }
}

// A copy of the new row of a list, for the row `uid`.
export function copyBlank(blank, uid) {
  const holder = document.createElement("div");
  holder.innerHTML = blank.outerHTML.replaceAll(blank.dataset.row, uid);
  const form = holder.firstElementChild;
  form.classList.remove("row-blank");
  form.removeAttribute("data-row-blank");
  return form;
}

function findBlank(kind) {
  const template = document.querySelector(`template[data-row-form="${kind}"]`);
  return (template?.content ?? document).querySelector(template ? "form" : `[data-rows="${kind}"] > form[data-row-blank]`);
}

// The form of a row that is read so far, not in the page yet; nothing for a row that this page does not know.
export function makeForm(uid) {
  const row = rows[uid];
  const blank = row && findBlank(row.kind);
  if (!blank) return null;
  const form = copyBlank(blank, uid);
  for (const button of form.querySelectorAll(".row-buttons > [hidden]")) button.hidden = false;
  form.elements.base_version.value = row.version;
  fill(form, row);
  return form;
}

// The fields that open in `place`, of the row `uid`.
export function makeFields(place, uid) {
  const template = document.querySelector(`template[data-fields-of="${place.dataset.fields}"]`);
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll(template.dataset.uid, uid);
  const fields = holder.firstElementChild;
  fill(fields, rows[uid]);
  return fields;
}
