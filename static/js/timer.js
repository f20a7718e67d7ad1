// A timer one speaks against: started, paused and put back by keyboard. It is announced twice, one minute before the end
// and at the end; the seconds are seen, not read out.

const MINUTE = 60; // s

function formatSeconds(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")}`;
}

class Timer {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.clock = element.querySelector("[data-clock]");
    this.announcement = element.querySelector("[data-status]");
    this.button = element.querySelector("[data-run]");
    this.startWords = this.button.textContent;
    this.whole = Number(element.dataset.minutes) * MINUTE;
    this.left = this.whole;
    this.ends = 0; // the instant of its end while it runs: a page in the background is not late
    this.ticking = 0;
    this.button.addEventListener("click", () => (this.ends ? this.pause() : this.run()));
    element.querySelector("[data-reset]").addEventListener("click", () => this.reset());
    for (const more of element.querySelectorAll("[data-more]")) {
      more.addEventListener("click", () => this.lengthen(Number(more.dataset.more)));
    }
    this.show();
  }

  run() {
    if (this.left <= 0) this.reset();
    this.ends = performance.now() + this.left * 1000;
    this.button.textContent = this.words.msgPause;
    this.ticking = setInterval(() => this.tick(), 200);
  }

  pause() {
    this.left = (this.ends - performance.now()) / 1000;
    this.stop(this.words.msgGoOn);
  }

  stop(words) {
    clearInterval(this.ticking);
    this.ends = 0;
    this.button.textContent = words;
    this.show();
  }

  reset() {
    this.left = this.whole;
    this.announcement.textContent = "";
    this.stop(this.startWords);
  }

  lengthen(seconds) {
    this.whole = Math.max(MINUTE, this.whole + seconds);
    if (this.ends) this.ends += seconds * 1000;
    else this.left = Math.max(0, this.left + seconds);
    this.show();
  }

  tick() {
    const before = this.left;
    this.left = (this.ends - performance.now()) / 1000;
    if (before > MINUTE && this.left <= MINUTE) this.announcement.textContent = this.words.msgMinute;
    if (this.left <= 0) {
      this.left = 0;
      this.announcement.textContent = this.words.msgEnd;
      this.stop(this.startWords);
    }
    this.show();
  }

  show() {
    this.clock.textContent = formatSeconds(this.left);
    this.element.dataset.state = this.left <= 0 ? "over" : this.left <= MINUTE ? "last" : "";
  }
}

for (const element of document.querySelectorAll("[data-timer]")) new Timer(element);
