// Asks now and then, while a page of an event is open, whether anything is new; tells who listens.

const BEAT_MS = 60_000;
// After failures it asks more and more seldom, but never less than every ten minutes.
const SLOWEST_MS = 600_000;

const pulses = new Map();

export function pulseOf(event) {
  if (!pulses.has(event)) pulses.set(event, new Pulse(event));
  return pulses.get(event);
}

// Event: `beat` with the pulse as detail.
class Pulse extends EventTarget {
  #address;
  #failures = 0;
  #timer = 0;
  #asked = 0;
  // Whether it goes on while nobody looks: only for those who asked to be told.
  inBackground = false;
  last = null;

  constructor(event) {
    super();
    this.#address = `/e/${encodeURIComponent(event)}/pulse.json`;
    document.addEventListener("visibilitychange", () => this.#wake());
    addEventListener("online", () => this.#wake());
    // Listeners attach in the same turn.
    setTimeout(() => this.#ask());
  }

  #wake() {
    const isDue = Date.now() - this.#asked >= BEAT_MS;
    if (!document.hidden && isDue) this.#ask();
  }

  async #ask() {
    clearTimeout(this.#timer);
    this.#asked = Date.now();
    if (!document.hidden || this.inBackground || !this.last) await this.#beat();
    const pause = Math.min(BEAT_MS * 2 ** this.#failures, SLOWEST_MS);
    this.#timer = setTimeout(() => this.#ask(), pause);
  }

  async #beat() {
    try {
      const answer = await fetch(this.#address, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`the pulse came with ${answer.status}`);
      this.last = await answer.json();
      this.#failures = 0;
    } catch {
      this.#failures += 1;
      return;
    }
    this.dispatchEvent(new CustomEvent("beat", { detail: this.last }));
  }
}
