// The desk's script: keys, strips, rows, and what htmx needs. Every page works without it by forms and links.
import { does, listen, typing } from "./keys.js";
import "./help.js";
import "./rows.js";
import { closeStrip } from "./strips.js";
import { forget } from "./swap.js";

does("leave", (_, event) => {
  if (closeStrip()) return;
  if (typing(event.target)) event.target.blur();
  else document.querySelector("[data-back]")?.click();
});

listen();
forget();
