// The keys of the desk. What a key does is read from the page at every press: an element with data-key is clicked, or
// focused when one types into it, or does what data-key-does names. There is no second list, so the help cannot lie.
//
//   data-key="c"              one key; "e 1" is two in turn; several ways are parted by commas: "j,ArrowDown"
//   data-key-does="next-row"  a behaviour made known by does(); without it the element is clicked or focused
//   data-key-help="..."       its words in the help; without it the element's own
//   data-keys-of="..."        on an ancestor: the heading in the help
//   data-key-repeats          a held key acts again and again
//   data-keys-first           on an open <details>: its keys come first, and digits mean nothing else meanwhile

const BEHAVIOURS = new Map();
const SAME = new Map([["？", "?"], ["／", "/"], ["、", "/"]]); // what an input method makes of a key in full width
let begun = "";

export function does(name, act) {
  BEHAVIOURS.set(name, act);
}

export function waysOf(element) {
  return element.dataset.key.split(",");
}

export function typing(target) {
  if (!(target instanceof Element)) return false;
  const field = target.closest("input, select, textarea, [contenteditable]");
  return Boolean(field) && !["checkbox", "radio", "button", "submit", "reset"].includes(field.type);
}

export function reachable(element) {
  if (element.disabled || element.getAttribute("aria-disabled") === "true" || element.closest("[inert]")) return false;
  for (let room = element.closest("details"); room; room = room.parentElement.closest("details")) {
    if (!room.open && element.parentElement !== room) return false;
  }
  return true;
}

export function openStrip() {
  return [...document.querySelectorAll("details[open][data-keys-first]")].pop() ?? null;
}

function keyOf(event) {
  const key = SAME.get(event.key) ?? event.key;
  return key.length === 1 && event.getModifierState("CapsLock") ? key.toLowerCase() : key;
}

function bound(within, pressed) {
  const all = [...within.querySelectorAll("[data-key]")].filter(reachable);
  return {
    element: all.find((element) => waysOf(element).includes(pressed)),
    begins: all.some((element) => waysOf(element).some((way) => way.startsWith(`${pressed} `))),
  };
}

function act(element, event) {
  const behaviour = element.dataset.keyDoes;
  if (behaviour) return BEHAVIOURS.get(behaviour)?.(element, event) !== false;
  if (element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])")) element.focus();
  else element.click();
  return true;
}

function isActivation(event) {
  return ["Enter", " "].includes(event.key) && event.target.closest("a, button, summary, input, label");
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
  if (document.querySelector("dialog[open]") || (typing(event.target) && event.key !== "Escape")) return;
  if (document.documentElement.dataset.busy) {
    event.preventDefault(); // a decision is on its way: what is typed now was not meant for the item still shown
    return;
  }
  if (isActivation(event)) return;
  const key = keyOf(event);
  const whole = begun ? `${begun} ${key}` : key;
  const strip = openStrip();
  let found = strip ? bound(strip, whole) : { begins: false };
  if (!found.element && !found.begins && !(strip && /^\d$/.test(key))) found = bound(document, whole);
  begun = !found.element && found.begins ? whole : "";
  if (found.begins && !found.element) event.preventDefault();
  if (!found.element || (event.repeat && !("keyRepeats" in found.element.dataset))) return;
  if (act(found.element, event)) event.preventDefault();
}

export function listen() {
  document.addEventListener("keydown", pressed);
  document.documentElement.dataset.keys = "on";
}
