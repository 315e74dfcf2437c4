// Draws my agenda day by day: talks, clashes side by side, free time between. Changes nothing itself.
import { drawItem } from "./agenda-item.js";
import { fitting, overlap, rank, waysOut } from "./clashes.js";
import { make } from "./page.js";
import { starButton } from "./talk-card.js";
import { clockOf, dayName, lengthOf } from "./times.js";
import { plural, t } from "./words.js";

// A long free afternoon holds dozens of talks; the programme shows them all.
const FITTING_MAX = 8;

export function drawDays(scene) {
  const days = Map.groupBy ? Map.groupBy(scene.clusters, dayOf) : groupBy(scene.clusters, dayOf);
  return [
    make(
      "p",
      { class: "agenda-zone" },
      make("b", {}, plural(scene.store.size, "{n} talk in my agenda", "{n} talks in my agenda")),
      " ",
      make("span", { class: "faint" }, t("Times in {zone}", { zone: scene.zone.replaceAll("_", " ") })),
    ),
    ...[...days].map(([day, clusters]) => drawDay(day, clusters, scene)),
    drawRest(scene),
  ].filter(Boolean);
}

function dayOf([entry]) {
  return entry.slot.day;
}

function groupBy(list, keyOf) {
  const groups = new Map();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) || []), each]);
  return groups;
}

function drawDay(day, clusters, scene) {
  const heading = `agenda-${day}`;
  const gaps = scene.gaps.filter((gap) => gap.day === day);
  const rows = clusters.flatMap((entries) => {
    const gap = gaps.find((each) => each.to === entries[0].slot.from);
    const row = entries.length === 1 ? drawItem(entries[0], scene) : drawCluster(entries, scene);
    return gap ? [drawGap(gap, scene), row] : [row];
  });
  return make(
    "section",
    { class: "agenda-day", "aria-labelledby": heading },
    make("h2", { id: heading }, dayName(day)),
    make("ol", { class: "agenda-list" }, ...rows),
  );
}

function drawCluster(entries, scene) {
  const ranked = rank(entries, scene.store);
  const pinned = entries.filter(({ talk }) => scene.store.get(talk.id)?.pin);
  const items = entries.map((entry) => {
    const isRunnerUp = !pinned.includes(entry) && pinned.some(({ slot }) => overlap(slot, entry.slot));
    return drawItem(entry, scene, isRunnerUp ? t("Runner-up") : "");
  });
  return make(
    "li",
    { class: "agenda-clash" },
    make("p", { class: "agenda-clash-head" }, plural(entries.length, "{n} talk overlaps", "{n} talks overlap")),
    make("ol", { class: "agenda-side" }, ...items),
    make("p", { class: "agenda-hint" }, advice(ranked, pinned, scene)),
  );
}

// What to do about a clash, in a sentence or two.
function advice(ranked, pinned, scene) {
  const words = ranked.map((entry, at) => {
    const better = ranked.slice(0, at).find(({ slot }) => overlap(slot, entry.slot));
    return better && hint(entry, better, scene);
  }).filter(Boolean);
  if (pinned.length === 1) words.unshift(t("Your must-see is {title}.", { title: pinned[0].talk.title }));
  else if (pinned.length === 0) words.push(t("Mark the one you must see."));
  return words.join(" ");
}

function hint(entry, best, scene) {
  const { recorded, again } = waysOut(entry, best);
  const { title } = entry.talk;
  const [next] = again;
  if (next) {
    const time = `${dayName(next.day)}, ${clockOf(next.from, scene.zone, next.day)}`;
    return t("“{title}” is given again: {time}.", { title, time });
  }
  return recorded ? t("“{title}” is recorded: you can watch it later.", { title }) : "";
}

function drawGap(gap, scene) {
  const found = fitting(scene.programme.talks, gap).filter(({ talk }) => !scene.store.has(talk.id));
  const time = `${clockOf(gap.from, scene.zone, gap.day)}–${clockOf(gap.to, scene.zone, gap.day)}`;
  const event = scene.programme.event.slug;
  const all = `/e/${event}/programme?${new URLSearchParams({ view: "list", day: gap.day })}`;
  return make(
    "li",
    { class: "agenda-gap" },
    make("p", {}, make("span", { class: "agenda-time" }, time), " ", t("Free: {length}", { length: lengthOf(gap.to - gap.from) })),
    found.length ? drawFitting(found, scene) : null,
    make("a", { class: "no-print", href: all }, t("Show what is on")),
  );
}

function drawFitting(found, scene) {
  return make(
    "details",
    { class: "agenda-fitting no-print" },
    make("summary", {}, plural(found.length, "{n} talk fits in", "{n} talks fit in")),
    make("ul", { class: "agenda-fits" }, ...found.slice(0, FITTING_MAX).map(({ talk, slot }) => make(
      "li",
      { "data-talk": talk.id, "data-title": talk.title },
      make("span", { class: "agenda-time" }, clockOf(slot.from, scene.zone, slot.day)),
      make("a", { href: talk.url }, talk.title),
      starButton(),
    ))),
  );
}

// What has no time, does not take place, or is no longer known.
function drawRest(scene) {
  if (scene.untimed.length + scene.lost.length === 0) return null;
  const lost = scene.lost.map((id) => ({ id, title: id, url: null, state: "withdrawn", slots: [], speakers: [] }));
  const rows = [...scene.untimed, ...lost].map((talk) => drawItem({ talk, slot: null }, scene));
  return make(
    "section",
    { class: "agenda-day", "aria-labelledby": "agenda-rest" },
    make("h2", { id: "agenda-rest" }, t("Without a time")),
    make("ol", { class: "agenda-list" }, ...rows),
  );
}
