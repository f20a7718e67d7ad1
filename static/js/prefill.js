// « Préremplir »: asks the server what the directory of companies knows, and types it into the fields that are empty.
// They save themselves as anything typed does.

const box = document.querySelector("[data-prefill-box]");
const button = box?.querySelector("[data-prefill]");
const message = box?.querySelector("[data-prefill-message]");

function type(key, value) {
  const question = document.querySelector(`[data-question="${CSS.escape(key)}"]`);
  if (!question) return;
  const controls = [...question.querySelectorAll(`[name="${CSS.escape(question.dataset.field)}"]`)];
  const choice = controls.find((control) => control.type === "radio" && control.value === String(value));
  const control = choice ?? controls.find((input) => !["radio", "checkbox"].includes(input.type));
  if (!control) return;
  if (choice) choice.checked = true;
  else control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

async function prefill(event) {
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  message.textContent = button.dataset.busy;
  const body = new FormData(button.form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  try {
    const reply = await fetch(button.formAction, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual",
      headers: { "X-Requested-With": "fetch", Accept: "application/json" },
    });
    if (![200, 423].includes(reply.status)) throw new Error("not asked");
    const { filled, message: words } = await reply.json();
    for (const [key, value] of Object.entries(filled)) type(key, value);
    message.textContent = words;
  } catch {
    message.textContent = button.dataset.failed;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

if (button) {
  document.querySelector('[data-question="siret"]')?.after(box);
  button.addEventListener("click", prefill);
}
