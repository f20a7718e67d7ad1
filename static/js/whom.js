// Who is on an image: saying that one names them opens the list of names. Without this it is opened by hand.

document.addEventListener("change", ({ target }) => {
  if (target.type !== "radio" || !target.closest(".picture-whom")) return;
  const list = target.closest(".picture-whom").nextElementSibling;
  if (["named", "unnamed"].includes(target.value) && list?.matches("details")) list.open = true;
});
