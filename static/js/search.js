// The search of the header and of its page: arrows move between the field and what it finds, Enter opens.

const isResult = (element) => element.matches(".search-found a[href]");

document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.isComposing) return;
  const search = event.target.closest("[data-search]");
  if (!search || !(isResult(event.target) || event.target.type === "search")) return;
  const stops = [search.querySelector("[type=search]"), ...search.querySelectorAll(".search-found a[href]")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  next?.focus();
});

const menu = document.getElementById("search-menu");
const focusField = () => menu.querySelector("[type=search]").focus();
menu?.addEventListener("toggle", () => {
  // late: a person who opened it by its shortcut may be among the results already
  if (menu.open && !document.activeElement.matches(".search-found a, [type=search]")) focusField();
});

// The field of the page that is open, else the one of the header.
export function openSearch() {
  const field = document.querySelector("main [data-search] [type=search]");
  if (field) field.focus();
  else if (menu) {
    menu.open = true;
    focusField(); // now: "toggle" comes later, and letters typed until then would be lost, or shortcuts
  } else document.querySelector("main [type=search]")?.focus();
}
