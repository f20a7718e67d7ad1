// A new edition: its address and the prefix of its references follow its name, until one of them is typed.

const { name, slug, code } = document.querySelector("form[data-names]").elements;
const words = () =>
  name.value
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);

const follow = (field, propose) => {
  let ours = "";
  name.addEventListener("input", () => {
    if (field.value !== ours) return;
    ours = propose(words()).slice(0, field.maxLength);
    field.value = ours;
  });
};

follow(slug, (words) => words.join("-").toLowerCase());
// « Spéciale Normandie 2027 » → SN-2027
follow(code, (words) => {
  const letters = words.filter((word) => !/^\d/.test(word)).map((word) => word[0]);
  const figures = words.filter((word) => /^\d/.test(word));
  return [letters.join(""), ...figures].filter(Boolean).join("-").toUpperCase();
});
