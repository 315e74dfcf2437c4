// The page MINE: fills itself from the stars on this device and keeps up with them.
import { offerImport } from "./agenda-import.js";
import { drawDays } from "./agenda-list.js";
import { drawTools } from "./agenda-tools.js";
import { arrange, cluster, findGaps } from "./clashes.js";
import { eventOf, make, say, swapped, toast } from "./page.js";
import { loadProgramme } from "./programme-data.js";
import { storeOf } from "./store.js";
import { shownZone } from "./times.js";
import { t } from "./words.js";

// Which talks are over changes by the minute.
const FRESH_MS = 60_000;

export async function start(page) {
  const place = page.querySelector("[data-agenda]");
  const event = eventOf(place);
  const programme = await loadProgramme(event).catch(() => null);
  if (new URL(location.href).searchParams.has("talks")) return programme && offerImport(place, programme);
  if (!programme) return place.replaceChildren(make("p", { class: "notice" }, t("The programme could not be loaded. Your stars are safe on this device; try again when you are online.")));
  new AgendaPage(place, programme).begin();
}

class AgendaPage {
  #place;
  #programme;
  #store;
  #days = make("div", { class: "agenda-days stack" });

  constructor(place, programme) {
    this.#place = place;
    this.#programme = programme;
    this.#store = storeOf(programme.event.slug);
  }

  begin() {
    const tools = drawTools(this.#programme, this.#store);
    this.#place.replaceChildren(make("div", { class: "agenda-body" }, this.#days, tools.node));
    this.#draw();
    this.#store.addEventListener("change", ({ detail }) => {
      // Whoever types a note must not have the field taken away.
      if (detail.what === "note") return;
      this.#draw();
      tools.refresh();
    });
    setInterval(() => this.#drawQuietly(), FRESH_MS);
  }

  #drawQuietly() {
    if (!document.hidden && document.activeElement?.localName !== "textarea") this.#draw();
  }

  #draw() {
    const chosen = this.#store.ids();
    const known = chosen.map((id) => this.#programme.byId.get(id)).filter(Boolean);
    const placed = arrange(known);
    const scene = {
      programme: this.#programme,
      store: this.#store,
      zone: shownZone(this.#programme.event.zone),
      clusters: cluster(placed),
      gaps: findGaps(placed),
      untimed: known.filter((talk) => !placed.some((entry) => entry.talk === talk)),
      lost: chosen.filter((id) => !this.#programme.byId.has(id)),
      pin: (talk) => this.#pin(talk),
      remove: (id, title) => this.#remove(id, title),
    };
    const focus = focusIn(this.#days);
    this.#days.replaceChildren(...(chosen.length ? drawDays(scene) : [empty(this.#programme.event.slug)]));
    swapped(this.#days);
    restore(this.#days, focus);
  }

  #pin(talk) {
    const isPinned = this.#store.get(talk.id)?.pin === true;
    this.#store.pin(talk.id, !isPinned);
    say(isPinned ? t("No longer a must-see: {title}", { title: talk.title }) : t("Must-see: {title}", { title: talk.title }));
  }

  #remove(id, title) {
    const star = this.#store.get(id);
    this.#store.remove(id);
    toast(t("Removed from my agenda: {title}", { title }), {
      label: t("Undo"),
      run: () => this.#store.restore(id, star),
    });
  }
}

function empty(event) {
  return make(
    "div",
    { class: "panel stack-s agenda-empty" },
    make("h2", {}, t("Nothing here yet")),
    make("p", {}, t("Star a talk in the programme and it appears here. Your agenda stays on this device; there is no account.")),
    make(
      "p",
      { class: "buttons" },
      make("a", { class: "button", href: `/e/${event}/programme` }, t("Open the programme")),
      make("a", { class: "button quiet", href: `/e/${event}/plan` }, t("Build my agenda")),
    ),
  );
}

function focusIn(place) {
  const node = document.activeElement;
  if (!place.contains(node)) return null;
  const items = [...place.querySelectorAll("[data-talk]")];
  const item = node.closest("[data-talk]");
  return { talk: item?.dataset.talk, at: items.indexOf(item), role: node.dataset.role };
}

// To the same control; where its talk is gone, to the next talk.
function restore(place, focus) {
  if (!focus) return;
  const items = [...place.querySelectorAll("[data-talk]")];
  const same = items.find((item) => item.dataset.talk === focus.talk);
  const target = same
    ? same.querySelector(`[data-role="${focus.role}"]`)
    : items[Math.min(Math.max(focus.at, 0), items.length - 1)]?.querySelector("a[href]");
  (target || place.querySelector("a[href]"))?.focus({ preventScroll: same !== undefined });
}
