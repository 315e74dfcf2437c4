// Moments and days as people read them, in a named zone and the page's language.
import { language, t } from "./words.js";

const MINUTE_MS = 60_000;
const formats = new Map();

// The zone the page shows times in: the visitor's wish, else the event's.
export function shownZone(eventZone) {
  return document.documentElement.dataset.zone || eventZone;
}

export function clock(ms, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

// With the day of the week where that is not the day it is listed under.
export function clockOf(ms, zone, day) {
  const date = format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }, "sv-SE").format(ms);
  if (date === day) return clock(ms, zone);
  return `${clock(ms, zone)} (${format(zone, { weekday: "short" }).format(ms)})`;
}

// `2026-06-19` as "Friday, 19 June".
export function dayName(day) {
  const noon = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(noon)) return day;
  return format("UTC", { weekday: "long", day: "numeric", month: "long" }).format(noon);
}

// A length of time: "45 min", "1 h 30 min", "2 h".
export function lengthOf(ms) {
  const minutes = Math.round(ms / MINUTE_MS);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return t("{m} min", { m: minutes });
  if (minutes % 60 === 0) return t("{h} h", { h: hours });
  return t("{h} h {m} min", { h: hours, m: minutes % 60 });
}

function format(zone, options, locale = place()) {
  const key = JSON.stringify([zone, options, locale]);
  if (!formats.has(key)) formats.set(key, build(zone, options, locale));
  return formats.get(key);
}

// An unknown zone or language must not cost the page its times.
function build(zone, options, locale) {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
}

// English dates as the pages write them: the day before the month.
function place() {
  return language() === "en" ? "en-GB" : language();
}
