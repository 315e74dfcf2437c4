// Fetches the copy of an event, keeps it true, and says how that goes. Part of the service worker.

/** A copy is asked for again at most so often. */
const REFRESH_MS = 10 * 60_000;
/** A server that is busy making the copy is asked again after a while, so many times. */
const BUSY_MS = 4000;
const ATTEMPTS_MAX = 8;
/** Headers that a page made here must have as the server's pages do. */
const PAGE_HEADERS = [
  "content-security-policy", "referrer-policy", "permissions-policy", "x-content-type-options",
  "cross-origin-opener-policy",
];
/** The time of the copy is not written anew with every pulse. */
const CONFIRM_MS = 30_000;

const refreshing = new Map();

/** Fetches the pack of an event, unless the one kept is still the newest; tells how far it is. */
async function keepEvent(event, tell = () => {}) {
  if (!refreshing.has(event)) {
    const job = fetchPack(event, tell).finally(() => refreshing.delete(event));
    refreshing.set(event, job);
  }
  return refreshing.get(event);
}

/** In the background, for a copy that somebody asked for: not often, and without a word if in vain. */
async function refresh(event) {
  const pack = await findPack(event);
  if (!pack || !navigator.onLine || Date.now() - pack.askedAt < REFRESH_MS) return;
  await writePack({ ...pack, askedAt: Date.now() });
  await keepEvent(event).catch(() => {});
}

/** Notes that the copy is still what the server has. */
async function confirm(pack) {
  if (Date.now() - pack.confirmedAt < CONFIRM_MS) return;
  const newest = await findPack(pack.event);
  if (newest) await writePack({ ...newest, confirmedAt: Date.now() });
}

/** After a change of language or time zone, which makes every page another. */
async function renewAll() {
  await keepOfflinePage().catch(() => {});
  for (const pack of await listPacks()) await keepEvent(pack.event).catch(() => {});
}

async function fetchPack(event, tell) {
  const known = await findPack(event);
  const answer = await askForPack(event, known?.tag);
  const now = Date.now();
  const generation = Number(answer.headers.get("hallway-generation"));
  if (answer.status === 304) return writePack({ ...known, generation, confirmedAt: now, askedAt: now });
  const { pages, programme, pulse, ...rest } = JSON.parse(await readText(answer, tell));
  const given = PAGE_HEADERS.filter((name) => answer.headers.has(name));
  const headers = Object.fromEntries(given.map((name) => [name, answer.headers.get(name)]));
  const size = Number(answer.headers.get("hallway-size"));
  const tag = answer.headers.get("etag");
  const pack = { ...rest, generation, headers, size, tag, confirmedAt: now, askedAt: now };
  await keepFiles(pack.files);
  await replacePack(pack, pages, { programme: withTexts(programme, pages), pulse });
  await keepOfflinePage();
  await sweepFiles();
  await tellAll({ type: "updated", pack: summaryOf(pack), isFirst: !known });
}

async function askForPack(event, tag) {
  const address = `/e/${encodeURIComponent(event)}/offline.json`;
  const headers = tag ? { "if-none-match": tag } : {};
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(address, { headers, cache: "no-store" });
    if (answer.ok || answer.status === 304) return answer;
    if (answer.status !== 503 || attempt === ATTEMPTS_MAX) throw new Error(`the copy came with ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
  }
}

/** The text of an answer, telling the share that has come. */
async function readText(answer, tell) {
  const total = Number(answer.headers.get("hallway-raw-size"));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const pieces = [];
  let length = 0;
  for (;;) {
    const { done: isDone, value } = await reader.read();
    if (isDone) return pieces.join("");
    pieces.push(value);
    length += value.length;
    if (total > 0) tell({ type: "progress", share: Math.min(1, length / total) });
  }
}

/** The words of a talk travel beside its page, where they compress to almost nothing. */
function withTexts(programme, pages) {
  const texts = new Map();
  for (const page of Object.values(pages)) {
    if (page.talk) texts.set(page.talk, page.text);
    delete page.text;
  }
  const talks = programme.talks.map((talk) => ({ ...talk, text: texts.get(talk.id) ?? "" }));
  return { ...programme, talks };
}

/** The page for what is not kept, with its files. */
async function keepOfflinePage() {
  const answer = await fetch(OFFLINE_PAGE, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${OFFLINE_PAGE} came with ${answer.status}`);
  await keepFiles(filesIn(await answer.clone().text()));
  await (await caches.open(FILES)).put(OFFLINE_PAGE, answer);
}

async function tellAll(news) {
  for (const client of await clients.matchAll()) client.postMessage(news);
}

/** What pages need to know of a pack. */
function summaryOf({ event, name, size, version, generation, confirmedAt, made_at }) {
  return { event, name, size, version, generation, confirmedAt, madeAt: made_at };
}

function reasonOf(error) {
  if (error.name === "QuotaExceededError") return { reason: "full" };
  if (error instanceof TypeError) return { reason: "network" };
  return { reason: "other", words: error.message };
}
