// What is typed in a form with `data-keep` stays on this device until the server has it: `data-keep` names the form, its
// `base_version` what it was written upon. What was left in it comes back, with a word that says so.

import { Copies } from "./copies.js";

const form = document.querySelector("form[data-keep]");
const version = form?.elements.base_version?.value ?? "";

function follow(field) {
  const copies = new Copies(`${form.dataset.keep}:${field.name}`);
  const sent = field.value;
  const left = copies.take();
  if (left && left.version === version && left.values[0] !== sent && !field.classList.contains("is-invalid")) {
    [field.value] = left.values;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("[data-keep-says]").hidden = false;
  } else if (left && left.values[0] === sent) {
    copies.forget(JSON.stringify([sent]));
  }
  field.addEventListener("input", () => {
    if (field.value === sent) copies.forget(JSON.stringify([sent]));
    else copies.keep([field.value], version, [sent]);
  });
}

for (const field of form?.querySelectorAll("textarea") ?? []) follow(field);
