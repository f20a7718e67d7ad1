// The time that a round has left, counted down from when it should end (seconds since 1970); then by how much it is over,
// or that it is; from `data-shuts` on, that it takes no idea any more. The clocks of the devices of a room differ: the
// server's hour, once known, is the one that counts.

let ahead = 0; // ms that this device is ahead of the server

export function learnServerTime(answer) {
  const told = Date.parse(answer.headers.get("Date") ?? "");
  if (told && Math.abs(Date.now() - told) > 2_000) ahead = Date.now() - told;
}

export function sayLeft(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

// `at`: seconds since 1970.
export function sayTime({ ends, shuts, msgLeft = "", msgOver = "0:00", msgEnded = msgOver, msgLate }, at) {
  const left = Number(ends) - at;
  if (left > 0) return `${msgLeft} ${sayLeft(left)}`.trim();
  if (msgLate) return `${msgLate} ${Math.max(1, Math.floor(-left / 60))}\u00a0min`;
  return shuts && at >= Number(shuts) ? msgEnded : msgOver;
}

function draw() {
  const at = (Date.now() - ahead) / 1000;
  for (const clock of document.querySelectorAll(".round-left[data-ends]")) {
    const said = sayTime(clock.dataset, at);
    if (clock.textContent !== said) clock.textContent = said;
    clock.toggleAttribute("data-over", at >= Number(clock.dataset.ends));
  }
}

export function startClock() {
  draw();
  setInterval(draw, 1_000);
}
