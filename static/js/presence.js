// "vous et Léa modifiez ce dossier": displayed while the page is in front, requested every twenty seconds.

const EVERY = 20000;
const line = document.querySelector("[data-presence-url]");

async function sendPresence() {
  if (document.hidden || !navigator.onLine) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const reply = await fetch(line.dataset.presenceUrl, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { "X-CSRFToken": token, "X-Requested-With": "fetch", Accept: "application/json" },
    });
    if (!reply.ok) return;
    const { text } = await reply.json();
    if (line.textContent !== text) line.textContent = text;
  } catch {
    // the connection is lost: autosave says so
  }
}

if (line) {
  sendPresence();
  setInterval(sendPresence, EVERY);
  document.addEventListener("visibilitychange", sendPresence);
}
