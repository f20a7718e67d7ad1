// The page shows opinions of others: their authors no longer undo their sending unnoticed. A GET writes nothing.

import { exchange } from "./exchange.js";

for (const mark of document.querySelectorAll("[data-read-mark]")) exchange(mark.dataset.readMark, new FormData());
