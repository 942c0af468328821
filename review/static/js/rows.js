// Going through a list of links by keys: every [data-row] has one [data-row-link].
import { does } from "./keys.js";

const links = () => [...document.querySelectorAll("[data-row] [data-row-link]")];

function go(step) {
  const all = links();
  if (!all.length) return false;
  const current = document.activeElement.closest("[data-row]")?.querySelector("[data-row-link]");
  const at = all.indexOf(current);
  const wanted = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[wanted].focus({ preventScroll: true });
  all[wanted].closest("[data-row]").scrollIntoView({ block: "nearest" });
  return true;
}

does("next-row", () => go(1));
does("previous-row", () => go(-1));
does("open-row", () => {
  const link = document.activeElement.closest("[data-row]")?.querySelector("[data-row-link]");
  link?.click();
  return Boolean(link);
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("a, button, input, label, summary") || getSelection().toString()) return;
  row.querySelector("[data-row-link]").click();
});

does("back-in-history", () => history.back());
