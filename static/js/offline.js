// The page's side of offline use: the button that keeps an event, its progress, the age of a copy
// and news of it. What is kept, and how, is the service worker's business.
import { search } from "./offline-filter.js";
import { eventOf, make, toast } from "./page.js";
import { language, t } from "./words.js";

const WORKER = "/sw.js";
const AGE_BEAT_MS = 30_000;
const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000]];
const MEGABYTE = 1_000_000;
const KILOBYTE = 1000;

export function start(page) {
  keepAge(page);
  search(page);
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(WORKER, { updateViaCache: "none" }).catch(() => {});
  navigator.serviceWorker.addEventListener("message", ({ data }) => hear(page, data));
  navigator.serviceWorker.startMessages();
  const event = eventOf(page.documentElement);
  if (event) new Keeper(page, event).start();
  showKept(page);
}

/** Asks the worker for something; news that come before the answer go to `follow`. */
export async function askWorker(message, follow = () => {}) {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => (data.type === "progress" ? follow(data) : resolve(data));
    active.postMessage(message, [port2]);
  });
}

/** The button of an event, and what it stands for. */
class Keeper {
  #root;
  #event;
  #buttons;
  #isKept = false;
  #isBusy = false;
  #size = 0;

  constructor(page, event) {
    this.#root = page.documentElement;
    this.#event = event;
    this.#buttons = [...page.querySelectorAll("button[data-offline]")];
  }

  async start() {
    for (const button of this.#buttons) {
      button.addEventListener("click", () => (this.#isKept ? this.#drop() : this.#keep()));
      askSizeWhenSeen(button, () => this.#askSize());
    }
    addEventListener("appinstalled", () => this.#keep());
    this.#hear(await askWorker({ type: "state", event: this.#event }));
    if (isInstalled() && !this.#isKept) this.#keep();
  }

  async #keep() {
    if (this.#isBusy || this.#isKept) return;
    this.#isBusy = true;
    this.#show(t("Fetching the copy…"), "fetching");
    navigator.storage?.persist?.().catch(() => {});
    const percent = new Intl.NumberFormat(language(), { style: "percent" });
    const answer = await askWorker({ type: "keep", event: this.#event }, ({ share }) => {
      this.#show(t("Fetching the copy: {share}", { share: percent.format(share) }), "fetching");
    });
    this.#isBusy = false;
    this.#hear(answer);
    if (this.#isKept) toast(t("All pages of this event are kept on this device now."));
  }

  async #drop() {
    this.#hear(await askWorker({ type: "drop", event: this.#event }));
    toast(t("The copy was removed."), { label: t("Keep it again"), run: () => this.#keep() });
  }

  async #askSize() {
    if (this.#isKept || this.#isBusy || this.#size || !navigator.onLine) return;
    const address = `/e/${encodeURIComponent(this.#event)}/offline.json`;
    const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
    this.#size = Number(answer?.headers.get("hallway-size")) || 0;
    if (!this.#isKept && !this.#isBusy) this.#invite();
  }

  #hear(answer) {
    if (answer.type === "failed") {
      this.#invite();
      this.#root.dataset.offline = "failed";
      toast(failureOf(answer));
      return;
    }
    this.#isKept = Boolean(answer.pack);
    this.#size = answer.pack?.size || this.#size;
    if (this.#isKept) this.#show(t("Kept offline ({size})", { size: sizeOf(this.#size) }), "ready");
    else this.#invite();
  }

  #invite() {
    const size = this.#size && sizeOf(this.#size);
    const words = size ? t("Keep this event offline ({size})", { size }) : t("Keep this event offline");
    this.#show(words, "none");
  }

  #show(words, state) {
    this.#root.dataset.offline = state;
    for (const button of this.#buttons) {
      (button.querySelector("[data-label]") ?? button).textContent = words;
      button.setAttribute("aria-pressed", String(state === "ready"));
      button.setAttribute("aria-busy", String(state === "fetching"));
      button.hidden = false;
    }
  }
}

/** The server makes the copy to tell its size: only for someone who has the button before them. */
function askSizeWhenSeen(button, ask) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    ask();
  });
  watcher.observe(button);
}

function isInstalled() {
  return navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
}

function failureOf({ reason, words }) {
  if (reason === "full") return t("There is no room for the copy on this device.");
  if (reason === "network") return t("The copy could not be fetched: there is no network.");
  return t("The copy could not be kept: {reason}", { reason: words });
}

function sizeOf(bytes) {
  const [unit, size] = bytes >= MEGABYTE ? ["megabyte", MEGABYTE] : ["kilobyte", KILOBYTE];
  const digits = { maximumFractionDigits: unit === "megabyte" ? 1 : 0 };
  const format = new Intl.NumberFormat(language(), { style: "unit", unit, ...digits });
  return format.format(bytes / size);
}

function hear(page, news) {
  if (news.type === "back") toast(t("The network is back."), { label: t("Load the page anew"), run: () => location.reload() });
  if (news.type !== "updated" || news.isFirst || news.pack.event !== eventOf(page.documentElement)) return;
  const isCopy = Boolean(page.querySelector("[data-copy-age][data-made]"));
  if (isCopy) toast(t("A newer copy has arrived."), { label: t("Show it"), run: () => location.reload() });
}

/** The age of a copy grows while one looks at it. */
function keepAge(page) {
  const lines = page.querySelectorAll("[data-copy-age][data-made]");
  const renew = () => lines.forEach((line) => { line.textContent = ageOf(line.dataset); });
  if (lines.length > 0) setInterval(renew, AGE_BEAT_MS);
}

function ageOf({ made, copyWords }) {
  const moment = new Date(made);
  const ms = Math.max(0, Date.now() - moment);
  const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? UNITS.at(-1);
  const age = new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "long" });
  const day = moment.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  const clock = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), {
    ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return copyWords
    .replace("{time}", clock.format(moment))
    .replace("{age}", age.format(Math.floor(ms / size)));
}

/** On the page about offline use: what is kept, to open or to remove. */
async function showKept(page) {
  const list = page.querySelector("[data-kept]");
  if (!list) return;
  const { packs = [] } = await askWorker({ type: "list" });
  page.querySelector("[data-kept-none]")?.toggleAttribute("hidden", packs.length > 0);
  list.replaceChildren(...packs.map((pack) => keptEntry(page, pack)));
}

function keptEntry(page, { event, name, size }) {
  const drop = async () => {
    await askWorker({ type: "drop", event });
    await showKept(page);
  };
  return make(
    "li", {},
    make("a", { href: `/e/${encodeURIComponent(event)}` }, name),
    make("span", { class: "faint" }, ` ${sizeOf(size)} `),
    make("button", { type: "button", class: "button quiet", click: drop }, t("Remove")),
  );
}
