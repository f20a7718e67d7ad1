// Questions that are asked only after some answers come and go while one writes. The server decides the same way.
// A question that goes keeps what was written in it: it comes back with its text.

function tokens(question) {
  const found = question.querySelectorAll(`[name="${CSS.escape(question.dataset.field)}"]:checked`);
  return [...found].map((control) => (control.value === "on" ? "yes" : control.value));
}

function follow(root) {
  const elements = [...root.querySelectorAll("[data-question]")];
  const questions = new Map(elements.map((question) => [question.dataset.question, question]));
  for (const question of root.querySelectorAll("[data-show-key]")) {
    const source = questions.get(question.dataset.showKey);
    if (!source) continue; // on another page: the server decided
    const any = JSON.parse(question.dataset.showAny);
    const isVisible = !("inactive" in source.dataset) && tokens(source).some((token) => any.includes(token));
    if (isVisible) delete question.dataset.inactive;
    else question.dataset.inactive = "";
  }
}

for (const root of document.querySelectorAll("[data-questionnaire]")) {
  follow(root);
  for (const event of ["change", "restored"]) root.addEventListener(event, () => follow(root));
}
