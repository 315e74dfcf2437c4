// Results of a search on the device, over the programme it keeps, drawn like the server's cards.
import { make } from "./page.js";
import { loadProgramme } from "./programme-data.js";
import { swapPart } from "./swap.js";
import { card } from "./talk-card.js";
import { plural, t } from "./words.js";

const RESULTS_MAX = 60;

const FILTERS = {
  day: (talk, wanted) => talk.slots.some((slot) => slot.day === wanted),
  room: (talk, wanted) => talk.slots.some((slot) => slug(slot.room) === slug(wanted)),
  track: (talk, wanted) => slug(talk.track) === slug(wanted),
  kind: (talk, wanted) => talk.kind === wanted,
  language: (talk, wanted) => (talk.languages || []).includes(wanted),
  topic: (talk, wanted) => (talk.topics || []).some((topic) => slug(topic) === slug(wanted)),
  recorded: (talk) => talk.recorded,
};

// Throws where there is no programme to search.
export async function searchHere(form, address) {
  const event = form.closest("[data-event]").dataset.event;
  const programme = await loadProgramme(event);
  const talks = programme.talks.filter((talk) => passes(talk, address.searchParams));
  const query = (address.searchParams.get("q") || "").trim();
  const found = query ? await matches({ ...programme, talks }, query) : talks.slice(0, RESULTS_MAX);
  const old = document.getElementById("results");
  if (old) swapPart(old, draw(found, programme));
}

function passes(talk, wishes) {
  return [...wishes].every(([name, wanted]) => !FILTERS[name] || !wanted || FILTERS[name](talk, wanted));
}

async function matches(data, query) {
  const { search } = await import("./local-search.js");
  return (await search(data, query, { limit: RESULTS_MAX })).map((hit) => hit.talk);
}

function draw(talks, programme) {
  const head = plural(talks.length, "{n} talk, found on this device", "{n} talks, found on this device");
  return make(
    "div",
    { id: "results", "data-results": true, "data-count": String(talks.length) },
    make("p", { class: "faint" }, head),
    talks.length
      ? make("ul", { class: "grid" }, ...talks.map((talk) => card(talk, programme)))
      : make("p", {}, t("No talk on this device has these words.")),
  );
}

// Addresses may hold a name or its slug.
function slug(name) {
  return (name || "").toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}
