// Dialogs: [data-opens="id"] opens, [data-closes] closes, a click outside closes, the focus goes back.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-closes]");
  const dialog = (closer ?? event.target).closest("dialog[open]");
  if (!dialog) return;
  if (closer || event.target === dialog) {
    event.preventDefault();
    dialog.close();
  }
});

// A form sent back with errors from inside a dialog reopens it.
const faulty = document.querySelector("dialog .is-invalid, dialog .error-summary")?.closest("dialog");
faulty?.showModal();
