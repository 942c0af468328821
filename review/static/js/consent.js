// One key gives leave for the row in focus, or takes it back, and the focus goes to the next row: a list of decided
// items is gone through with j, k and c alone.
import { does } from "./keys.js";
import { say } from "./swap.js";

const links = () => [...document.querySelectorAll("[data-row] [data-row-link]")];
let next = -1;
let changed = -1;

does("toggle-consent", () => {
  const all = links();
  const row = (document.activeElement.closest("[data-row]") ?? all[0]?.closest("[data-row]"));
  if (!row) return false;
  next = all.indexOf(row.querySelector("[data-row-link]")) + 1;
  row.querySelector("[data-consent]").click();
  return true;
});

// The row that was answered says what holds now; the line for what is on its way must not stay.
document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target.closest?.("[data-row]");
  changed = row ? links().indexOf(row.querySelector("[data-row-link]")) : -1;
});

document.addEventListener("htmx:afterSettle", () => {
  const all = links();
  if (changed >= 0) say(all[changed]?.closest("[data-row]").querySelector("[data-state]").textContent ?? "");
  if (next >= 0) all[Math.min(next, all.length - 1)]?.focus();
  else if (changed >= 0) all[changed]?.focus();
  next = changed = -1;
});
