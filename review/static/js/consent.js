// One key gives leave for the row in focus, or takes it back, and the focus goes to the next row: a list of decided
// items is gone through with j, k and c alone.
import { does } from "./keys.js";

const links = () => [...document.querySelectorAll("[data-row] [data-row-link]")];
let next = -1;

does("toggle-consent", () => {
  const all = links();
  const row = (document.activeElement.closest("[data-row]") ?? all[0]?.closest("[data-row]"));
  if (!row) return false;
  next = all.indexOf(row.querySelector("[data-row-link]")) + 1;
  row.querySelector("[data-consent]").click();
  return true;
});

document.addEventListener("htmx:afterSettle", () => {
  if (next < 0) return;
  const all = links();
  all[Math.min(next, all.length - 1)]?.focus();
  next = -1;
});
