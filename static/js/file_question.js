// Files given as an answer: each goes as soon as it is chosen. Without a network it waits, as long as the page is open.

import { Question } from "./question.js";

const PATIENCE = 60000; // with a network: a file that was changed or deleted meanwhile never leaves a browser

export class FileQuestion extends Question {
  constructor(element, autosave) {
    super(element, autosave);
    this.waiting = [];
    this.refusals = new Set(); // why, since files were chosen last
    this.failing = 0; // since when
  }

  // Choosing fires "input", then "change": the files go once.
  changed(chosen = false) {
    const [input] = this.controls;
    if (!chosen || !input.files.length || !this.autosave.element.dataset.uploadUrl) return;
    this.waiting.push(...input.files);
    input.value = ""; // others may be chosen while these go
    this.dirty = true;
    this.refusals.clear();
    this.failing = 0;
    this.send();
  }

  restore() {}

  async send() {
    if (this.waiting.length) this.sending ??= this.upload().finally(() => (this.sending = null));
    await this.sending;
  }

  async upload() {
    while (this.waiting.length) {
      const [file] = this.waiting;
      const body = new FormData();
      body.append("file", file);
      this.showState(this.autosave.words.msgSendingFile, "saving");
      const { outcome, data } = await this.autosave.post(this.autosave.uploadUrl(this.key), body);
      if (outcome === "offline" && this.mayWait()) break;
      if (outcome === "saved") this.accept(data);
      else this.refusals.add(this.reasonOf(outcome, data, "msgFileFailed"));
      this.waiting.shift();
      this.failing = 0;
    }
    this.dirty = this.waiting.length > 0;
    this.complain(...this.refusals);
  }

  // The network is away: the file stays in the page and goes by itself once it is back.
  mayWait() {
    this.failing ||= Date.now();
    if (navigator.onLine && Date.now() - this.failing > PATIENCE) return false;
    this.showWaiting();
    this.autosave.retryLater();
    return true;
  }

  showWaiting() {
    const names = this.waiting.map((file) => file.name).join(", ");
    this.showState(`${this.autosave.words.msgFileWaits} ${names}`, "local");
  }

  async remove(identifier) {
    const { outcome, data } = await this.autosave.post(this.autosave.removeUrl(identifier), new FormData());
    if (outcome === "saved") this.accept(data);
    this.complain(outcome === "saved" ? "" : this.reasonOf(outcome, data, "msgRemoveFailed"));
    this.controls[0].focus();
  }

  accept(data) {
    this.setVersion(data.version);
    this.showState(data.message, "saved");
    this.element.querySelector("[data-files]").innerHTML = data.html;
    this.autosave.progressed(data);
  }

  // Why the server refused. `otherwise`: the message for what it did not explain.
  reasonOf(outcome, data, otherwise) {
    this.showState("");
    const known = { signedOut: "msgSignedOut", barred: "msgForbidden", lost: "msgForbidden" }[outcome];
    return (known ? "" : data.error) || this.autosave.words[known ?? otherwise];
  }
}
