// The page of one item: lighting the words of an item, opening more of a paper, editing by keys. Everything is read from
// the page at the moment it is needed, so it holds after every swap. Pieces of originals are fetched here and not by
// htmx: reading a file takes a moment, and the verdict keys must not wait for it.
import { does } from "./js/keys.js";
import { say } from "./js/swap.js";

const papers = () => document.querySelector("[data-papers]");
const spots = (digit) => [...papers().querySelectorAll(`mark[data-items~="${digit}"]`)];
const starts = (digit) => spots(digit).filter((mark) => (mark.dataset.n ?? "").split("·").includes(digit));
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function show(element) {
  for (let room = element.closest("details"); room; room = room.parentElement.closest("details")) room.open = true;
  const pane = papers();
  if (pane.scrollHeight <= pane.clientHeight) {
    element.scrollIntoView({ block: "nearest" });
    return;
  }
  const box = element.getBoundingClientRect();
  const around = pane.getBoundingClientRect();
  if (box.top >= around.top + 8 && box.bottom <= around.bottom - 8) return;
  const top = pane.scrollTop + box.top - around.top - pane.clientHeight / 3;
  pane.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
}

function light(digit, place = 0) {
  const pane = papers();
  if (!pane) return;
  for (const one of document.querySelectorAll("mark.on, rect.on, mark.here")) one.classList.remove("on", "here");
  for (const one of spots(digit)) one.classList.add("on");
  for (const one of pane.querySelectorAll(`rect[data-items~="${digit}"]`)) one.classList.add("on");
  for (const one of document.querySelectorAll("[data-element]")) {
    one.toggleAttribute("data-lit", one.dataset.element === digit);
    const name = one.querySelector("a.name");
    if (one.dataset.element === digit) name?.setAttribute("aria-current", "true");
    else name?.removeAttribute("aria-current");
  }
  pane.dataset.lit = digit;
  pane.dataset.place = place;
  const all = starts(digit);
  const target = all[place % Math.max(all.length, 1)] ?? spots(digit)[0] ?? pane.querySelector(`rect[data-items~="${digit}"]`);
  if (!target) return;
  target.classList.add("here");
  show(target);
}

// The same digit again goes on to the next place.
function lightNext(digit) {
  const pane = papers();
  const again = pane.dataset.lit === digit;
  light(digit, again ? Number(pane.dataset.place) + 1 : 0);
  document.querySelector(`[data-element="${digit}"]`)?.scrollIntoView({ block: "nearest" });
}

does("light-item", (element) => lightNext(element.dataset.light));

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-light]");
  if (!link || !papers()) return;
  event.preventDefault();
  const digit = link.dataset.light;
  if (link.dataset.number) {
    const anchor = document.getElementById(link.hash.slice(1));
    light(digit, Math.max(0, starts(digit).indexOf(anchor?.closest("mark"))));
  } else lightNext(digit);
});

// Pieces of originals.
async function piece(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content.firstElementChild;
}

async function replace(element, address, focus = false) {
  if (element.getAttribute("aria-busy") === "true") return null;
  element.setAttribute("aria-busy", "true");
  try {
    const fresh = await piece(address);
    if (!element.isConnected || !fresh) return null;
    const pane = papers();
    const kept = anchorOf(element);
    element.replaceWith(fresh);
    if (pane?.dataset.lit) relight(pane.dataset.lit);
    if (kept) keepInPlace(pane, kept);
    if (focus) (fresh.querySelector("[data-open], [data-page-turn]") ?? pane)?.focus({ preventScroll: true });
    for (const one of fresh.querySelectorAll("[data-load]")) load(one);
    return fresh;
  } catch {
    element.removeAttribute("aria-busy");
    say(document.querySelector("#status").dataset.fault);
    return null;
  }
}

// What is read must not jump when something above it grows.
function anchorOf(element) {
  const pane = papers();
  const mark = pane?.querySelector("mark.here");
  if (!mark) return null;
  return { inside: element.contains(mark), id: mark.querySelector(".anchor")?.id, mark, top: mark.getBoundingClientRect().top };
}

