// Strips: a <details data-keys-first> of the deciding bar. One is open at a time; nothing in it is chosen beforehand.
import { does, openStrip } from "./keys.js";

const strips = () => [...document.querySelectorAll("details[data-keys-first]")];

function focusOf(strip) {
  return strip.querySelector("[data-focus]") ?? strip.querySelector("form");
}

function opened(event) {
  const strip = event.target;
  if (!(strip instanceof HTMLDetailsElement) || !("keysFirst" in strip.dataset) || !strip.open) return;
  for (const other of strips()) if (other !== strip) other.open = false;
  focusOf(strip)?.focus();
}

// The focus moves while the key is being handled and not with the toggle event that follows: an Enter that comes at once
// must find the strip's button.
does("strip", (summary) => {
  const strip = summary.parentElement;
  for (const other of strips()) if (other !== strip) other.open = false;
  strip.open = true;
  focusOf(strip)?.focus();
});

does("tick", (box) => {
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
});

export function closeStrip() {
  const strip = openStrip();
  if (!strip) return false;
  strip.open = false;
  strip.querySelector("summary").focus();
  return true;
}

document.addEventListener("toggle", opened, true);

// Enter in a note goes on to the choices; no choice is made by it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  const field = event.target.closest("input[data-then]");
  if (!field) return;
  event.preventDefault();
  field.form.querySelector(field.dataset.then)?.focus();
});
