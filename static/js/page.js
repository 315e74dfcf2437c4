// Small tools for the page: make elements, say what happened, put notes, tell of swapped parts.

const SAFE_ADDRESS = /^(?:[/?#]|https?:|webcal:|blob:)/;
const ADDRESSES = new Set(["href", "src"]);
// A region that gets the same words twice stays silent; an empty moment between makes it speak.
const SILENCE_MS = 60;
const TOAST_MS = 8000;
const SWAP = "hallway:swap";

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) give(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function give(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") return node.addEventListener(name, value);
  if (ADDRESSES.has(name) && !SAFE_ADDRESS.test(value)) return;
  node.setAttribute(name, value === true ? "" : value);
}

// The event a node belongs to: its own mark, or the page's.
export function eventOf(node) {
  return node.closest?.("[data-event]")?.dataset.event || document.documentElement.dataset.event || "";
}

export function talkHost(node) {
  return node.closest("[data-talk]");
}

// Words for screen readers only.
export function say(words) {
  const region = liveRegion();
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, SILENCE_MS);
}

// Words for everybody, at the foot of the window, with a button if something can be done.
export function toast(words, action) {
  document.querySelector(".toast")?.remove();
  const box = make("div", { class: "toast", role: "status" });
  document.body.append(box);
  const button = action && make("button", {
    type: "button",
    class: "button quiet",
    click: () => { box.remove(); action.run(); },
  }, action.label);
  setTimeout(() => box.append(make("span", {}, words), button || ""), SILENCE_MS);
  setTimeout(() => { if (!box.contains(document.activeElement)) box.remove(); }, TOAST_MS);
}

export function swapped(root) {
  document.dispatchEvent(new CustomEvent(SWAP, { detail: root }));
}

export function onSwap(then) {
  document.addEventListener(SWAP, (event) => then(event.detail));
}

// One note of a kind beside a talk's star; without words the note goes.
export function note(host, kind, words, href) {
  const place = host.querySelector("[data-notes]");
  if (!place) return;
  const old = place.querySelector(`[data-note="${kind}"]`);
  if (!words) return old?.remove();
  if (old?.textContent === words) return;
  const fresh = make(href ? "a" : "span", { class: `talk-note note-${kind}`, "data-note": kind, href }, words);
  if (old) old.replaceWith(fresh);
  else place.append(fresh);
}

function liveRegion() {
  const known = document.getElementById("live-words");
  if (known) return known;
  const region = make("div", { id: "live-words", class: "hidden-label", role: "status" });
  document.body.append(region);
  return region;
}
