// The programme of an event as data, fetched once a page; a service worker answers when offline.

const loading = new Map();

// The programme; rejects when it cannot be had, and may be asked again then.
export function loadProgramme(event) {
  if (!loading.has(event)) {
    const asked = ask(event);
    loading.set(event, asked);
    asked.catch(() => loading.delete(event));
  }
  return loading.get(event);
}

// After a new version: the next one who asks gets it.
export function dropProgramme(event) {
  loading.delete(event);
}

async function ask(event) {
  const answer = await fetch(`/e/${encodeURIComponent(event)}/programme.json`);
  if (!answer.ok) throw new Error(`the programme came with ${answer.status}`);
  return readProgramme(await answer.json());
}

// Numbers for times, names for indices, and maps to find talks by.
export function readProgramme(data) {
  const rooms = data.rooms || [];
  const talks = data.talks.map((talk) => ({
    ...talk,
    track: data.tracks?.[talk.track] ?? null,
    slots: (talk.slots || []).map((slot) => readSlot(slot, rooms)),
  }));
  return {
    ...data,
    // As it came, for the search on the device, which keeps its index as long as this object.
    raw: data,
    talks,
    byId: new Map(talks.map((talk) => [talk.id, talk])),
    byKey: new Map(talks.map((talk) => [talk.key, talk])),
  };
}

function readSlot(slot, rooms) {
  return {
    from: Date.parse(slot.start),
    to: Date.parse(slot.end),
    start: slot.start,
    room: rooms[slot.room] ?? null,
    day: slot.day || slot.start.slice(0, 10),
  };
}
