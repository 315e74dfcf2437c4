// The link that shows times in the visitor's own zone, where that differs from the zone shown.

const HALF_YEAR_MS = 182 * 86_400_000;

export function start(page) {
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const link of page.querySelectorAll("[data-zone-switch]")) {
    const shown = link.dataset.zoneSwitch || document.documentElement.dataset.zone;
    if (!mine || (shown && sameTimes(mine, shown))) continue;
    const back = location.pathname + location.search;
    link.href = `/preferences?${new URLSearchParams({ zone: mine, back })}`;
    link.hidden = false;
  }
}

// Zones of other names may keep the same time, in summer and in winter.
function sameTimes(one, other) {
  if (one === other) return true;
  return [Date.now(), Date.now() + HALF_YEAR_MS].every((moment) => wall(moment, one) === wall(moment, other));
}

function wall(moment, zone) {
  try {
    return new Date(moment).toLocaleString("sv-SE", { timeZone: zone });
  } catch {
    return zone;
  }
}
