// "Il manque 6 réponses" follows what is saved while one writes.
document.addEventListener("autosaved", (event) => {
  const link = event.target.querySelector("[data-missing]");
  if (!link) return;
  const { answered, total } = event.detail;
  const missing = total - answered - Number(link.dataset.elsewhere);
  link.hidden = missing < 1;
  const words = missing > 1 ? link.dataset.many : link.dataset.one;
  link.querySelector("[data-missing-words]").textContent = words.replace("__n__", missing);
});
