// Tells people what happened: by voice, by a word at the foot of the window, and copies links.
import { make } from "./page.js";
import { t } from "./words.js";

// A region that gets the same words twice stays silent; an empty moment between makes it speak.
const SILENCE_MS = 60;
const TOAST_MS = 8000;

// Words for screen readers only.
export function say(words) {
  const region = liveRegion();
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, SILENCE_MS);
}

// Words for everybody, at the foot of the window, with a button if something can be done.
export function toast(words, action) {
  document.querySelector(".toast")?.remove();
  const box = make("div", { class: "toast", role: "status" });
  document.body.append(box);
  const button = action && make("button", {
    type: "button",
    class: "button quiet",
    click: () => { box.remove(); action.run(); },
  }, action.label);
  setTimeout(() => box.append(make("span", {}, words), button || ""), SILENCE_MS);
  setTimeout(() => { if (!box.contains(document.activeElement)) box.remove(); }, TOAST_MS);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("The link is copied."));
  } catch {
    toast(t("The link could not be copied; select it and copy it yourself."));
  }
}

function liveRegion() {
  const known = document.getElementById("live-words");
  if (known) return known;
  const region = make("div", { id: "live-words", class: "hidden-label", role: "status" });
  document.body.append(region);
  return region;
}
