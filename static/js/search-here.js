// Results of a search on the device, over the programme it keeps, drawn like the server's cards.
import { eventOf, make } from "./page.js";
import { loadProgramme } from "./programme-data.js";
import { swapPart } from "./swap.js";
import { card } from "./talk-card.js";
import { plural, t } from "./words.js";

const RESULTS_MAX = 60;
const NEXT_WITHIN_MS = 90 * 60_000;

const FILTERS = {
  day: (talk, wanted) => wanted === "all" || talk.slots.some((slot) => slot.day === wanted),
  room: (talk, wanted) => talk.slots.some((slot) => slug(slot.room) === slug(wanted)),
  track: (talk, wanted) => slug(talk.track) === slug(wanted),
  kind: (talk, wanted) => talk.kind === wanted,
  language: (talk, wanted) => (talk.languages || []).includes(wanted),
  topic: (talk, wanted) => (talk.topics || []).some((topic) => slug(topic) === slug(wanted)),
  recorded: (talk) => talk.recorded,
  show: (talk, wanted, programme) => isPart(talk, wanted, programme, Date.now()),
};

// Throws where there is no programme to search.
export async function searchHere(form, address) {
  const programme = await loadProgramme(eventOf(form));
  const query = (address.searchParams.get("q") || "").trim();
  const hits = query ? await matches(programme, query) : programme.talks.map((talk) => ({ talk }));
  const found = hits.filter(({ talk }) => passes(talk, address.searchParams, programme));
  const old = document.getElementById("results");
  if (old) swapPart(old, draw(found, programme));
}

function passes(talk, wishes, programme) {
  return [...wishes].every(([name, wanted]) => !FILTERS[name] || !wanted || FILTERS[name](talk, wanted, programme));
}

// What is on, or what starts soon or first, as the server tells them.
function isPart(talk, part, programme, now) {
  if (part === "now") return talk.slots.some(({ from, to }) => from <= now && now < to);
  if (part !== "next") return true;
  const coming = programme.talks.flatMap((each) => each.slots).map(({ from }) => from).filter((from) => from > now);
  const until = Math.max(now + NEXT_WITHIN_MS, Math.min(...coming));
  return talk.slots.some(({ from }) => from > now && from <= until);
}

async function matches(programme, query) {
  const { passage, search } = await import("./local-search.js");
  const hits = await search(programme.raw, query, { limit: programme.talks.length });
  return hits.map(({ talk, terms }) => ({
    talk: programme.byId.get(talk.id),
    passage: talk.text ? passage(talk.text, terms) : "",
  }));
}

function draw(hits, programme) {
  const head = plural(hits.length, "{n} talk, found on this device", "{n} talks, found on this device");
  const cards = hits.slice(0, RESULTS_MAX).map((hit) => card(hit.talk, programme, hit.passage));
  return make(
    "div",
    { id: "results", "data-results": true, "data-count": String(hits.length) },
    make("p", { class: "faint" }, head),
    cards.length > 0
      ? make("ul", { class: "grid" }, ...cards)
      : make("p", {}, t("No talk on this device has these words.")),
  );
}

// Addresses may hold a name or its slug.
function slug(name) {
  return (name || "").toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}
