// What is kept on the device: packs with their pages and data in IndexedDB, files in Cache Storage.
// Part of the service worker; knows nothing of requests.

const DATABASE = "hallway-offline";
/** A layout of another number is thrown away: everything in it can be fetched again. */
const LAYOUT = 1;
const FILES = "hallway-files-1";

let opening = null;

function database() {
  opening ??= openDatabase().catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

function openDatabase() {
  const asking = indexedDB.open(DATABASE, LAYOUT);
  asking.onupgradeneeded = () => layOut(asking.result);
  return done(asking).then((db) => {
    db.onversionchange = () => {
      db.close();
      opening = null;
    };
    db.onclose = () => { opening = null; };
    return db;
  });
}

function layOut(db) {
  for (const name of [...db.objectStoreNames]) db.deleteObjectStore(name);
  db.createObjectStore("packs", { keyPath: "event" });
  db.createObjectStore("pages", { keyPath: ["event", "address"] }).createIndex("address", "address");
  db.createObjectStore("data", { keyPath: ["event", "name"] });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the copy was not written"));
  });
}

async function look(store, ask) {
  return done(ask((await database()).transaction(store).objectStore(store)));
}

function findPack(event) {
  return look("packs", (packs) => packs.get(event));
}

function listPacks() {
  return look("packs", (packs) => packs.getAll());
}

/** The pages of an address; several events may have kept one, such as a speaker's. */
function findPages(address) {
  return look("pages", (pages) => pages.index("address").getAll(address));
}

async function findData(event, name) {
  return (await look("data", (data) => data.get([event, name])))?.value;
}

async function writePack(pack) {
  const transaction = (await database()).transaction("packs", "readwrite");
  transaction.objectStore("packs").put(pack);
  return finished(transaction);
}

/** Replaces all that is kept of an event, or nothing of it. */
async function replacePack(pack, pages, data) {
  const transaction = (await database()).transaction(["packs", "pages", "data"], "readwrite");
  clearEvent(transaction, pack.event);
  const store = transaction.objectStore("pages");
  for (const [address, page] of Object.entries(pages)) store.put({ event: pack.event, address, ...page });
  for (const [name, value] of Object.entries(data)) {
    transaction.objectStore("data").put({ event: pack.event, name, value });
  }
  transaction.objectStore("packs").put(pack);
  return finished(transaction);
}

async function dropPack(event) {
  const transaction = (await database()).transaction(["packs", "pages", "data"], "readwrite");
  clearEvent(transaction, event);
  transaction.objectStore("packs").delete(event);
  return finished(transaction);
}

function clearEvent(transaction, event) {
  const all = IDBKeyRange.bound([event], [event, []]);
  transaction.objectStore("pages").delete(all);
  transaction.objectStore("data").delete(all);
}

/** Fetches the files that are not there yet. */
async function keepFiles(addresses) {
  const files = await caches.open(FILES);
  for (const address of addresses) {
    if (await files.match(address)) continue;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address} came with ${answer.status}`);
    await files.put(address, answer);
  }
}

/** Throws away the files that no kept page needs any more. */
async function sweepFiles() {
  const files = await caches.open(FILES);
  const needed = new Set((await listPacks()).flatMap((pack) => pack.files));
  const offline = await files.match(OFFLINE_PAGE);
  if (offline) filesIn(await offline.text()).forEach((address) => needed.add(address));
  for (const { url } of await files.keys()) {
    const { pathname, search } = new URL(url);
    if (pathname !== OFFLINE_PAGE && !needed.has(pathname + search)) await files.delete(url);
  }
}
