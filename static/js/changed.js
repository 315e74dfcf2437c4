// "Changed since you last looked": a quiet word on any page, marks at talks, my talks first in the log.
import { byTalk, changesSince, fieldName, keptChanges, markSeen, markWords, seenVersion } from "./changes-since.js";
import { eventOf, make, note, onSwap } from "./page.js";
import { pulseOf } from "./pulse.js";
import { storeOf } from "./store.js";
import { plural, t } from "./words.js";

let entries = [];
let newest = 0;

export function start(page) {
  const event = eventOf(page.documentElement);
  if (!event) return;
  const kept = keptChanges(event);
  if (kept) show(event, kept);
  onSwap(mark);
  pulseOf(event).addEventListener("beat", ({ detail }) => look(event, detail.version));
  storeOf(event).addEventListener("change", ({ detail }) => {
    if (detail.what !== "note") draw(event);
  });
}

async function look(event, version) {
  const seen = seenVersion(event);
  // Who comes for the first time has missed nothing; a smaller number is another database.
  if (seen === null || version < seen) return markSeen(event, version);
  if (version === seen || version === newest) return;
  const changes = await changesSince(event, seen, version).catch(() => null);
  if (changes) show(event, changes);
}

function show(event, { to, changes }) {
  newest = to;
  entries = byTalk(changes);
  mark();
  draw(event);
}

function mark() {
  const words = new Map(entries.map((entry) => [entry.id, markWords(entry)]));
  for (const host of document.querySelectorAll("[data-talk]")) {
    note(host, "changed", words.get(host.dataset.talk) || "");
  }
}

function draw(event) {
  const place = panel();
  if (entries.length === 0) {
    place.hidden = true;
    return;
  }
  const store = storeOf(event);
  const mine = entries.filter((entry) => store.has(entry.id));
  const changes = `/e/${encodeURIComponent(event)}/changes`;
  const isLog = location.pathname === changes;
  place.replaceChildren(
    make("p", {}, make("b", {}, t("Changed since you last looked:")), " ", summary(mine)),
    isLog ? list([...mine, ...entries.filter((entry) => !mine.includes(entry))], store) : "",
    make(
      "p",
      { class: "buttons" },
      isLog ? null : make("a", { class: "button quiet", href: changes }, t("See what changed")),
      make("button", { type: "button", class: "button quiet", click: () => seen(event) }, t("Mark as seen")),
    ),
  );
  place.hidden = false;
}

function summary(mine) {
  const all = plural(entries.length, "{n} talk", "{n} talks");
  return mine.length === 0 ? all : t("{all}, {mine} of yours", { all, mine: mine.length });
}

// Where the page has no place for it, it floats at the foot and moves nothing.
function panel() {
  const known = document.querySelector("[data-changed]");
  if (known) {
    known.classList.add("changed-panel");
    return known;
  }
  const fresh = make("aside", {
    class: "changed-panel floating no-print",
    "data-changed": true,
    "aria-label": t("Changes of the programme"),
    hidden: true,
  });
  document.body.append(fresh);
  return fresh;
}

function list(sorted, store) {
  return make("ul", { class: "change-list" }, ...sorted.map((entry) => make(
    "li",
    {},
    make(
      "p",
      {},
      store.has(entry.id) ? make("span", { class: "kind mark-mine" }, t("In my agenda")) : null,
      " ",
      make("span", { class: `kind mark-${entry.mark}` }, entry.mark === "changed" ? t("Changed") : markWords(entry)),
      " ",
      entry.title,
    ),
    entry.fields.length ? fields(entry) : null,
  )));
}

function fields(entry) {
  return make("dl", { class: "change-fields" }, ...entry.fields.flatMap((change) => [
    make("dt", {}, fieldName(change.field)),
    make(
      "dd",
      {},
      change.old ? make("del", {}, change.old) : null,
      " ",
      change.new ? make("ins", {}, change.new) : null,
    ),
  ]));
}

function seen(event) {
  markSeen(event, newest);
  entries = [];
  mark();
  draw(event);
}
