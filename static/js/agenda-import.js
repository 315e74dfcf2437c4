// A shared agenda: takes the talks of the address into the agenda of this device, losing none of mine.
import { make } from "./page.js";
import { storeOf } from "./store.js";
import { plural, t } from "./words.js";

export function offerImport(place, programme) {
  const event = programme.event.slug;
  const store = storeOf(event);
  const ids = sharedIds(programme);
  const fresh = ids.filter((id) => !store.has(id));
  const mine = `/e/${event}/agenda`;
  const add = make("button", {
    type: "button",
    class: "button",
    "data-import": true,
    click: () => { store.add(fresh); location.assign(mine); },
  }, plural(fresh.length, "Add this {n} talk to my agenda", "Add these {n} talks to my agenda"));
  place.prepend(make(
    "section",
    { class: "panel tint stack-s agenda-import no-print", "aria-label": t("A shared agenda") },
    make("p", {}, told(ids, fresh)),
    make(
      "p",
      { class: "buttons" },
      fresh.length ? add : null,
      make("a", { class: "button quiet", href: mine }, t("Show my agenda")),
    ),
  ));
}

function told(ids, fresh) {
  if (ids.length === 0) return t("None of the shared talks is in this programme.");
  if (fresh.length === 0) return t("All of these talks are in your agenda already.");
  return t("Somebody shared this agenda. What you starred yourself stays.");
}

function sharedIds(programme) {
  const keys = (new URL(location.href).searchParams.get("talks") || "").split(",");
  const ids = keys.map((key) => programme.byKey.get(key.trim().toLowerCase())?.id).filter(Boolean);
  return [...new Set(ids)];
}
