// Questions that are asked only after some answers come and go while one writes. The server decides the same way.
// A question that goes keeps what was written in it: it comes back with its text.

function tokens(question) {
  const found = question.querySelectorAll(`[name="${CSS.escape(question.dataset.field)}"]:checked`);
  return [...found].map((control) => (control.value === "on" ? "yes" : control.value));
}

function follow(root) {
  const questions = new Map([...root.querySelectorAll("[data-question]")].map((one) => [one.dataset.question, one]));
  for (const one of root.querySelectorAll("[data-show-key]")) {
    const source = questions.get(one.dataset.showKey);
    if (!source) continue; // on another page: the server has said
    const any = JSON.parse(one.dataset.showAny);
    const asked = !("notAsked" in source.dataset) && tokens(source).some((token) => any.includes(token));
    if (asked) delete one.dataset.notAsked;
    else one.dataset.notAsked = "";
  }
}

for (const root of document.querySelectorAll("[data-questionnaire]")) {
  follow(root);
  for (const event of ["change", "restored"]) root.addEventListener(event, () => follow(root));
}
