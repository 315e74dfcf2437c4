// Enhancements only: every page works without this file. Loads what the page has a use for.
import { recall } from "./local.js";
import { focusSearchOnSlash } from "./search-key.js";

const { event } = document.documentElement.dataset;

const PARTS = [
  [has("[data-star], [data-star-count], [data-results], [data-agenda]"), () => import("./stars.js")],
  [has("form[data-live-search]"), () => import("./live-search.js")],
  [has("[data-views]"), () => import("./views.js")],
  [has("[data-agenda]"), () => import("./agenda-page.js")],
  [has("[data-plan-keep]"), () => import("./plan-keep.js")],
  [has("table.programme-grid, form[data-live-search]"), () => import("./columns.js")],
  [has("[data-zone-switch]"), () => import("./zone.js")],
  [Boolean(event), () => import("./changed.js")],
  [true, () => import("./offline.js")],
  [event && (has("[data-notify]") || recall("hallway:notify")), () => import("./notify.js")],
  [event && recall(`hallway:${event}:feed`), () => import("./feed.js")],
];

focusSearchOnSlash(document);
for (const [isWanted, load] of PARTS) {
  if (isWanted) load().then((part) => part.start(document)).catch(report);
}

function has(selector) {
  return document.querySelector(selector) !== null;
}

// One broken part must not take the others along.
function report(error) {
  console.error(error);
}
