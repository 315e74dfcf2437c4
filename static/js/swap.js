// Takes parts of a freshly fetched page into this one, keeping focus and open disclosures.
import { swapped } from "./page.js";

// Parts that follow the address: results, filters, and whatever else is marked with an id.
const PARTS = "#results, #filters, [data-swap][id]";

// The page at an address; a copy that a service worker kept is marked as such.
export async function fetchPage(address, signal) {
  const answer = await fetch(address, { signal, headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(`the page came with ${answer.status}`);
  const isCopy = answer.headers.has("x-hallway-copy");
  if (isCopy && !answer.headers.has("x-hallway-exact")) throw new TypeError("only a copy of more");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Swaps what differs from what was last taken in.
export function swapParts(fresh) {
  for (const part of document.querySelectorAll(PARTS)) {
    const next = fresh.getElementById(part.id);
    if (next) swapPart(part, document.adoptNode(next));
  }
}

export function swapPart(part, next) {
  const focus = describeFocus(part);
  copyOpen(part, next);
  part.replaceWith(next);
  swapped(next);
  if (focus) findAgain(next, focus)?.focus({ preventScroll: true });
}

function copyOpen(part, next) {
  const known = new Map([...part.querySelectorAll("details")].map((each) => [nameOf(each), each.open]));
  for (const each of next.querySelectorAll("details")) {
    if (known.has(nameOf(each))) each.open = known.get(nameOf(each));
  }
}

function nameOf(details) {
  return details.id || labelOf(details.querySelector("summary"));
}

function describeFocus(part) {
  const node = document.activeElement;
  if (!node || node === part || !part.contains(node)) return null;
  return {
    tag: node.localName,
    id: node.id,
    name: node.getAttribute("name"),
    value: node.getAttribute("value"),
    href: node.getAttribute("href"),
    label: labelOf(node),
    talk: node.closest("[data-talk]")?.dataset.talk,
  };
}

// The same control in the new part: by id, name, address within its talk, or by its words.
function findAgain(part, focus) {
  if (focus.id) return part.querySelector(`#${CSS.escape(focus.id)}`);
  const near = [...part.querySelectorAll(focus.tag)]
    .filter((node) => node.closest("[data-talk]")?.dataset.talk === focus.talk);
  const same = (key) => (node) => focus[key] && node.getAttribute(key) === focus[key];
  return near.find((node) => same("name")(node) && node.getAttribute("value") === focus.value)
    || near.find(same("href"))
    || near.find((node) => labelOf(node) === focus.label);
}

// Counts change with every filter, so they do not belong to a control's name.
function labelOf(node) {
  const parts = [...(node?.childNodes || [])].filter((part) => !part.matches?.(".count"));
  return parts.map((part) => part.textContent).join("").trim();
}
