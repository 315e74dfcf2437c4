// The views of a programme: FOR YOU is asked for with the stars, NOW and NEXT stay fresh.
import { eventOf, onSwap } from "./page.js";
import { shareKeys } from "./keys.js";
import { storeOf } from "./store.js";
import { fetchPage, swapParts } from "./swap.js";

// More than this tells no more about a taste, and addresses must stay short.
const LIKES_MAX = 30;
const FRESH_MS = 60_000;
const MOVING_VIEWS = new Set(["now", "next"]);

export function start(page) {
  const nav = page.querySelector("[data-views]");
  if (!nav) return;
  const event = eventOf(nav);
  fillForYou(event);
  onSwap(() => fillForYou(event));
  storeOf(event).addEventListener("change", ({ detail }) => {
    if (detail.what === "star" || detail.what === "elsewhere") fillForYou(event);
  });
  setInterval(refreshMoving, FRESH_MS);
  document.addEventListener("visibilitychange", refreshMoving);
}

async function fillForYou(event) {
  const links = document.querySelectorAll('a[data-view="for-you"]');
  if (links.length === 0) return;
  const keys = await shareKeys(event, storeOf(event).ids().slice(0, LIKES_MAX));
  for (const link of links) {
    const address = new URL(link.href);
    address.searchParams.delete("like");
    for (const key of keys) address.searchParams.append("like", key);
    link.href = address.href;
  }
  completeForYou(keys);
}

// FOR YOU by a bookmark or a typed address knows no stars yet.
function completeForYou(keys) {
  const here = new URL(location.href);
  const asked = here.searchParams;
  if (asked.get("show") !== "for-you" || asked.has("like") || asked.has("about") || keys.length === 0) return;
  for (const key of keys) asked.append("like", key);
  location.replace(here);
}

let lastFresh = Date.now();

async function refreshMoving() {
  const view = new URL(location.href).searchParams.get("show");
  const isDue = Date.now() - lastFresh >= FRESH_MS - 1000;
  if (!MOVING_VIEWS.has(view) || document.hidden || !isDue) return;
  lastFresh = Date.now();
  const address = location.href;
  const fresh = await fetchPage(address).catch(() => null);
  if (fresh && location.href === address) swapParts(fresh);
}
