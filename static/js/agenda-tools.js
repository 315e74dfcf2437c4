// What can be done with my agenda: share it, subscribe to it, print it, save it as a file.
import { drawFeed } from "./agenda-feed.js";
import { copy } from "./clipboard.js";
import { shareKeys } from "./keys.js";
import { make, say, toast } from "./page.js";
import { plural, t } from "./words.js";

const OBJECT_URL_MS = 10_000;

export function drawTools(programme, store) {
  const event = programme.event.slug;
  const share = shareTool(event, programme.event.name, store);
  const print = make("button", { type: "button", class: "button quiet", click: () => globalThis.print() }, t("Print"));
  const hasPrint = wirePage(share);
  const node = make(
    "section",
    { class: "agenda-tools no-print", "aria-labelledby": "agenda-tools" },
    make("h2", { id: "agenda-tools" }, t("Take it with you")),
    share.node,
    drawFeed(event),
    fileTool(event, store),
    hasPrint ? null : make("p", { class: "buttons" }, print),
  );
  share.refresh();
  return { node, refresh: share.refresh };
}

// The page may carry buttons of its own for the same things. Whether it has one to print.
function wirePage(share) {
  const wire = (name, run) => {
    const buttons = document.querySelectorAll(`button[data-${name}]`);
    for (const button of buttons) {
      button.hidden = false;
      button.addEventListener("click", run);
    }
    return buttons.length > 0;
  };
  wire("share", () => share.send());
  return wire("print", () => globalThis.print());
}

function shareTool(event, name, store) {
  const field = make("input", { type: "text", readonly: true, class: "agenda-link", "aria-label": t("Link to this agenda") });
  const picture = make("img", { class: "agenda-qr", width: "220", height: "220", alt: t("QR code of the link to this agenda"), loading: "lazy" });
  const send = () => sendLink(field.value, name);
  const node = make(
    "details",
    { class: "agenda-tool" },
    make("summary", {}, t("Share, or take it to another device")),
    make("p", {}, t("The link and the picture hold your talks, not your notes. Whoever opens them can add the talks.")),
    field,
    make("p", { class: "buttons" }, make("button", { type: "button", class: "button", click: send }, t("Share the link"))),
    picture,
  );
  // The picture is only fetched when somebody wants to see it.
  const showPicture = () => {
    if (node.open && field.value) picture.setAttribute("src", field.dataset.picture);
  };
  node.addEventListener("toggle", showPicture);
  const refresh = async () => {
    const talks = (await shareKeys(event, store.ids())).join(",");
    field.value = `${location.origin}/e/${event}/agenda?talks=${talks}`;
    field.dataset.picture = `/e/${event}/agenda/qr.svg?talks=${talks}`;
    node.hidden = talks === "";
    showPicture();
  };
  return { node, refresh, send };
}

async function sendLink(url, title) {
  if (navigator.share) {
    const sent = await navigator.share({ title: t("My agenda for {event}", { event: title }), url }).then(() => true, (error) => error.name === "AbortError");
    if (sent) return;
  }
  await copy(url);
}

function fileTool(event, store) {
  const picker = make("input", {
    type: "file",
    accept: "application/json,.json",
    class: "hidden-label",
    id: "agenda-file",
    change: () => takeFile(picker, store),
  });
  return make(
    "details",
    { class: "agenda-tool" },
    make("summary", {}, t("Save as a file")),
    make("p", {}, t("The file holds your talks, must-sees and notes.")),
    make(
      "p",
      { class: "buttons" },
      make("button", { type: "button", class: "button quiet", click: () => saveFile(event, store) }, t("Save a file")),
      picker,
      make("label", { class: "button quiet", for: "agenda-file" }, t("Open a file")),
    ),
  );
}

function saveFile(event, store) {
  const address = URL.createObjectURL(new Blob([store.toFile()], { type: "application/json" }));
  make("a", { href: address, download: `agenda-${event}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), OBJECT_URL_MS);
}

async function takeFile(picker, store) {
  const [file] = picker.files;
  if (!file) return;
  try {
    const n = store.mergeFile(await file.text());
    say(plural(n, "{n} talk came from the file", "{n} talks came from the file"));
  } catch {
    toast(t("That file is not an agenda of this event."));
  }
  picker.value = "";
}
