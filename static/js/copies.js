// What is typed and not saved yet, kept on this device, with the version it was written upon.

import { isOpen, lockTab, thisTab } from "./tabs.js";

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
    lockTab();
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

  save(values, version, upon) {
    this.write({ ...this.all(), [this.tab]: { values, version, at: Date.now(), upon } });
  }

  // Ours goes, and those of other tabs that say the same as what is saved.
  remove(saved) {
    const others = Object.entries(this.all()).filter(
      ([tab, copy]) => tab !== this.tab && JSON.stringify(copy.values) !== saved,
    );
    this.write(Object.fromEntries(others));
  }

  // Ours.
  take() {
    return this.adopt([this.tab]);
  }

  // Of the other tabs that have one, those that are open, and those that were closed.
  async sortOthers() {
    const others = Object.keys(this.all()).filter((tab) => tab !== this.tab);
    const isThere = await Promise.all(others.map(isOpen));
    return { open: others.filter((_tab, place) => isThere[place]), closed: others.filter((_tab, place) => !isThere[place]) };
  }

  // The latest of these tabs: it becomes ours.
  adopt(tabs) {
    const copies = this.all();
    const found = Object.entries(copies).filter(([tab]) => tabs.includes(tab));
    const [tab, copy] = found.sort(([, one], [, other]) => other.at - one.at)[0] ?? [];
    if (!copy || !Array.isArray(copy.values)) return null;
    delete copies[tab];
    this.write({ ...copies, [this.tab]: copy });
    return copy;
  }
}
