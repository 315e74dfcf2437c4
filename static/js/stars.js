// The star beside each talk: puts it on the device's agenda, and says what it clashes with.
import { arrange, clashesOf, findClashes, waysOut } from "./clashes.js";
import { eventOf, note, onSwap, say, talkHost, toast } from "./page.js";
import { loadProgramme } from "./programme-data.js";
import { storeOf } from "./store.js";
import { clockOf, dayName, shownZone } from "./times.js";
import { plural, t } from "./words.js";

const listening = new Set();

export function start(page) {
  page.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-star]");
    if (button) press(button);
  });
  onSwap(refresh);
  refresh(page);
}

// Brings every star, note and count under `root` up to date.
export function refresh(root = document) {
  const buttons = [...root.querySelectorAll("[data-star]")];
  for (const button of buttons) dress(button);
  showCounts();
  const events = new Set(buttons.map(eventOf).filter(Boolean));
  for (const event of events) {
    listen(event);
    showNotes(event, root);
  }
}

function listen(event) {
  if (listening.has(event)) return;
  listening.add(event);
  const store = storeOf(event);
  store.addEventListener("change", ({ detail }) => {
    if (detail.what !== "note") refresh();
  });
  store.addEventListener("problem", () => {
    toast(t("This browser keeps nothing more for this site. Your agenda lasts until you close the page."));
  });
}

async function press(button) {
  const host = talkHost(button);
  const event = eventOf(button);
  const id = host?.dataset.talk;
  if (!id || !event) return;
  listen(event);
  const title = titleOf(host);
  const isStarred = storeOf(event).toggle(id);
  if (!isStarred) return say(t("Removed from my agenda: {title}", { title }));
  const clash = await clashWords(event, id);
  say([t("Added to my agenda: {title}", { title }), clash].filter(Boolean).join(". "));
}

function dress(button) {
  const host = talkHost(button);
  const event = eventOf(button);
  if (!host || !event) return;
  const isStarred = storeOf(event).has(host.dataset.talk);
  const title = titleOf(host);
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isStarred));
  button.setAttribute("aria-label", isStarred
    ? t("Remove from my agenda: {title}", { title })
    : t("Add to my agenda: {title}", { title }));
}

function titleOf(host) {
  const named = host.dataset.title;
  return named || host.querySelector("h1, h2, h3, h4, .card-title, a[href]")?.textContent.trim() || "";
}

function showCounts() {
  for (const place of document.querySelectorAll("[data-star-count]")) {
    const event = eventOf(place);
    if (!event) continue;
    listen(event);
    const { size } = storeOf(event);
    place.textContent = size ? String(size) : "";
    place.hidden = size === 0;
    if (size) place.setAttribute("title", plural(size, "{n} talk", "{n} talks"));
  }
}

// Clash notes at starred talks; at the talk of a talk page also before it is starred.
async function showNotes(event, root) {
  const store = storeOf(event);
  const hosts = [...root.querySelectorAll("[data-talk]")].filter((host) => eventOf(host) === event);
  const wanted = store.size > 0 && hosts.some((host) => noted(host, store));
  const programme = wanted ? await loadProgramme(event).catch(() => null) : null;
  if (wanted && !programme) return;
  const chosen = programme ? chosenOf(programme, store) : [];
  const clashes = findClashes(arrange(chosen));
  for (const host of hosts) {
    const talk = noted(host, store) ? programme?.byId.get(host.dataset.talk) : null;
    const others = talk && (clashes.get(talk.id) || (store.has(talk.id) ? [] : clashesOf(talk, chosen)));
    note(host, "clash", talk && describe(talk, others, programme));
  }
}

// My agenda draws clashes itself.
function noted(host, store) {
  if (host.matches(".agenda-item")) return false;
  return store.has(host.dataset.talk) || host.matches("article");
}

function chosenOf(programme, store) {
  return store.ids().map((id) => programme.byId.get(id)).filter(Boolean);
}

async function clashWords(event, id) {
  const programme = await loadProgramme(event).catch(() => null);
  const talk = programme?.byId.get(id);
  if (!talk) return "";
  return describe(talk, clashesOf(talk, chosenOf(programme, storeOf(event))), programme);
}

// "Clashes with Opening at 10:30 and 1 more. It is recorded."
function describe(talk, others, programme) {
  if (!others.length) return "";
  const [{ talk: other, slot }] = others;
  const zone = shownZone(programme.event.zone);
  const at = { title: other.title, time: clockOf(slot.from, zone, slot.day), n: others.length - 1 };
  const clash = others.length > 1
    ? t("Clashes with {title} at {time}, and {n} more", at)
    : t("Clashes with {title} at {time}", at);
  return [clash, hint(talk, others[0], zone)].filter(Boolean).join(". ");
}

function hint(talk, other, zone) {
  const { recorded, again } = waysOut({ talk, slot: null }, other);
  const [next] = again;
  if (next) return t("This one is given again at {time}", { time: momentOf(next, other.slot.day, zone) });
  return recorded ? t("This one is recorded") : "";
}

function momentOf(slot, today, zone) {
  const time = clockOf(slot.from, zone, slot.day);
  return slot.day === today ? time : `${time}, ${dayName(slot.day)}`;
}
