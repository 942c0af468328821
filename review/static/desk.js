"use strict";

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let shown = -1;

function light(numbers, step) {
  const marks = all("mark[data-e]");
  const lit = marks.filter((mark) => mark.dataset.e.split(" ").some((number) => numbers.includes(number)));
  for (const mark of marks) mark.classList.toggle("on", lit.includes(mark));
  if (lit.length) into(lit[((step % lit.length) + lit.length) % lit.length]);
}

function into(mark) {
  const pane = mark.closest("[data-papers]");
  const scrolls = pane && pane.scrollHeight > pane.clientHeight && getComputedStyle(pane).overflowY !== "visible";
  const box = mark.getBoundingClientRect();
  const frame = scrolls ? pane.getBoundingClientRect() : { top: 0, bottom: innerHeight };
  if (box.top < frame.top + 60 || box.bottom > frame.bottom - 20) {
    mark.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }
}

function choose(link, step = 0) {
  for (const other of all("[data-item]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  light(link.dataset.evidence.split(" "), step);
}

function nextEvidence() {
  const link = one("[data-item][aria-current]") || one("[data-item]");
  if (!link) return;
  shown += 1;
  choose(link, shown);
}

function move(step) {
  const rows = all("[data-row] th a");
  if (rows.length) {
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
    return;
  }
  one(step > 0 ? "[data-after]" : "[data-before]")?.click();
}

function chooseByDigit(digit) {
  const items = all(".items li");
  const link = items[digit === "0" ? 9 : Number(digit) - 1]?.querySelector("[data-item]");
  if (!link) return;
  shown = 0;
  choose(link);
  link.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target.closest("input, select, textarea");
  if (one("#keys").open) return;
  if (field) {
    if (event.key === "Escape") field.blur();
    return;
  }
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "?") one("#keys").showModal();
  else if (event.key === "/" && one("input[type=search]")) one("input[type=search]").focus();
  else if (event.key === "Escape" && one("[data-back]")) one("[data-back]").click();
  else if (event.key === "Enter" && one("[data-papers]") && !event.target.closest("a, button, summary")) nextEvidence();
  else if (/^[0-9]$/.test(event.key) && one(".items")) chooseByDigit(event.key);
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", pressed);
one("[data-help]").addEventListener("click", () => one("#keys").showModal());
for (const link of all("[data-item]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    shown = 0;
    choose(link);
  });
}
for (const row of all("[data-row]")) {
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a") && !getSelection().toString()) row.querySelector("th a").click();
  });
}
const content = one('[data-item][data-first]') || one("[data-item]");
if (content) {
  choose(content);
  shown = 0;
}
