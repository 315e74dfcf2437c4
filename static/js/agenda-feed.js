// The part of MINE that subscribes a calendar to it: asks for the secret link, shows it, ends it.
import { copy } from "./clipboard.js";
import { feedOf } from "./feed.js";
import { make, say, toast } from "./page.js";
import { t } from "./words.js";

export function drawFeed(event) {
  const feed = feedOf(event);
  const body = make("div", { class: "stack-s" });
  const node = make("details", { class: "agenda-tool" }, make("summary", {}, t("Subscribe in a calendar")), body);
  const draw = () => body.replaceChildren(...(feed.token ? subscribed(feed, draw) : offer(feed, draw)));
  draw();
  for (const button of document.querySelectorAll("button[data-subscribe]")) {
    button.hidden = false;
    button.addEventListener("click", () => { node.open = true; node.scrollIntoView({ block: "nearest" }); node.querySelector("a, button").focus(); });
  }
  return node;
}

function offer(feed, draw) {
  return [
    make("p", {}, t("A secret link that your calendar reads. The server keeps which talks are in it and nothing about you. Later stars follow by themselves.")),
    make("p", { class: "buttons" }, make("button", {
      type: "button",
      class: "button",
      click: () => attempt(feed.subscribe(), draw, t("The link is made.")),
    }, t("Make the link"))),
  ];
}

function subscribed(feed, draw) {
  const calendar = feed.address.replace(/^https?:/, "webcal:");
  const field = make("input", { type: "text", readonly: true, class: "agenda-link", "aria-label": t("Secret link of your calendar") });
  field.value = feed.address;
  return [
    make("p", {}, t("Whoever has this link can read your agenda.")),
    field,
    make(
      "p",
      { class: "buttons" },
      make("a", { class: "button", href: calendar }, t("Open in my calendar")),
      make("button", { type: "button", class: "button quiet", click: () => copy(feed.address) }, t("Copy the link")),
      make("button", {
        type: "button",
        class: "button quiet",
        click: () => attempt(feed.end(), draw, t("The link is deleted.")),
      }, t("Delete the link")),
    ),
  ];
}

async function attempt(work, draw, done) {
  try {
    await work;
  } catch {
    return toast(t("That did not work; try again when you are online."));
  }
  draw();
  say(done);
}
