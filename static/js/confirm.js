// The rows of a plan on the page of a synthesis: how many are confirmed, and all of the rest at once, even without a
// network. Each answer saves itself as any other of the form does.

const rows = [...document.querySelectorAll("[data-as-it-stands]")];
const done = document.querySelector("[data-confirm-done]");
const rest = document.querySelector("[data-confirm-rest]");
const isConfirmed = (row) => Boolean(row.querySelector('input[type="radio"]:checked'));

function count() {
  const confirmed = rows.filter(isConfirmed).length;
  if (done && done.textContent !== String(confirmed)) done.textContent = confirmed;
  if (rest) rest.hidden = confirmed === rows.length;
}

document.addEventListener("change", ({ target }) => target.closest("[data-as-it-stands]") && count());
document.addEventListener("restored", count);

rest?.addEventListener("click", (event) => {
  event.preventDefault();
  for (const row of rows.filter((other) => !isConfirmed(other))) {
    const radio = row.querySelector(`input[type="radio"][value="${row.dataset.asItStands}"]`);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  done?.closest("p").scrollIntoView({ block: "center" });
});

addEventListener("load", count);
