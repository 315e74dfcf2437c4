// The service worker: the network answers first, the copy kept on the device when the network does
// not. A classic script, because not every browser takes modules here. Touches nothing but GET.
importScripts("/static/js/worker/store.js", "/static/js/worker/copy.js", "/static/js/worker/keep.js");

/** How long a page may take where there is a copy of it: conference Wi-Fi hangs more than it fails. */
const PATIENCE_MS = 3000;
/** The same after it was in vain a moment ago, so that not every page costs the whole wait. */
const SHORT_PATIENCE_MS = 800;
const HANGING_MS = 60_000;
const DATA = /^\/e\/([^/]+)\/(programme|pulse)\.json$/;
/** Where visitors choose language and time zone, which are in every page of a copy. */
const PREFERENCES = "/preferences";
const EVENT = /^\/e\/([^/]+)(?:\/|$)/;

let hungAt = 0;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepOfflinePage());
});

addEventListener("activate", (event) => {
  event.waitUntil(settleIn());
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) return event.respondWith(answerFile(event.request));
  const data = DATA.exec(url.pathname);
  if (data) return event.respondWith(answerData(event, decodeURIComponent(data[1]), data[2]));
  if (isPage(event.request)) event.respondWith(answerPage(event, url));
});

addEventListener("message", (event) => {
  const [port] = event.ports;
  const tell = (news) => port?.postMessage(news);
  event.waitUntil(obey(event.data, tell).catch((error) => tell({ type: "failed", ...reasonOf(error) })));
});

/** What pages may ask of the worker; each answer names the state of the event. */
async function obey({ type, event }, tell) {
  if (type === "keep") await keepEvent(event, tell);
  if (type === "drop") await dropPack(event).then(sweepFiles);
  if (type === "list") return tell({ type: "list", packs: (await listPacks()).map(summaryOf) });
  const pack = await findPack(event);
  tell({ type: "state", pack: pack ? summaryOf(pack) : null });
}

async function settleIn() {
  await registration.navigationPreload?.enable();
  for (const name of await caches.keys()) {
    if (name.startsWith("hallway-") && name !== FILES) await caches.delete(name);
  }
  await clients.claim();
}

function isPage(request) {
  if (request.mode === "navigate") return true;
  return request.destination === "" && (request.headers.get("accept") ?? "").startsWith("text/html");
}

/** Addresses of files hold a hash of what is in them, so that a kept one is always the right one. */
async function answerFile(request) {
  const kept = await caches.match(request, { ignoreVary: true }).catch(() => undefined);
  return kept ?? fetch(request);
}

async function answerPage(event, url) {
  const network = askNetwork(event);
  const copy = await findCopy(url).catch(() => null);
  if (url.pathname === PREFERENCES) event.waitUntil(network.then(renewAll, () => {}));
  if (!copy) return network.catch(() => offlinePage());
  const answer = await firstOf(network);
  if (answer && answer.status < 500) {
    event.waitUntil(afterAnswer(url));
    return answer;
  }
  if (answer === undefined) event.waitUntil(tellWhenBack(event, network));
  return pageFrom(copy, url);
}

async function askNetwork(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

/** The network's answer; `null` when it failed, `undefined` when it takes too long. */
async function firstOf(network) {
  const patience = Date.now() - hungAt < HANGING_MS ? SHORT_PATIENCE_MS : PATIENCE_MS;
  const late = new Promise((resolve) => setTimeout(resolve, patience, undefined));
  const answer = await Promise.race([network.catch(() => null), late]);
  if (answer) hungAt = 0;
  if (answer === undefined) hungAt = Date.now();
  return answer;
}

/** A page shown from the copy learns that the network has answered after all. */
async function tellWhenBack(event, network) {
  const answer = await network.catch(() => null);
  if (!answer || answer.status >= 500) return;
  hungAt = 0;
  const client = await clients.get(event.resultingClientId || event.clientId);
  client?.postMessage({ type: "back" });
}

/** While the network is there, the copy of the event that is looked at is kept true. */
async function afterAnswer(url) {
  const event = EVENT.exec(url.pathname);
  if (event) await refresh(decodeURIComponent(event[1]));
}

async function answerData(fetching, event, name) {
  const network = fetch(fetching.request);
  const pack = await findPack(event).catch(() => null);
  if (!pack) return network;
  const answer = await firstOf(network);
  if (!answer || answer.status >= 500) return dataFrom(pack, name);
  if (name === "pulse" && answer.ok) fetching.waitUntil(compare(pack, answer.clone()));
  return answer;
}

/** A pulse with the copy's own numbers says that the copy is still true; another, that it is not. */
async function compare(pack, answer) {
  const { version, generation } = await answer.json();
  if (version === pack.version && generation === pack.generation) return confirm(pack);
  await refresh(pack.event);
}
