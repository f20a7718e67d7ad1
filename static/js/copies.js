// What is typed and not saved yet, kept on this device, with the version it was written upon.

// This tab, also after a reload: what another tab has not sent yet is not ours to forget.
function thisTab() {
  try {
    const known = sessionStorage.getItem("possibles:tab") ?? Math.random().toString(36).slice(2);
    sessionStorage.setItem("possibles:tab", known);
    return known;
  } catch {
    return "tab";
  }
}

// The names of all that is kept under a prefix.
export function listKept(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

// The values of one field that are not sent yet: {tab: {values, version, at, upon}}; `upon` are the values one began
// from.
export class Copies {
  constructor(name) {
    this.name = name;
    this.tab = thisTab();
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  write(copies) {
    try {
      if (Object.keys(copies).length) localStorage.setItem(this.name, JSON.stringify(copies));
      else localStorage.removeItem(this.name);
    } catch {
      // a full or forbidden storage: the page itself still holds the text
    }
  }

  keep(values, version, upon) {
    this.write({ ...this.all(), [this.tab]: { values, version, at: Date.now(), upon } });
  }

  // Ours goes, and those of other tabs that say the same as what is saved.
  forget(saved) {
    const others = Object.entries(this.all()).filter(
      ([tab, copy]) => tab !== this.tab && JSON.stringify(copy.values) !== saved,
    );
    this.write(Object.fromEntries(others));
  }

  // Ours, else the latest of a tab that was closed: it becomes ours.
  take() {
    const copies = this.all();
    const latest = Object.entries(copies).sort(([, one], [, other]) => other.at - one.at)[0];
    const [tab, copy] = copies[this.tab] ? [this.tab, copies[this.tab]] : latest ?? [];
    if (!copy || !Array.isArray(copy.values)) return null;
    delete copies[tab];
    this.write({ ...copies, [this.tab]: copy });
    return copy;
  }
}
