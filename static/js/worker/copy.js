// Pages made from the copy: the frame of the pack, the page's main part and the age of both.
// Part of the service worker; asks the network for nothing.

const OFFLINE_PAGE = "/offline";
const SEARCH_PAGE = "/offline/search";
/** Addresses that search on the server, and are answered by the search on the device. */
const SEARCHES = new Set(["/search", "/ask"]);
const PROGRAMME = /^\/e\/([^/]+)\/programme$/;
/** How an age is said, each with its length in milliseconds. */
const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000]];
/** What kept pages of a programme follow. */
const FOLLOWED = new Set(["view", "day"]);
const FILE = /(?:href|src)="(\/static\/[^"]+)"/g;

/** The page kept for an address and its pack: `{ page, pack }`, or `null`. */
async function findCopy(url) {
  const event = PROGRAMME.exec(url.pathname)?.[1];
  const days = event ? (await findPack(decodeURIComponent(event)))?.days : [];
  for (const address of nearAddresses(url, days ?? [])) {
    const pages = await findPages(address);
    const packs = await Promise.all(pages.map((page) => findPack(page.event)));
    const wanted = url.searchParams.get("event");
    const place = packs.findIndex((pack) => pack?.event === wanted);
    const at = place >= 0 ? place : newest(packs);
    if (packs[at]) return { page: pages[at], pack: packs[at] };
  }
  return null;
}

/** The address itself, then those whose page says the most of the same. */
function nearAddresses({ pathname, search, searchParams }, days) {
  if (SEARCHES.has(pathname)) return [SEARCH_PAGE];
  if (!PROGRAMME.test(pathname)) return [pathname + search, pathname];
  const day = searchParams.get("day") || usualDay(days);
  const ofDay = day ? [`${pathname}?day=${day}`] : [];
  if (day && searchParams.get("view") === "grid") ofDay.unshift(`${pathname}?view=grid&day=${day}`);
  return [...ofDay, pathname];
}

/** The day that a programme shows unasked: the first that is not over, else the last. */
function usualDay(days) {
  return (days.find(({ ends }) => ends * 1000 > Date.now()) ?? days.at(-1))?.day;
}

function newest(packs) {
  const times = packs.map((pack) => pack?.confirmedAt ?? -1);
  return times.indexOf(Math.max(...times));
}

/** A whole page: nothing of it is escaped here, because all parts come from the server as HTML. */
function pageFrom({ page, pack }, url) {
  const parts = {
    title: page.title,
    sheets: (page.sheets ?? []).map((sheet) => `<link rel="stylesheet" href="${sheet}">`).join(""),
    made: new Date(pack.confirmedAt).toISOString(),
    address: encodeURIComponent(url.pathname + url.search),
    age: ageOf(pack),
    main: page.main,
  };
  const html = pack.shell.replace(/<!--(\w+)-->/g, (marker, name) => parts[name] ?? marker);
  const headers = new Headers(pack.headers);
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("x-hallway-copy", String(pack.confirmedAt));
  if (isExact(page, url)) headers.set("x-hallway-exact", "yes");
  return new Response(html, { headers });
}

/** Whether the page is the one asked for, not one that has to be searched or filtered first. */
function isExact(page, { pathname, search, searchParams }) {
  if (!PROGRAMME.test(pathname)) return page.address === pathname + search;
  return [...searchParams].every(([name, value]) => !value || FOLLOWED.has(name));
}

/** "Copy of 14:05, 12 minutes old", in the words that the frame carries for it. */
function ageOf(pack) {
  const words = /data-copy-words="([^"]*)"/.exec(pack.shell)?.[1] ?? "{time}, {age}";
  const time = clockOf(pack.confirmedAt, pack.language);
  return words.replace("{time}", time).replace("{age}", lengthOf(Date.now() - pack.confirmedAt, pack.language));
}

function clockOf(moment, language) {
  const isToday = new Date(moment).toDateString() === new Date().toDateString();
  const day = isToday ? {} : { day: "numeric", month: "short" };
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...day, ...clock }).format(moment);
}

function lengthOf(ms, language) {
  const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? UNITS.at(-1);
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  return format.format(Math.max(0, Math.floor(ms / size)));
}

/** Data of the pack, with the words of each talk in the programme for the search on the device. */
async function dataFrom(pack, name) {
  const value = await findData(pack.event, name);
  if (value?.version === undefined) return Response.error();
  const headers = { "content-type": "application/json", "x-hallway-copy": String(pack.confirmedAt) };
  return new Response(JSON.stringify(value), { headers });
}

/** What is shown for a page that is not kept: what is. */
async function offlinePage() {
  const kept = await caches.match(OFFLINE_PAGE, { ignoreVary: true }).catch(() => undefined);
  if (!kept) return Response.error();
  const packs = await listPacks().catch(() => []);
  let html = await kept.text();
  if (packs.length > 0) html = html.replace(/<!--none-->.*?<!--\/none-->/s, "");
  html = html.replace("<!--kept-->", () => packs.map(entryOf).join(""));
  const headers = new Headers(kept.headers);
  for (const name of ["content-encoding", "content-length", "etag"]) headers.delete(name);
  return new Response(html, { status: 503, headers });
}

function entryOf(pack) {
  const address = `/e/${encodeURIComponent(pack.event)}`;
  return `<li><a href="${address}">${escapeText(pack.name)}</a> <span class="faint">${ageOf(pack)}</span></li>`;
}

function escapeText(text) {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** The files that a page names. */
function filesIn(html) {
  // Templates escape slashes.
  return [...html.replaceAll("&#x2f;", "/").matchAll(FILE)].map((match) => match[1]);
}
