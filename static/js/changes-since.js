// What changed in a programme since the visitor looked last: asked for, gathered by talk, kept for offline.
import { keep, recall, recallJson } from "./local.js";
import { t } from "./words.js";

// The change log has the rest; this only has to fit beside the stars in the browser's storage.
const CHANGES_MAX = 400;
const VALUE_MAX_CHARS = 240;

export function seenVersion(event) {
  const seen = recall(`hallway:${event}:seen`);
  return seen === null ? null : Number(seen) || 0;
}

export function markSeen(event, version) {
  keep(`hallway:${event}:seen`, String(version));
  keep(`hallway:${event}:news`, JSON.stringify({ from: version, to: version, changes: [] }));
}

// The changes kept at the last visit, if they are of the version looked at last.
export function keptChanges(event) {
  const kept = recallJson(`hallway:${event}:news`, null);
  return kept && kept.from === seenVersion(event) && Array.isArray(kept.changes) ? kept : null;
}

// The changes since a version, from the device if it has them, else from the site.
export async function changesSince(event, from, to) {
  const kept = keptChanges(event);
  if (kept && kept.from === from && kept.to === to) return kept;
  const fresh = await askChanges(event, from);
  keep(`hallway:${event}:news`, JSON.stringify(fresh));
  return fresh;
}

export async function askChanges(event, from) {
  const answer = await fetch(`/api/v1/events/${encodeURIComponent(event)}/changes?since=${from}`);
  if (!answer.ok) throw new Error(`the changes came with ${answer.status}`);
  const { to, changes } = await answer.json();
  return { from, to, changes: changes.slice(0, CHANGES_MAX).map(shorten) };
}

function shorten({ talk, title, field, old, new: fresh }) {
  const cut = (value) => value?.slice(0, VALUE_MAX_CHARS) ?? null;
  return { talk, title, field, old: cut(old), new: cut(fresh) };
}

// By talk, in the order they came: `[{id, title, fields, mark}]`; what is not about talks is left out.
export function byTalk(changes) {
  const talks = new Map();
  for (const change of changes) {
    if (change.field === "announcement" || change.field.startsWith("event.")) continue;
    const entry = talks.get(change.talk) || { id: change.talk, title: change.title, fields: [], mark: "changed" };
    if (change.field === "talk") entry.mark = change.old === null ? "new" : "gone";
    else entry.fields.push(change);
    talks.set(change.talk, entry);
  }
  return [...talks.values()];
}

export function markWords(entry) {
  if (entry.mark === "new") return t("New");
  if (entry.mark === "gone") return t("Gone");
  return t("Changed: {fields}", { fields: entry.fields.map(({ field }) => fieldName(field)).join(", ") });
}

export function fieldName(field) {
  return {
    title: t("Title"),
    subtitle: t("Subtitle"),
    kind: t("Kind"),
    state: t("State"),
    languages: t("Languages"),
    track: t("Track"),
    abstract: t("Abstract"),
    description: t("Description"),
    topics: t("Topics"),
    speakers: t("Speakers"),
    slots: t("Time and room"),
    links: t("Links"),
    duration_s: t("Length"),
    published: t("Recording published"),
  }[field] || t("Details");
}
