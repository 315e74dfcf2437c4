// The button of a plan that stars the talks ticked in it, on this device. Makes no plan.
import { eventOf, say, toast } from "./page.js";
import { storeOf } from "./store.js";
import { plural, t } from "./words.js";

export function start(page) {
  const button = page.querySelector("[data-plan-keep]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const ids = [...button.form.querySelectorAll("input[name=talks]:checked")]
      .map((box) => box.dataset.planTalk || box.closest("[data-talk]")?.dataset.talk)
      .filter(Boolean);
    const store = storeOf(eventOf(button));
    const added = store.add(ids);
    if (added === 0) return say(t("All of these talks are in your agenda already."));
    toast(plural(added, "{n} talk added to my agenda", "{n} talks added to my agenda"));
  });
}
