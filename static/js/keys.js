// The short keys under which talks stand in share links; the server makes them the same way.
import { loadProgramme } from "./programme-data.js";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const KEY_CHARS = 7;
const BITS_A_CHAR = 5;

// Keys of talks, in their order; talks whose key cannot be had are left out.
export async function shareKeys(event, ids) {
  if (ids.length === 0) return [];
  if (globalThis.crypto?.subtle) return Promise.all(ids.map((id) => shareKey(event, id)));
  const programme = await loadProgramme(event).catch(() => null);
  return ids.map((id) => programme?.byId.get(id)?.key).filter(Boolean);
}

// The first letters of the base32 of a hash of `event/id`.
export async function shareKey(event, id) {
  const text = new TextEncoder().encode(`${event}/${id}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  let bits = 0n;
  for (const byte of hash.slice(0, BITS_A_CHAR)) bits = (bits << 8n) | BigInt(byte);
  let key = "";
  for (let at = 0; at < KEY_CHARS; at += 1) {
    const shift = BigInt(8 * BITS_A_CHAR - BITS_A_CHAR * (at + 1));
    key += ALPHABET[Number((bits >> shift) & 31n)];
  }
  return key;
}
