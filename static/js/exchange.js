// One exchange with a view that saves something; accelerator/web/autosave.py says what such a view answers.

const LONGEST = 30_000; // ms
const LONGEST_WITH_A_FILE = 10 * LONGEST;
const LARGEST_FAREWELL = 60_000; // bytes: what a browser still sends for a page that goes away
const ANSWERED = { 200: "saved", 409: "conflict", 422: "refused", 423: "closed" };

const size = (body) => [...body.values()].reduce((sum, value) => sum + 3 * value.length, 0);

// Signing in again, in another tab, changes the token: the cookie has the one that counts.
function cookie() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return found?.slice("csrftoken=".length);
}

export function readToken() {
  return cookie() || (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}

function outcomeOf(response, data, hadCookie) {
  if (response.type === "opaqueredirect" || response.status === 401) return "signedOut";
  if (response.status === 403 && !hadCookie) return "signedOut"; // all cookies are gone
  if ([403, 404, 410].includes(response.status)) return data?.stored_url ? "lost" : "barred";
  if (!(response.status in ANSWERED)) return "failed";
  return data ? ANSWERED[response.status] : "offline"; // the page of a network one has to sign in to
}

// What became of it, with what the view returned:
// "saved", "conflict", "refused" (the value), "closed" (nothing is saved any more),
// "signedOut", "barred" (one may not), "lost" (one may no more; what one wrote stands at stored_url),
// "failed" (the server did not manage), "offline" (it was not reached, or not in time).
export async function exchange(url, body) {
  const hadCookie = Boolean(cookie()); // a refusal gives another one
  const hasFile = body.has("file");
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual", // a redirect means that one is no longer signed in
      signal: AbortSignal.timeout?.(hasFile ? LONGEST_WITH_A_FILE : LONGEST),
      keepalive: document.hidden && !hasFile && size(body) < LARGEST_FAREWELL,
      headers: { "X-CSRFToken": readToken(), "X-Requested-With": "fetch", Accept: "application/json" },
    });
  } catch {
    return { outcome: "offline", data: {} };
  }
  const data = await response.json().catch(() => null);
  return { outcome: outcomeOf(response, data, hadCookie), data: data ?? {} };
}
