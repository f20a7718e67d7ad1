// The time that a round has left, counted down from when it should end (seconds since 1970). The clocks of the devices
// of a room differ: the server's hour, once known, is the one that counts.

let ahead = 0; // ms that this device is ahead of the server

export function learnServerTime(answer) {
  const told = Date.parse(answer.headers.get("Date") ?? "");
  if (told && Math.abs(Date.now() - told) > 2_000) ahead = Date.now() - told;
}

export function sayLeft(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

function draw() {
  for (const clock of document.querySelectorAll("[data-ends]")) {
    const left = Number(clock.dataset.ends) - (Date.now() - ahead) / 1000;
    const words = clock.dataset;
    clock.textContent = left > 0 ? `${words.msgLeft ?? ""} ${sayLeft(left)}`.trim() : words.msgOver ?? "0:00";
    clock.toggleAttribute("data-over", left <= 0);
  }
}

export function startClock() {
  draw();
  setInterval(draw, 1_000);
}
