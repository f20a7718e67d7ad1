// Files given as an answer: each goes as soon as it is chosen. Without a network it waits, as long as the page is open.

import { Barred, Question } from "./question.js";

const PATIENCE = 60000; // with a network: a file that was changed or deleted meanwhile never leaves a browser

export class FileQuestion extends Question {
  constructor(element, form) {
    super(element, form);
    this.waiting = [];
    this.refused = new Set(); // why, since files were chosen last
    this.failing = 0; // since when
  }

  // Choosing fires "input", then "change": the files go once.
  changed(chosen = false) {
    const [input] = this.controls;
    if (!chosen || !input.files.length || !this.form.element.dataset.uploadUrl) return;
    this.waiting.push(...input.files);
    input.value = ""; // others may be chosen while these go
    this.dirty = true;
    this.refused.clear();
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
      this.say(this.form.words.msgSendingFile, "saving");
      try {
        this.refused.add(await this.exchange(this.form.uploadUrl(this.key), body));
      } catch (failure) {
        if (this.waits(failure)) break;
        this.say("", "");
        this.refused.add(this.form.words[failure instanceof Barred ? failure.word : "msgFileFailed"]);
      }
      this.waiting.shift();
      this.failing = 0;
    }
    this.dirty = this.waiting.length > 0;
    this.complain(...this.refused);
  }

  // The network is away: the file stays in the page and goes by itself once it is back.
  waits(failure) {
    if (failure instanceof Barred || failure.status) return false;
    this.failing ||= Date.now();
    if (navigator.onLine && Date.now() - this.failing > PATIENCE) return false;
    this.sayWaiting();
    this.form.retryLater();
    return true;
  }

  sayWaiting() {
    const names = this.waiting.map((one) => one.name).join(", ");
    this.say(`${this.form.words.msgFileWaits} ${names}`, "kept");
  }

  async remove(identifier) {
    const { words } = this.form;
    let refused;
    try {
      refused = await this.exchange(this.form.removeUrl(identifier), new FormData());
    } catch (failure) {
      refused = words[failure instanceof Barred ? failure.word : "msgRemoveFailed"];
    }
    this.complain(refused);
    this.controls[0].focus();
  }

  // Why the server refused, if it did.
  async exchange(url, body) {
    const { status, data } = await this.form.post(url, body);
    if (status >= 400) {
      this.say("", "");
      return data.error || this.form.words.msgFileFailed;
    }
    this.setVersion(data.version);
    this.say(data.message, "saved");
    this.element.querySelector("[data-files]").innerHTML = data.html;
    this.form.progressed(data);
    return "";
  }
}
