// Asking for what changed on the wall: every other second, never in step with other screens, less often while the
// network or the server is away.

import { learnServerTime } from "./mix_clock.js";

const EVERY = 2_000; // ms
const APART = 0.2; // of it, by chance: screens that were opened together do not ask together
const RAREST = 16_000; // ms, while nothing answers

// `take(update)` gets what changed; when it fails the same is requested again. `onAnswer(answered)`, after each request;
// `over()` once, when the code is closed: nothing is requested any more.
export function follow(feed, since, { take, onAnswer = () => {}, over = () => {}, every = () => EVERY }) {
  let tick = since;
  let failed = 0;

  async function ask() {
    let answered;
    try {
      const answer = await fetch(`${feed}&since=${tick}`, { signal: AbortSignal.timeout?.(10_000) });
      learnServerTime(answer);
      if (answer.status === 404) return over(); // the code is closed: nothing comes any more
      answered = answer.ok;
      if (answer.status === 200) {
        const update = await answer.json();
        await take(update);
        tick = update.tick;
      }
    } catch {
      answered = false; // it asks again
    }
    failed = answered ? 0 : failed + 1;
    onAnswer(answered);
    wait();
  }

  function wait() {
    const pause = Math.min(every() * 2 ** Math.min(failed, 3), Math.max(RAREST, every()));
    setTimeout(ask, pause * (1 - APART * Math.random()));
  }

  setTimeout(ask, every() * Math.random());
}
