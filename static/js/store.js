// Stars of an event, kept on this device: which talks, must-see pins and notes. Draws nothing.
import { keep, onElsewhere, recall } from "./local.js";

// Longer notes belong into another program; this keeps a full agenda far below the browser's limit.
export const NOTE_MAX_CHARS = 4000;
const STARS_MAX = 2000;
const FILE_FORMAT = "hallway-agenda";

const stores = new Map();

export function storeOf(event) {
  if (!stores.has(event)) stores.set(event, new Stars(event));
  return stores.get(event);
}

// Events: `change` with `{what: "star" | "pin" | "note" | "elsewhere", ids}`, and `problem` when
// the browser refused to keep it.
class Stars extends EventTarget {
  #key;
  #event;
  #stars;

  constructor(event) {
    super();
    this.#event = event;
    this.#key = `hallway:${event}:stars`;
    this.#stars = parse(recall(this.#key));
    onElsewhere(this.#key, () => this.#reload());
  }

  get size() {
    return this.#stars.size;
  }

  has(id) {
    return this.#stars.has(id);
  }

  get(id) {
    return this.#stars.get(id);
  }

  // The talk ids, the one starred last first.
  ids() {
    return [...this.#stars].sort((a, b) => b[1].at - a[1].at).map(([id]) => id);
  }

  // Whether it is starred now.
  toggle(id) {
    if (this.#stars.has(id)) this.remove(id);
    else this.add([id]);
    return this.#stars.has(id);
  }

  // Stars what is not starred yet, and says how many that were.
  add(ids) {
    const fresh = ids.filter((id) => !this.#stars.has(id));
    const at = Date.now();
    this.#write("star", fresh, (stars) => {
      for (const id of fresh) stars.set(id, { at, pin: false, note: "" });
    });
    return fresh.length;
  }

  remove(id) {
    this.#write("star", [id], (stars) => stars.delete(id));
  }

  restore(id, star) {
    this.#write("star", [id], (stars) => stars.set(id, star));
  }

  pin(id, pin) {
    this.#write("pin", [id], (stars) => stars.has(id) && stars.set(id, { ...stars.get(id), pin }));
  }

  note(id, text) {
    const note = text.slice(0, NOTE_MAX_CHARS);
    this.#write("note", [id], (stars) => stars.has(id) && stars.set(id, { ...stars.get(id), note }));
  }

  // The agenda as the text of a file.
  toFile() {
    const stars = Object.fromEntries(this.#stars);
    return JSON.stringify({ format: FILE_FORMAT, event: this.#event, stars }, null, 2);
  }

  // Lays a file over the agenda: nothing is lost, notes are taken where there is none yet.
  // Says how many talks came; throws where it is no such file.
  mergeFile(text) {
    const file = JSON.parse(text);
    if (file?.format !== FILE_FORMAT || file.event !== this.#event) throw new TypeError("another file");
    const theirs = parse(JSON.stringify(file.stars));
    const before = this.#stars.size;
    this.#write("star", [...theirs.keys()], (stars) => {
      for (const [id, star] of theirs) stars.set(id, merged(stars.get(id), star));
    });
    return this.#stars.size - before;
  }

  #reload() {
    this.#stars = parse(recall(this.#key));
    this.#tell("elsewhere", []);
  }

  #write(what, ids, change) {
    // Another tab may have written since.
    this.#stars = parse(recall(this.#key));
    change(this.#stars);
    const kept = keep(this.#key, JSON.stringify(Object.fromEntries(this.#stars)));
    if (!kept) this.dispatchEvent(new Event("problem"));
    this.#tell(what, ids);
  }

  #tell(what, ids) {
    this.dispatchEvent(new CustomEvent("change", { detail: { what, ids } }));
  }
}

function merged(mine, theirs) {
  if (!mine) return theirs;
  return { at: mine.at, pin: mine.pin || theirs.pin, note: mine.note || theirs.note };
}

// Anything may stand in the storage; what does not read as stars is left out.
function parse(text) {
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    return new Map();
  }
  if (!found || typeof found !== "object" || Array.isArray(found)) return new Map();
  return new Map(Object.entries(found).slice(0, STARS_MAX).map(([id, star]) => [id, clean(star)]));
}

function clean(star) {
  const note = typeof star?.note === "string" ? star.note.slice(0, NOTE_MAX_CHARS) : "";
  return { at: Number(star?.at) || 0, pin: star?.pin === true, note };
}
