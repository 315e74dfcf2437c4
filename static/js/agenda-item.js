// Draws one talk of my agenda with its pin, note and way out.
import { make } from "./page.js";
import { NOTE_MAX_CHARS } from "./store.js";
import { stateMark } from "./talk-card.js";
import { clockOf, dayName } from "./times.js";
import { t } from "./words.js";

export function drawItem({ talk, slot }, scene, mark = "") {
  const star = scene.store.get(talk.id);
  const now = Date.now();
  const classes = [
    "agenda-item",
    star?.pin && "is-pinned",
    mark && "is-runner-up",
    talk.state === "cancelled" && "cancelled",
    slot && slot.to <= now && "is-past",
    slot && slot.from <= now && now < slot.to && "is-now",
  ];
  return make(
    "li",
    { class: classes.filter(Boolean).join(" "), "data-talk": talk.id, "data-title": talk.title },
    slot ? drawTime(slot, scene, now) : null,
    make(
      "div",
      { class: "agenda-what" },
      marks(talk, star, mark),
      make("h3", {}, talk.url ? make("a", { href: talk.url, "data-role": "title" }, talk.title) : talk.title),
      talk.speakers.length ? make("p", { class: "people" }, talk.speakers.join(", ")) : null,
      meta(talk, slot, scene),
      make("span", { class: "talk-notes", "data-notes": true }),
      drawNote(talk, star, scene),
    ),
    actions(talk, star, scene),
  );
}

function drawTime(slot, scene, now) {
  const isOn = slot.from <= now && now < slot.to;
  return make(
    "p",
    { class: "agenda-time" },
    make("time", { datetime: slot.start }, clockOf(slot.from, scene.zone, slot.day)),
    "–",
    clockOf(slot.to, scene.zone, slot.day),
    isOn ? make("span", { class: "agenda-now" }, t("Now")) : null,
  );
}

function marks(talk, star, mark) {
  const shown = [
    stateMark(talk.state),
    star?.pin ? make("span", { class: "kind mark-pin" }, t("Must-see")) : null,
    mark ? make("span", { class: "kind mark-runner-up" }, mark) : null,
  ].filter(Boolean);
  return shown.length ? make("p", { class: "agenda-marks" }, ...shown) : null;
}

function meta(talk, slot, scene) {
  const event = scene.programme.event.slug;
  const room = slot?.room;
  const again = talk.slots.filter((other) => slot && other !== slot)
    .map((other) => `${dayName(other.day)}, ${clockOf(other.from, scene.zone, other.day)}`);
  const parts = [
    room ? make("a", { href: `/e/${event}/programme?${new URLSearchParams({ room })}` }, room) : null,
    talk.track ? make("span", {}, talk.track) : null,
    talk.recorded ? make("span", {}, t("Recorded")) : null,
    again.length ? make("span", {}, t("Also: {times}", { times: again.join("; ") })) : null,
  ].filter(Boolean);
  return parts.length ? make("p", { class: "meta" }, ...parts) : null;
}

// On paper the note stands as text, for a closed disclosure prints nothing.
function drawNote(talk, star, scene) {
  const text = star?.note || "";
  const onPaper = make("p", { class: "agenda-note-text" }, text);
  const label = t("Note on {title}", { title: talk.title });
  const field = make("textarea", {
    rows: "3",
    maxlength: String(NOTE_MAX_CHARS),
    "aria-label": label,
    "data-role": "note",
    input: () => {
      scene.store.note(talk.id, field.value);
      onPaper.textContent = field.value;
      summary.textContent = summaryWords(field.value);
    },
  });
  field.value = text;
  const summary = make("summary", { "data-role": "note-summary" }, summaryWords(text));
  return make(
    "div",
    { class: "agenda-note" },
    make("details", { class: "no-print", open: text !== "" }, summary, field),
    onPaper,
  );
}

function summaryWords(text) {
  return text ? t("My note") : t("Add a note");
}

function actions(talk, star, scene) {
  const { title } = talk;
  return make(
    "p",
    { class: "agenda-actions no-print" },
    make("button", {
      type: "button",
      class: "button quiet agenda-pin",
      "aria-pressed": String(star?.pin === true),
      "aria-label": t("Must-see: {title}", { title }),
      "data-role": "pin",
      click: () => scene.pin(talk),
    }, t("Must-see")),
    make("button", {
      type: "button",
      class: "button quiet agenda-remove",
      "aria-label": t("Remove from my agenda: {title}", { title }),
      "data-role": "remove",
      click: () => scene.remove(talk.id, title),
    }, t("Remove")),
  );
}
