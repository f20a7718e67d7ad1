// Messages stay until they are closed. A response may add one with the header
// HX-Trigger: {"toast": {"text": "…", "tone": "success"}}; a script with a "toast" event of that detail.

const live = document.getElementById("toasts-live");
const template = document.getElementById("toast-template");

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast").remove();
});

document.addEventListener("toast", (event) => {
  const { text, tone = "info" } = event.detail ?? {};
  if (!text || !live || !template) return;
  const models = template.content;
  const toast = (models.querySelector(`.toast-${CSS.escape(tone)}`) ?? models.querySelector(".toast")).cloneNode(true);
  toast.querySelector(".toast-text").textContent = text;
  live.append(toast);
});
