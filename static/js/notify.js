// Notifications while a page is open, for those who agreed: my talks changed, begin soon, or there is news.
import { askChanges, byTalk, markWords } from "./changes-since.js";
import { arrange } from "./clashes.js";
import { forget, keep, recall, recallJson } from "./local.js";
import { eventOf, toast } from "./page.js";
import { dropProgramme, loadProgramme } from "./programme-data.js";
import { pulseOf } from "./pulse.js";
import { storeOf } from "./store.js";
import { clockOf, shownZone } from "./times.js";
import { plural, t } from "./words.js";

const CONSENT = "hallway:notify";
const SOON_MS = 600_000;
const LOOK_MS = 30_000;
const TOLD_MAX = 500;

export function start(page) {
  const event = eventOf(page.documentElement);
  if (!event || !("Notification" in globalThis)) return;
  const teller = new Teller(event);
  for (const button of page.querySelectorAll("[data-notify]")) offer(button, teller);
  if (agreed()) teller.begin();
}

function agreed() {
  return recall(CONSENT) === "on" && Notification.permission === "granted";
}

function offer(button, teller) {
  dress(button);
  button.addEventListener("click", async () => {
    if (agreed()) forget(CONSENT);
    else if ((await Notification.requestPermission()) === "granted") keep(CONSENT, "on");
    else toast(t("Your browser does not allow this site to tell you. Its settings can change that."));
    dress(button);
    if (agreed()) teller.begin();
  });
}

function dress(button) {
  const label = button.querySelector("[data-label]") || button;
  label.textContent = agreed() ? t("Tell me nothing any more") : t("Tell me about changes");
  button.setAttribute("aria-pressed", String(agreed()));
  button.hidden = false;
}

class Teller {
  #event;
  #begun = false;

  constructor(event) {
    this.#event = event;
  }

  begin() {
    if (this.#begun) return;
    this.#begun = true;
    const pulse = pulseOf(this.#event);
    pulse.inBackground = true;
    pulse.addEventListener("beat", ({ detail }) => this.#look(detail));
    if (pulse.last) this.#look(pulse.last);
    setInterval(() => this.#remind(), LOOK_MS);
    this.#remind();
  }

  async #look({ version, announcements = [] }) {
    if (!agreed()) return;
    const told = this.#told();
    // What was there before the visitor agreed is no news.
    if (told.version === null) return this.#baseline(version, announcements);
    for (const item of announcements) {
      await this.#tell(`news:${item.id}`, t("Announcement"), item.title, item.url);
    }
    if (version > told.version) await this.#tellChanges(told.version, version);
  }

  async #tellChanges(from, version) {
    const changes = await askChanges(this.#event, from).catch(() => null);
    if (!changes) return;
    dropProgramme(this.#event);
    const store = storeOf(this.#event);
    for (const entry of byTalk(changes.changes).filter(({ id }) => store.has(id))) {
      const address = `/e/${encodeURIComponent(this.#event)}/changes`;
      await this.#tell(`change:${version}:${entry.id}`, entry.title, markWords(entry), address);
    }
    this.#keepTold({ ...this.#told(), version });
  }

  async #remind() {
    const store = storeOf(this.#event);
    if (!agreed() || store.size === 0) return;
    const programme = await loadProgramme(this.#event).catch(() => null);
    if (!programme) return;
    const zone = shownZone(programme.event.zone);
    const now = Date.now();
    const chosen = store.ids().map((id) => programme.byId.get(id)).filter(Boolean);
    for (const { talk, slot } of arrange(chosen)) {
      if (slot.from <= now || slot.from - now > SOON_MS) continue;
      const minutes = Math.ceil((slot.from - now) / 60_000);
      const soon = plural(minutes, "In {n} minute, at {time}", "In {n} minutes, at {time}", {
        time: clockOf(slot.from, zone, slot.day),
      });
      await this.#tell(`soon:${talk.id}:${slot.from}`, talk.title, [soon, slot.room].filter(Boolean).join(" · "), talk.url);
    }
  }

  // Never the same twice: another tab may have told it already.
  async #tell(tag, title, body, address) {
    const told = this.#told();
    if (told.tags.includes(tag)) return;
    this.#keepTold({ ...told, tags: [...told.tags, tag].slice(-TOLD_MAX) });
    const options = { body, tag: `${this.#event}/${tag}`, icon: "/static/img/logo.svg", data: { url: address } };
    const worker = await navigator.serviceWorker?.getRegistration().catch(() => null);
    if (worker?.active) return worker.showNotification(title, options);
    const shown = new Notification(title, options);
    shown.addEventListener("click", () => { focus(); location.assign(address); });
  }

  #baseline(version, announcements) {
    const { tags } = this.#told();
    this.#keepTold({ version, tags: [...tags, ...announcements.map(({ id }) => `news:${id}`)] });
  }

  #told() {
    const found = recallJson(`hallway:${this.#event}:told`, {});
    return { version: Number.isInteger(found.version) ? found.version : null, tags: Array.isArray(found.tags) ? found.tags : [] };
  }

  #keepTold(told) {
    keep(`hallway:${this.#event}:told`, JSON.stringify(told));
  }
}
