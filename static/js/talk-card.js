// A talk as a card, the way the server draws it; for what the device draws by itself.
import { make } from "./page.js";
import { clockOf, dayName, shownZone } from "./times.js";
import { t } from "./words.js";

export function card(talk, programme, passage) {
  const zone = shownZone(programme.event.zone);
  const [slot] = talk.slots;
  const when = slot && `${dayName(slot.day)}, ${clockOf(slot.from, zone, slot.day)}–${clockOf(slot.to, zone, slot.day)}`;
  return make(
    "li",
    { class: talk.state === "cancelled" ? "card cancelled" : "card", "data-talk": talk.id },
    make("div", { class: "card-top" }, kindMark(talk.kind), stateMark(talk.state), starButton()),
    make("h3", { class: "card-title" }, make("a", { href: talk.url }, talk.title)),
    talk.speakers?.length ? make("p", { class: "people" }, talk.speakers.join(", ")) : null,
    passage ? make("p", { class: "small" }, passage) : null,
    make("p", { class: "meta" }, ...[when, slot?.room, talk.recorded && t("Recorded")]
      .filter(Boolean).map((words) => make("span", {}, words))),
    make("span", { class: "talk-notes", "data-notes": true }),
  );
}

// Its label and state are filled in by the stars' own script.
export function starButton() {
  return make("button", { class: "star", type: "button", "data-star": true, hidden: true, "aria-pressed": "false" });
}

export function stateMark(state) {
  const words = { cancelled: t("Cancelled"), moved: t("Moved"), withdrawn: t("Withdrawn") }[state];
  return words ? make("span", { class: `kind mark-${state}` }, words) : null;
}

export function kindMark(kind) {
  const words = {
    keynote: t("Keynote"),
    panel: t("Panel"),
    lightning: t("Lightning talk"),
    workshop: t("Workshop"),
    fireside: t("Fireside chat"),
    break: t("Break"),
    service: t("Notice"),
  }[kind] || t("Talk");
  return make("span", { class: `kind kind-${kind}` }, words);
}
