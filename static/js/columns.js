// Hiding rooms of the grid: a list of check boxes made from the grid's heads, remembered by event.
import { keep, recallJson } from "./local.js";
import { eventOf, make, onSwap } from "./page.js";
import { t } from "./words.js";

const HIDDEN = "room-hidden";

export function start() {
  refresh();
  onSwap(refresh);
}

function refresh() {
  for (const grid of document.querySelectorAll("table.programme-grid")) {
    if (!grid.dataset.columns) offer(grid);
  }
}

function offer(grid) {
  const rooms = [...new Set([...grid.querySelectorAll("th[data-room]")].map((head) => head.dataset.room))];
  if (rooms.length < 2) return;
  grid.dataset.columns = String(rooms.length);
  const names = new Map(rooms.map((room) => [room, nameOf(grid, room)]));
  const key = `hallway:${eventOf(grid)}:rooms-hidden`;
  const stored = recallJson(key, []);
  const hidden = new Set(Array.isArray(stored) ? stored.filter((room) => names.has(room)) : []);
  const panel = build(names, hidden, () => {
    keep(key, JSON.stringify([...hidden]));
    apply(grid, panel, hidden);
  });
  place(grid, panel);
  apply(grid, panel, hidden);
}

// A place kept for it by the page moves nothing; else it stands before whatever scrolls the grid.
function place(grid, panel) {
  const kept = document.querySelector("[data-columns-place]");
  if (kept) return kept.replaceChildren(panel);
  const scroller = grid.parentElement.matches("[data-results]") ? grid : grid.parentElement;
  scroller.before(panel);
}

function nameOf(grid, room) {
  return grid.querySelector(`th[data-room="${CSS.escape(room)}"]`).textContent.trim() || room;
}

function build(names, hidden, changed) {
  const boxes = [...names].map(([room, name]) => make(
    "label",
    { class: "column-choice" },
    make("input", {
      type: "checkbox",
      value: room,
      change: ({ target }) => {
        if (target.checked) hidden.delete(room);
        else hidden.add(room);
        changed();
      },
    }),
    name,
  ));
  const all = make("button", {
    type: "button",
    class: "button quiet",
    click: () => { hidden.clear(); changed(); },
  }, t("Show all rooms"));
  return make(
    "details",
    { class: "columns no-print" },
    make("summary", {}, ""),
    make("fieldset", { class: "column-choices" }, make("legend", {}, t("Rooms shown")), ...boxes),
    all,
  );
}

function apply(grid, panel, hidden) {
  // One room must stay, or there is no grid to look at.
  const boxes = [...panel.querySelectorAll("input")];
  for (const box of boxes) box.checked = !hidden.has(box.value);
  const shown = boxes.filter((box) => box.checked);
  for (const box of boxes) box.disabled = shown.length === 1 && box.checked;
  for (const cell of grid.querySelectorAll("[data-room]")) {
    cell.classList.toggle(HIDDEN, hidden.has(cell.dataset.room));
  }
  narrowSpans(grid);
  panel.querySelector("summary").textContent = hidden.size
    ? t("Rooms ({n} hidden)", { n: hidden.size })
    : t("Rooms");
}

// Rows across all rooms, such as breaks, must not be wider than what is left.
function narrowSpans(grid) {
  let gone = 0;
  for (const head of grid.querySelectorAll(`thead th.${HIDDEN}`)) gone += head.colSpan;
  for (const cell of grid.querySelectorAll("[colspan]:not([data-room])")) {
    cell.dataset.span ||= String(cell.colSpan);
    cell.colSpan = Math.max(1, Number(cell.dataset.span) - gone);
  }
}
