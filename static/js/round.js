// A page that only shows the time that a round has left.

import { startClock } from "./mix_clock.js";

startClock();
