// Pressing `/` outside a text field moves to the search box: that of the page, else the header's.

const TEXT_FIELDS = "input, select, textarea, [contenteditable]";

export function focusSearchOnSlash(page) {
  const box = page.querySelector("form[data-live-search] input[type=search]")
    || page.querySelector("[data-search-key]");
  if (!box) return;
  for (const hint of box.form.querySelectorAll(".key")) hint.hidden = false;
  page.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TEXT_FIELDS)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
