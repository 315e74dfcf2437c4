// Small tools for the page: make elements, know whose they are, put notes, tell of swapped parts.

const SAFE_ADDRESS = /^(?:[/?#]|https?:|webcal:|blob:)/;
const ADDRESSES = new Set(["href", "src"]);
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
