// The programme of an event on a conference's own pages: <hallway-programme event="…">.
// Asks only the site it came from; shows data as text, never as markup. See docs/embed.md.

const HOST = new URL("/", import.meta.url);
const MINUTE_MS = 60_000;
// How old data may be before it is asked for again: as often as an open page of the site looks.
const FRESH_MS = 5 * MINUTE_MS;
// "Next" is what starts within this time, the talk after a break.
const NEXT_MS = 90 * MINUTE_MS;

const WORDS = {
  en: { programme: "Programme", now: "Now", next: "Next", none: "Nothing here right now.", failed: "The programme cannot be shown.", cancelled: "Cancelled", moved: "Moved", zone: "Times in", all: "Whole programme" },
  de: { programme: "Programm", now: "Jetzt", next: "Danach", none: "Hier ist gerade nichts.", failed: "Das Programm kann nicht gezeigt werden.", cancelled: "Fällt aus", moved: "Verlegt", zone: "Zeiten in", all: "Ganzes Programm" },
  fr: { programme: "Programme", now: "Maintenant", next: "Ensuite", none: "Rien ici pour le moment.", failed: "Le programme ne peut pas être affiché.", cancelled: "Annulé", moved: "Déplacé", zone: "Heures de", all: "Tout le programme" },
};

const STYLE = `
:host { display: block; font: inherit; color: var(--hallway-ink, inherit); background: var(--hallway-paper, transparent); color-scheme: inherit; }
:host([hidden]) { display: none; }
h3, h4 { margin: 1em 0 .4em; font-size: 1em; line-height: 1.3; }
h3 { font-size: 1.15em; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 7.5em 1fr; gap: 0 1em; padding: .55em 0; border-block-start: 1px solid var(--hallway-line, color-mix(in srgb, currentColor 22%, transparent)); }
time { font-variant-numeric: tabular-nums; }
a { color: var(--hallway-accent, LinkText); font-weight: 600; overflow-wrap: anywhere; }
a:focus-visible { outline: 3px solid var(--hallway-accent, currentColor); outline-offset: 2px; border-radius: 2px; }
p { margin: .15em 0 0; font-size: .875em; overflow-wrap: anywhere; }
.off a { text-decoration: line-through; }
.mark { font-weight: 700; }
@media (width < 30rem) { li { grid-template-columns: 1fr; } }
`;

let sheet;
const kept = new Map();

function style() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}

// One request for all elements that show the same event.
function load(event) {
  const known = kept.get(event);
  if (known && Date.now() - known.at < FRESH_MS) return known.data;
  const address = new URL(`api/v1/events/${encodeURIComponent(event)}/programme`, HOST);
  const data = fetch(address, { credentials: "omit", headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))));
  kept.set(event, { at: Date.now(), data });
  data.catch(() => kept.delete(event));
  return data;
}

function element(name, part, ...children) {
  const made = document.createElement(name);
  if (part) made.part = part;
  made.append(...children);
  return made;
}

// Talks at their times, by start, as far as the attributes let them through.
function showings(data, { day, room, track }) {
  const same = (a, b) => !b || a?.toLowerCase() === b.toLowerCase();
  return data.talks
    .filter((talk) => same(data.tracks[talk.track], track) && talk.state !== "withdrawn")
    .flatMap((talk) => talk.slots.map((slot) => ({ talk, slot, room: data.rooms[slot.room] })))
    .filter((it) => same(it.slot.day, day) && same(it.room, room))
    .sort((a, b) => Date.parse(a.slot.start) - Date.parse(b.slot.start));
}

class HallwayProgramme extends HTMLElement {
  static observedAttributes = ["event", "day", "room", "track", "view", "lang"];

  #timer;
  #shown = 0;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style()];
  }

  connectedCallback() {
    this.#timer = setInterval(() => document.hidden || this.#show(), MINUTE_MS);
    this.#show();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  get #words() {
    const tag = this.closest("[lang]")?.lang || navigator.language;
    return WORDS[tag.slice(0, 2).toLowerCase()] ?? WORDS.en;
  }

  async #show() {
    const turn = ++this.#shown;
    const event = this.getAttribute("event");
    if (!event) return;
    let content;
    try {
      content = this.#content(await load(event));
    } catch {
      content = [element("p", "status", this.#words.failed, " ", this.#page(event))];
    }
    // A later change of attributes may have been answered first.
    if (turn !== this.#shown) return;
    const frame = element("section", "programme", ...content);
    frame.setAttribute("aria-label", this.#words.programme);
    const focused = this.shadowRoot.activeElement?.href;
    this.shadowRoot.replaceChildren(frame);
    if (focused) [...frame.querySelectorAll("a")].find((link) => link.href === focused)?.focus();
  }

  #content(data) {
    const [day, room, track] = ["day", "room", "track"].map((name) => this.getAttribute(name));
    const all = showings(data, { day, room, track });
    const parts = this.getAttribute("view") === "now" ? this.#moment(all) : this.#days(all);
    if (!parts.length) parts.push(element("p", "status", this.#words.none));
    const zone = data.event.zone ? `${this.#words.zone} ${data.event.zone}. ` : "";
    return [...parts, element("p", "foot", zone, this.#page(data.event.slug))];
  }

  #moment(all) {
    const now = Date.now();
    const ahead = (it) => Date.parse(it.slot.start) - now;
    const on = all.filter((it) => ahead(it) <= 0 && now < Date.parse(it.slot.end));
    const next = all.filter((it) => ahead(it) > 0 && ahead(it) <= NEXT_MS);
    return [[this.#words.now, on], [this.#words.next, next]]
      .filter(([, talks]) => talks.length)
      .flatMap(([head, talks]) => [element("h3", "head", head), this.#list(talks)]);
  }

  #days(all) {
    const days = Map.groupBy
      ? Map.groupBy(all, (it) => it.slot.day)
      : all.reduce((days, it) => days.set(it.slot.day, [...(days.get(it.slot.day) ?? []), it]), new Map());
    const name = new Intl.DateTimeFormat(this.closest("[lang]")?.lang || undefined, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
    return [...days].flatMap(([day, talks]) => [
      element("h3", "head", name.format(new Date(`${day}T12:00:00Z`))),
      this.#list(talks),
    ]);
  }

  #list(talks) {
    return element("ol", "list", ...talks.map((it) => this.#talk(it)));
  }

  #talk({ talk, slot, room }) {
    // The wall time of the event stands in the text of the instant.
    const hours = [slot.start, slot.end].map((at) => at.slice(11, 16)).join(" – ");
    const time = element("time", "time", hours);
    time.dateTime = slot.start;
    const mark = { cancelled: this.#words.cancelled, moved: this.#words.moved }[talk.state];
    const title = element("div", "title", this.#link(talk.url, talk.title));
    if (mark) title.append(" ", Object.assign(element("span", "mark", mark), { className: "mark" }));
    const about = [room, talk.speakers.join(", ")].filter(Boolean).join(" · ");
    const row = element("li", "talk", time, title);
    if (about) title.append(element("p", "about", about));
    row.classList.toggle("off", talk.state === "cancelled");
    return row;
  }

  #page(event) {
    return this.#link(`e/${encodeURIComponent(event)}`, this.#words.all);
  }

  #link(address, text) {
    const link = element("a", "link", text);
    const url = new URL(address, HOST);
    if (url.origin === HOST.origin) link.href = url.href;
    return link;
  }
}

if (!customElements.get("hallway-programme")) customElements.define("hallway-programme", HallwayProgramme);
