// The list of keys, made from the page it is opened on.
import { does, reachable, waysOf } from "./keys.js";

const NAMES = new Map([["ArrowDown", "↓"], ["ArrowUp", "↑"], ["Escape", "Esc"]]);

function wordsOf(element) {
  return (element.dataset.keyHelp || element.getAttribute("aria-label") || element.textContent).trim();
}

function row(element) {
  const line = document.createElement("tr");
  const keys = document.createElement("th");
  keys.scope = "row";
  for (const way of waysOf(element)) {
    for (const key of way.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = NAMES.get(key) ?? key;
      keys.append(cap, " ");
    }
  }
  const words = document.createElement("td");
  words.textContent = wordsOf(element);
  line.append(keys, words);
  return line;
}

// The key that opens a strip stands beside the strip, not with the keys in it.
function headingOf(element) {
  const strip = element.parentElement.matches("[data-keys-first]") ? element.parentElement : null;
  return (strip ? strip.parentElement : element).closest("[data-keys-of]")?.dataset.keysOf;
}

function groups(everywhere) {
  const found = new Map();
  const seen = new Set();
  for (const element of [...document.querySelectorAll("[data-key]")].filter(listed)) {
    if (seen.has(element.dataset.key + wordsOf(element))) continue;
    seen.add(element.dataset.key + wordsOf(element));
    const heading = headingOf(element) || everywhere;
    if (!found.has(heading)) found.set(heading, []);
    found.get(heading).push(element);
  }
  return found;
}

function listed(element) {
  // Keys within a strip that is not open are told too: they work as soon as it is.
  return reachable(element) || Boolean(element.closest("details[data-keys-first]"));
}

// What decides comes first, what works on every page last.
function inOrder(all, everywhere) {
  const first = document.querySelector("#deciding")?.dataset.keysOf;
  const rank = (heading) => (heading === first ? 0 : heading === everywhere ? 2 : 1);
  return [...all].sort(([one], [other]) => rank(one) - rank(other));
}

function open() {
  const dialog = document.querySelector("#keys");
  const list = document.querySelector("#keys-list");
  list.replaceChildren();
  const { everywhere } = list.dataset;
  for (const [heading, elements] of inOrder(groups(everywhere), everywhere)) {
    const table = document.createElement("table");
    const caption = document.createElement("caption");
    caption.textContent = heading;
    const body = document.createElement("tbody");
    body.append(...elements.map(row));
    table.append(caption, body);
    list.append(table);
  }
  dialog.showModal();
}

does("help", open);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-key-does=help]")) open();
});
