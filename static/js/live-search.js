// Search and filters as you type: the form's own address is fetched and its results taken in.
import { say } from "./page.js";
import { fetchPage, swapParts } from "./swap.js";
import { plural } from "./words.js";

// Long enough to finish a syllable, short enough to feel at once.
const TYPING_MS = 180;
// The title of each talk, in rows, in the grid and on cards.
const RESULT_LINKS = "[data-talk] :is(.row-title, .cell-title, .card-title, h3, h4) a, [data-talk] > a";

export function start(page) {
  const form = page.querySelector("form[data-live-search]");
  if (form) new LiveSearch(form).listen();
}

class LiveSearch {
  #form;
  #timer = 0;
  #asking = null;
  #shown = location.pathname + location.search;

  constructor(form) {
    this.#form = form;
  }

  listen() {
    const form = this.#form;
    form.addEventListener("input", (event) => {
      if (event.isComposing || !isText(event.target)) return;
      this.#soon();
    });
    form.addEventListener("compositionend", () => this.#soon());
    form.addEventListener("change", (event) => {
      if (!isText(event.target)) this.#go(this.#address());
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go(this.#address());
    });
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("popstate", () => {
      if (location.pathname + location.search !== this.#shown) this.#show(new URL(location.href));
    });
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(this.#address()), TYPING_MS);
  }

  #address() {
    const address = new URL(this.#form.action, location.href);
    address.search = "";
    for (const [name, value] of new FormData(this.#form)) {
      if (typeof value === "string" && value.trim()) address.searchParams.append(name, value.trim());
    }
    return address;
  }

  #click(event) {
    const link = event.target.closest?.("#filters a[href], [data-swap] a[href]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target) return;
    const address = new URL(link.href);
    if (address.origin !== location.origin || address.pathname !== location.pathname) return;
    event.preventDefault();
    history.pushState(null, "", address);
    this.#show(address);
  }

  #go(address) {
    clearTimeout(this.#timer);
    if (address.pathname + address.search === this.#shown) return;
    this.#show(address);
    if (address.pathname === location.pathname) history.replaceState(null, "", address);
  }

  async #show(address) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#shown = address.pathname + address.search;
    busy(true);
    try {
      const fresh = await fetchPage(address, asking.signal);
      swapParts(fresh);
      this.#follow(fresh);
    } catch (error) {
      if (error.name === "AbortError") return;
      await this.#searchHere(address);
    }
    if (this.#asking !== asking) return;
    busy(false);
    tellCount();
  }

  // Without the server the device's own copy of the programme is searched; without one, the
  // browser's own loading says best what is wrong.
  async #searchHere(address) {
    try {
      const { searchHere } = await import("./search-here.js");
      await searchHere(this.#form, address);
    } catch {
      if (navigator.onLine) location.assign(address);
    }
  }

  // Hidden fields carry the filters chosen by links; other fields follow unless one is typing there.
  #follow(fresh) {
    const theirs = fresh.querySelector("form[data-live-search]");
    if (!theirs) return;
    for (const field of this.#form.querySelectorAll("input[type=hidden]")) field.remove();
    for (const field of theirs.querySelectorAll("input[type=hidden]")) this.#form.append(document.adoptNode(field));
    for (const field of this.#form.elements) {
      if (field === document.activeElement || !field.name || field.type === "hidden") continue;
      const same = [...theirs.elements].filter((other) => other.name === field.name);
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = same.some((other) => other.checked && other.value === field.value);
      } else if (same.length === 1) {
        field.value = same[0].value;
      }
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const box = this.#form.querySelector("input[type=search]");
    const inBox = event.target === box;
    const links = [...(document.getElementById("results")?.querySelectorAll(RESULT_LINKS) || [])];
    const at = links.indexOf(event.target);
    if (!inBox && at < 0) return;
    if (event.key === "Escape") return this.#escape(event, box, inBox);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (inBox && step < 0)) return;
    const next = at + step < 0 ? box : links[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #escape(event, box, inBox) {
    event.preventDefault();
    if (!inBox) return box.focus();
    if (!box.value) return box.blur();
    box.value = "";
    this.#go(this.#address());
  }
}

function isText(field) {
  return field.matches("input[type=search], input[type=text]");
}

function busy(isBusy) {
  document.getElementById("results")?.setAttribute("aria-busy", String(isBusy));
}

function tellCount() {
  const results = document.getElementById("results");
  if (!results) return;
  const talks = new Set([...results.querySelectorAll("[data-talk]")].map((host) => host.dataset.talk));
  const n = Number(results.dataset.count ?? talks.size);
  say(plural(n, "{n} talk", "{n} talks"));
}
