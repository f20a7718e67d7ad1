// A list of names follows what is typed in its search field; sending the form still works without this.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const field of document.querySelectorAll("[data-filters]")) {
  const items = [...document.querySelectorAll(`#${field.dataset.filters} > li`)];
  const fold = items[0]?.closest("details");
  const names = items.map((item) => plain(item.textContent));
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    if (fold) fold.open = words.length > 0;
    items.forEach((item, place) => {
      item.hidden = !words.every((word) => names[place].includes(word));
    });
  });
}
