// Which of the chosen talks overlap, what could be done about it, and where there is time. Pure.

// Less is a walk to the next room.
export const GAP_MIN_MINUTES = 15;
const MINUTE_MS = 60_000;
const NO_TALKS = new Set(["break", "service"]);

// Half-open: a talk that begins as another ends does not clash with it.
export function overlap(a, b) {
  return a.from < b.to && b.from < a.to;
}

export function takesPlace(talk) {
  return talk.state !== "cancelled" && talk.state !== "withdrawn";
}

// Gives each chosen talk one of its slots so that a repeated talk is seen when there is time:
// `[{talk, slot}]` by time. What does not take place, or has no time, is left out.
export function arrange(talks) {
  const timed = talks.filter((talk) => takesPlace(talk) && talk.slots.length > 0);
  const placed = timed.filter((talk) => talk.slots.length === 1).map(first);
  const movable = timed.filter((talk) => talk.slots.length > 1);
  movable.sort((a, b) => a.slots.length - b.slots.length);
  for (const talk of movable) placed.push({ talk, slot: bestSlot(talk, placed) });
  return placed.sort((a, b) => a.slot.from - b.slot.from || a.slot.to - b.slot.to);
}

function first(talk) {
  return { talk, slot: talk.slots[0] };
}

function bestSlot(talk, placed) {
  const costs = talk.slots.map((slot) => placed.filter((other) => overlap(slot, other.slot)).length);
  return talk.slots[costs.indexOf(Math.min(...costs))];
}

// For each talk id that clashes, the entries it clashes with. Expects what `arrange` gives.
export function findClashes(placed) {
  const clashes = new Map();
  const note = (one, other) => {
    if (!clashes.has(one.talk.id)) clashes.set(one.talk.id, []);
    clashes.get(one.talk.id).push(other);
  };
  placed.forEach((one, at) => {
    for (let next = at + 1; next < placed.length && placed[next].slot.from < one.slot.to; next += 1) {
      if (!overlap(one.slot, placed[next].slot)) continue;
      note(one, placed[next]);
      note(placed[next], one);
    }
  });
  return clashes;
}

// The clashes of a talk with the chosen ones, whether it is chosen itself or not.
export function clashesOf(talk, chosen) {
  const others = chosen.filter((other) => other.id !== talk.id);
  return findClashes(arrange([...others, talk])).get(talk.id) || [];
}

// Neighbours in time, gathered while they overlap: `[[entry], [entry, entry], …]`.
export function cluster(placed) {
  const clusters = [];
  let end = -Infinity;
  for (const entry of placed) {
    const current = clusters.at(-1);
    if (current && entry.slot.from < end && current[0].slot.day === entry.slot.day) current.push(entry);
    else clusters.push([entry]);
    end = Math.max(end, entry.slot.to);
  }
  return clusters;
}

// Free time of a quarter of an hour or more between chosen talks of a day.
export function findGaps(placed) {
  const gaps = [];
  const ends = new Map();
  for (const { slot } of placed) {
    const end = ends.get(slot.day);
    if (end !== undefined && slot.from - end >= GAP_MIN_MINUTES * MINUTE_MS) {
      gaps.push({ day: slot.day, from: end, to: slot.from });
    }
    ends.set(slot.day, Math.max(end ?? -Infinity, slot.to));
  }
  return gaps;
}

// Talks that begin and end within a gap, by time: `[{talk, slot}]`.
export function fitting(talks, gap) {
  const found = [];
  for (const talk of talks) {
    if (!takesPlace(talk) || NO_TALKS.has(talk.kind)) continue;
    const slot = talk.slots.find((each) => each.from >= gap.from && each.to <= gap.to);
    if (slot) found.push({ talk, slot });
  }
  return found.sort((a, b) => a.slot.from - b.slot.from);
}

// How a talk could be had although another is on: as a recording, or when it is given again.
export function waysOut(entry, other) {
  const again = entry.talk.slots.filter((slot) => slot !== entry.slot && !overlap(slot, other.slot));
  return { recorded: entry.talk.recorded === true, again };
}

// The order in which to see clashing talks: must-sees, then what can be had no other way, then
// what was starred first. All but the first are runners-up.
export function rank(entries, stars) {
  const weight = ({ talk }) => (stars.get(talk.id)?.pin ? 2 : 0) + (talk.recorded ? 0 : 1);
  const at = ({ talk }) => stars.get(talk.id)?.at ?? Infinity;
  return [...entries].sort((a, b) => weight(b) - weight(a) || at(a) - at(b));
}
