// Copies a link, and says whether that went well.
import { toast } from "./page.js";
import { t } from "./words.js";

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("The link is copied."));
  } catch {
    toast(t("The link could not be copied; select it and copy it yourself."));
  }
}
