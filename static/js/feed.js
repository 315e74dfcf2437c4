// Keeps the secret calendar feed in step with the stars: the server is told the talks, nothing else.
import { forget, keep, recall } from "./local.js";
import { storeOf } from "./store.js";

// Several stars in a row are one message.
const SETTLE_MS = 2000;

const feeds = new Map();

export function feedOf(event) {
  if (!feeds.has(event)) feeds.set(event, new Feed(event));
  return feeds.get(event);
}

// For the pages: keeps the feeds of an event that has one in step.
export function start(page) {
  const { event } = page.documentElement.dataset;
  if (event) feedOf(event).follow();
}

class Feed {
  #event;
  #key;
  #owed;
  #timer = 0;
  #isFollowing = false;

  constructor(event) {
    this.#event = event;
    this.#key = `hallway:${event}:feed`;
    this.#owed = `hallway:${event}:feed-owed`;
  }

  get token() {
    return recall(this.#key);
  }

  get address() {
    return this.token && `${location.origin}/agendas/${encodeURIComponent(this.token)}.ics`;
  }

  async subscribe() {
    const answer = await send("POST", `/api/v1/events/${encodeURIComponent(this.#event)}/agendas`, this.#talks());
    const { token } = await answer.json();
    keep(this.#key, token);
    this.follow();
  }

  // The feed ends for every calendar that subscribed to it.
  async end() {
    const { token } = this;
    if (!token) return;
    await send("DELETE", addressOf(token)).catch(isGone);
    forget(this.#key);
    forget(this.#owed);
  }

  follow() {
    if (this.#isFollowing || !this.token) return;
    this.#isFollowing = true;
    storeOf(this.#event).addEventListener("change", ({ detail }) => {
      if (detail.what === "star") this.#owe();
    });
    addEventListener("online", () => this.#settle());
    // A page left in a hurry still sends.
    addEventListener("pagehide", () => this.#settle());
    this.#settle();
  }

  #talks() {
    return { talks: storeOf(this.#event).ids() };
  }

  #owe() {
    keep(this.#owed, "yes");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), SETTLE_MS);
  }

  async #settle() {
    clearTimeout(this.#timer);
    if (!this.token || recall(this.#owed) === null) return;
    try {
      await send("PUT", addressOf(this.token), this.#talks());
      forget(this.#owed);
    } catch (error) {
      // Deleted on another device: there is nothing to keep in step.
      if (error.status === 404 || error.status === 410) forget(this.#key);
    }
  }
}

function addressOf(token) {
  return `/api/v1/agendas/${encodeURIComponent(token)}`;
}

async function send(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: body && { "content-type": "application/json" },
    body: body && JSON.stringify(body),
    keepalive: true,
  });
  if (answer.ok) return answer;
  throw Object.assign(new Error(`the feed answered with ${answer.status}`), { status: answer.status });
}

function isGone(error) {
  if (error.status !== 404 && error.status !== 410) throw error;
}
