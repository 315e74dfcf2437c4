// The page that stands in for the server's search: keyword search over the events kept here.
import { askWorker } from "./offline.js";
import { search, passage } from "./local-search.js";
import { make, swapped } from "./page.js";
import { readProgramme } from "./programme-data.js";
import { card } from "./talk-card.js";
import { plural, t } from "./words.js";

const RESULTS_MAX = 60;

start(document).catch(() => {});

async function start(page) {
  const form = page.querySelector("form[data-offline-search]");
  if (!form) return;
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  form.elements.q.value = query;
  if (query) await show(page.getElementById("results"), query);
}

async function show(place, query) {
  const { packs = [] } = await askWorker({ type: "list" });
  const found = await Promise.all(packs.map((pack) => searchEvent(pack.event, query)));
  const hits = found.flat().sort((a, b) => b.score - a.score);
  const cards = hits.slice(0, RESULTS_MAX).map(draw);
  place.dataset.count = String(hits.length);
  place.replaceChildren(
    make("p", { class: "faint" }, plural(hits.length, "{n} talk, found on this device", "{n} talks, found on this device")),
    cards.length > 0
      ? make("ul", { class: "grid" }, ...cards)
      : make("p", {}, t("No talk on this device has these words.")),
  );
  swapped(place);
}

async function searchEvent(event, query) {
  const answer = await fetch(`/e/${encodeURIComponent(event)}/programme.json`);
  if (!answer.ok) return [];
  const programme = readProgramme(await answer.json());
  const hits = search(programme.raw, query, { limit: RESULTS_MAX });
  return hits.map((hit) => ({ ...hit, programme }));
}

function draw({ talk, terms, programme }) {
  const entry = card(programme.byId.get(talk.id), programme, passage(talk.text ?? "", terms));
  entry.dataset.event = programme.event.slug;
  return entry;
}