function keepInPlace(pane, kept) {
  const mark = kept.mark.isConnected ? kept.mark : document.getElementById(kept.id)?.closest("mark");
  if (mark) pane.scrollTop += mark.getBoundingClientRect().top - kept.top;
}

function relight(digit) {
  const pane = papers();
  for (const one of spots(digit)) one.classList.add("on");
  for (const one of pane.querySelectorAll(`rect[data-items~="${digit}"]`)) one.classList.add("on");
  const all = starts(digit);
  all[Number(pane.dataset.place ?? 0) % Math.max(all.length, 1)]?.classList.add("here");
}

function load(element) {
  const address = element.dataset.load;
  element.removeAttribute("data-load");
  if (address) replace(element, address);
}

function openIn(paper) {
  const more = paper.querySelector("[data-open]");
  if (more) return () => replace(paper, more.href);
  const turn = paper.querySelector("[data-page] [data-next]");
  return turn ? () => replace(turn.closest("[data-page]"), turn.href) : null;
}

does("open-more", () => {
  const all = [...document.querySelectorAll("[data-paper]")];
  const current = document.querySelector("mark.here, mark.on")?.closest("[data-paper]");
  for (const paper of [current, ...all].filter(Boolean)) {
    const act = openIn(paper);
    if (!act) continue;
    act();
    return;
  }
  say(papers().dataset.nothing);
});

document.addEventListener("click", (event) => {
  const open = event.target.closest("[data-open]");
  const turn = event.target.closest("[data-page-turn]");
  if (!open && !turn) return;
  event.preventDefault();
  if (open) replace(open.closest("[data-paper]"), open.href, true);
  else replace(turn.closest("[data-page]"), turn.href, true);
});

// Editing.
does("edit-item", (summary) => {
  const room = summary.parentElement;
  for (const other of document.querySelectorAll("[data-edit][open]")) if (other !== room) other.open = false;
  room.open = true;
  enter(room);
});

function enter(room) {
  const field = room.querySelector("input:checked, [data-first-field]");
  room.scrollIntoView({ block: "nearest" });
  field?.focus();
  if (field?.matches("textarea, input:not([type])")) field.setSelectionRange(field.value.length, field.value.length);
}

function leave(room) {
  room.querySelector("form").reset();
  room.open = false;
  room.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  const room = event.target.closest?.("[data-edit][open]");
  if (!room || event.isComposing || event.keyCode === 229) return;
  if (event.key === "Escape") leave(room);
  else if (event.key === "Enter" && !event.shiftKey && event.target.matches("textarea, input[type=checkbox], input[type=radio], select")) {
    room.querySelector("form").requestSubmit();
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("toggle", (event) => {
  const room = event.target;
  if (room instanceof HTMLDetailsElement && "edit" in room.dataset && room.open && !room.contains(document.activeElement)) enter(room);
}, true);

let edited = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  edited = event.detail.shouldSwap && target?.id.startsWith("item-") ? target.id : "";
});

document.addEventListener("htmx:afterSettle", () => {
  if (edited) {
    const changed = edited;
    document.querySelector(`#${edited} summary`)?.focus({ preventScroll: true });
    edited = "";
    const digit = papers()?.dataset.lit;
    if (digit) document.querySelector(`[data-element="${digit}"]`)?.setAttribute("data-lit", "");
    say(papers().dataset[document.getElementById(changed)?.classList.contains("edited") ? "saved" : "unchanged"]);
  }
  start();
});

// A fresh page: the words of the content lit and in view, tables given their headings, pages drawn.
function start() {
  const pane = papers();
  if (!pane || pane.dataset.lit) return;
  light(["7", "1", "8"].find((digit) => spots(digit).length) ?? "7");
  for (const one of document.querySelectorAll("[data-load]")) load(one);
}

start();
