// A question while it is written: only what concerns its kind shows; Ctrl + Enter keeps it and starts the next one.

const form = document.querySelector("[data-question-editor]");
const kind = form.elements.kind;
const source = form.elements.show_key;

function show() {
  const concerns = (kinds) => kinds.split(" ").includes(kind.value);
  for (const part of form.querySelectorAll("[data-kinds]")) {
    part.hidden = !concerns(part.dataset.kinds);
  }
  for (const part of form.querySelectorAll("[data-source]")) {
    part.hidden = part.dataset.source !== source?.value;
  }
  const required = form.elements.required.closest(".mb-3, .form-check");
  if (required) required.hidden = !concerns(form.dataset.asking);
}
kind.addEventListener("change", show);
source?.addEventListener("change", show);
show();

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[name=go][value=another]"));
});
