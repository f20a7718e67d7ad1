// The time that a round has left, counted down from when it should end (seconds since 1970); then by how much it is over,
// or that it is; from `data-shuts` on, that it takes no idea any more. The clocks of the devices of a room differ: the
// server's hour, once known, is the one that counts.

let ahead = 0; // ms that this device is ahead of the server

export function learnServerTime(answer) {
  const serverTime = Date.parse(answer.headers.get("Date") ?? "");
  if (serverTime && Math.abs(Date.now() - serverTime) > 2_000) ahead = Date.now() - serverTime;
}

export function formatLeft(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

// `at`: seconds since 1970.
export function formatTime({ ends, shuts, msgLeft = "", msgOver = "0:00", msgEnded = msgOver, msgLate }, at) {
  const left = Number(ends) - at;
  if (left > 0) return `${msgLeft} ${formatLeft(left)}`.trim();
  if (msgLate) return `${msgLate} ${Math.max(1, Math.floor(-left / 60))}\u00a0min`;
  return shuts && at >= Number(shuts) ? msgEnded : msgOver;
}

function render() {
  const at = (Date.now() - ahead) / 1000;
  for (const clock of document.querySelectorAll(".round-left[data-ends]")) {
    const text = formatTime(clock.dataset, at);
    if (clock.textContent !== text) clock.textContent = text;
    clock.toggleAttribute("data-over", at >= Number(clock.dataset.ends));
  }
}

export function startClock() {
  render();
  setInterval(render, 1_000);
}
