// Enhancements only: every page works without this file. Loads what the page has a use for.
import { focusSearchOnSlash } from "./search-key.js";

const PARTS = [
  ["[data-star], [data-star-count], [data-results], [data-agenda]", () => import("./stars.js")],
  ["form[data-live-search]", () => import("./live-search.js")],
  ["[data-views]", () => import("./views.js")],
  ["[data-agenda]", () => import("./agenda-page.js")],
  ["table.programme-grid, [data-results]", () => import("./columns.js")],
  ["[data-zone-switch]", () => import("./zone.js")],
  ["html[data-event]", () => import("./changed.js")],
  ["html[data-event]", () => import("./notify.js")],
  ["html[data-event]", () => import("./feed.js")],
];

focusSearchOnSlash(document);
for (const [selector, load] of PARTS) {
  if (document.querySelector(selector)) load().then((part) => part.start(document)).catch(report);
}

// One broken part must not take the others along.
function report(error) {
  console.error(error);
}
