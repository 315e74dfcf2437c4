// On a programme shown from the copy: filters and words of the address are applied here, because
// only whole days are kept.
import { searchHere } from "./search-here.js";

/** What a kept page already follows. */
const KEPT = new Set(["view", "day"]);

export function search(page) {
  const form = page.querySelector("form[data-live-search]");
  const isCopy = page.querySelector("[data-copy-age][data-made]");
  const asked = [...new URLSearchParams(location.search)].some(([name, value]) => value && !KEPT.has(name));
  if (form && isCopy && asked) searchHere(form, new URL(location.href)).catch(() => {});
}
