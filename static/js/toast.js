// A message stays in sight a while, then goes back to the top of the page, where it can still be read: on a phone it
// covered what one fills in. An error, or one with something to undo, stays until it is closed. A response may add one
// with the header HX-Trigger: {"toast": {"text": "…", "tone": "success"}}; a script with a "toast" event of that detail.

const live = document.getElementById("toasts-live");
const template = document.getElementById("toast-template");

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast").remove();
});

const toasts = document.getElementById("toasts");
const IN_SIGHT = 8000;
function collapse() {
  if (toasts.querySelector(".toast-error, form")) return;
  if (toasts.matches(":hover, :focus-within")) setTimeout(collapse, IN_SIGHT / 4);
  else toasts.classList.add("toasts-settled");
}
if (toasts?.firstElementChild) setTimeout(collapse, IN_SIGHT);

document.addEventListener("toast", (event) => {
  const { text, tone = "info" } = event.detail ?? {};
  if (!text || !live || !template) return;
  const models = template.content;
  const toast = (models.querySelector(`.toast-${CSS.escape(tone)}`) ?? models.querySelector(".toast")).cloneNode(true);
  toast.querySelector(".toast-text").textContent = text;
  live.append(toast);
});
