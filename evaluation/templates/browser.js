// The browser of errors: filters with counts, the list of documents, and the way through the errors by keys.
// What is shown stands in the address (#doc=...), so a place can be sent to somebody who has the same file.
const DOCUMENTS = JSON.parse(document.getElementById("documents").textContent);
const PART = { layer: 0, fault: 1 };
const root = document.getElementById("browser");
const at = (name) => root.querySelector(`[data-at="${name}"]`);
const state = { layer: "", fault: "", kind: "", find: "", sort: "worst", doc: 0, error: -1 };
let listed = []; // [index of the document, indices of its errors that pass the filters]

function passes(doc, but) {
  if (but !== "kind" && state.kind && doc.kind !== state.kind) return false;
  return !state.find || doc.id.toLowerCase().includes(state.find.toLowerCase());
}

function passing(doc, but) {
  return doc.errors.flatMap((error, n) => (Object.keys(PART).every(
    (name) => name === but || !state[name] || error[PART[name]] === state[name]) ? [n] : []));
}

function counted(name) {
  const counts = new Map([["", 0]]);
  const add = (code, some) => counts.set(code, (counts.get(code) ?? 0) + some);
  for (const doc of DOCUMENTS) {
    if (!passes(doc, name)) continue;
    const errors = passing(doc, name);
    add("", errors.length);
    if (name === "kind") add(doc.kind, errors.length);
    else errors.forEach((n) => add(doc.errors[n][PART[name]], 1));
  }
  return counts;
}

function drawFilters() {
  for (const group of root.querySelectorAll("[data-filter]")) {
    const name = group.dataset.filter;
    const counts = counted(name);
    for (const button of group.querySelectorAll("button")) {
      const count = counts.get(button.value) ?? 0;
      button.querySelector("b").textContent = String(count);
      button.setAttribute("aria-pressed", String(button.value === state[name]));
      button.classList.toggle("nothing", !count);
    }
  }
  at("find").value = state.find;
  at("sort").value = state.sort;
}

function filtered() {
  const all = !state.layer && !state.fault;
  listed = DOCUMENTS.flatMap((doc, n) => {
    if (!passes(doc)) return [];
    const errors = passing(doc);
    return errors.length || all ? [[n, errors]] : [];
  });
  if (state.sort === "id") listed.sort((a, b) => (DOCUMENTS[a[0]].id < DOCUMENTS[b[0]].id ? -1 : 1));
  if (state.sort === "count") listed.sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
}

function drawList() {
  const items = listed.map(([n, errors]) => {
    const doc = DOCUMENTS[n];
    return make("li", { "data-doc": n }, make("button", { type: "button", title: doc.id },
      make("span", {}, doc.id), make("small", {}, word("kind", doc.kind)), make("b", {}, String(errors.length))));
  });
  at("list").replaceChildren(...items);
  const errors = listed.reduce((sum, [, some]) => sum + some.length, 0);
  at("sum").textContent = `${listed.length} 份文书，${errors} 处差错`;
}

function drawCurrent() {
  root.querySelectorAll("[data-at=list] ol").forEach((one) => one.remove());
  root.querySelectorAll("[data-at=list] [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  const place = listed.find(([n]) => n === state.doc);
  if (!place) {
    at("document").replaceChildren(make("p", { class: "soft" }, "没有符合条件的文书。"));
    at("status").textContent = "";
    return;
  }
  const doc = DOCUMENTS[state.doc];
  const error = doc.errors[state.error];
  at("document").replaceChildren(...drawDocument(doc, error));
  const item = at("list").querySelector(`[data-doc="${state.doc}"]`);
  item.firstChild.setAttribute("aria-current", "true");
  const signs = Array.from(doc.text);
  item.append(make("ol", {}, ...place[1].map((n) => make("li", {}, make("button", {
    type: "button", "data-error": n, class: `f-${doc.errors[n][1]}`, "aria-current": n === state.error ? "true" : null,
  }, errorWords(doc.errors[n]), make("small", {}, placeWords(signs, doc.errors[n])))))));
  reveal(at("list").parentElement, item.querySelector("ol [aria-current]") ?? item.firstChild);
  for (const side of at("document").querySelectorAll(".text")) {
    const mark = side.querySelector(".here, .gap");
    if (mark) side.scrollTop = mark.offsetTop - side.clientHeight / 2;
  }
  at("status").textContent = error ? `${doc.id}，${errorWords(error)}` : doc.id;
}

// Scrolls the list alone: the page stays where the reader is.
function reveal(list, button) {
  const [room, box] = [list.getBoundingClientRect(), button.getBoundingClientRect()];
  if (box.top < room.top || box.bottom > room.bottom) list.scrollTop += box.top - room.top - room.height / 3;
}

function draw(keep) {
  filtered();
  const place = listed.find(([n]) => n === state.doc);
  if (!place && !keep) [state.doc, state.error] = listed.length ? [listed[0][0], listed[0][1][0] ?? -1] : [-1, -1];
  else if (place && !place[1].includes(state.error)) state.error = place[1][0] ?? -1;
  drawFilters();
  drawList();
  drawCurrent();
}

function show(doc, error) {
  Object.assign(state, { doc, error });
  drawCurrent();
  remember();
}

function step(way, whole) {
  let n = listed.findIndex(([doc]) => doc === state.doc);
  if (n < 0) return;
  const errors = listed[n][1];
  const next = errors.indexOf(state.error) + way;
  if (!whole && errors[next] !== undefined) { show(state.doc, errors[next]); return; }
  for (n += way; n >= 0 && n < listed.length; n += way) {
    const some = listed[n][1];
    if (whole || some.length) {
      show(listed[n][0], some[way < 0 && !whole ? some.length - 1 : 0] ?? -1);
      return;
    }
  }
}

function remember() {
  const told = new URLSearchParams();
  if (DOCUMENTS[state.doc]) told.set("doc", DOCUMENTS[state.doc].id);
  if (state.error >= 0) told.set("error", String(state.error + 1));
  for (const name of ["layer", "fault", "kind", "find"]) if (state[name]) told.set(name, state[name]);
  history.replaceState(null, "", `#${told}`);
}

function recall() {
  if (!location.hash.includes("=")) return false;
  const told = new URLSearchParams(location.hash.slice(1));
  for (const name of ["layer", "fault", "kind", "find"]) state[name] = told.get(name) ?? "";
  state.doc = DOCUMENTS.findIndex((doc) => doc.id === told.get("doc"));
  state.error = Number(told.get("error") ?? 0) - 1;
  draw(told.has("doc") && state.doc < 0);
  if (told.has("doc") && state.doc < 0) at("document").replaceChildren(make("p", { class: "soft" }, `本页没有文书 ${told.get("doc")}。`));
  root.scrollIntoView();
  return true;
}

root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const group = button?.closest("[data-filter]");
  if (group) {
    state[group.dataset.filter] = state[group.dataset.filter] === button.value ? "" : button.value;
    draw();
    remember();
  } else if (button?.dataset.error) show(state.doc, Number(button.dataset.error));
  else if (button?.closest("[data-doc]")) {
    const doc = Number(button.closest("[data-doc]").dataset.doc);
    show(doc, listed.find(([n]) => n === doc)[1][0] ?? -1);
  } else if (button?.dataset.at === "clear") {
    Object.assign(state, { layer: "", fault: "", kind: "", find: "" });
    draw();
    remember();
  }
});
for (const name of ["find", "sort"]) {
  at(name).addEventListener("input", () => {
    state[name] = at(name).value.trim();
    draw();
    remember();
  });
}
const KEYS = { j: () => step(1), k: () => step(-1), J: () => step(1, true), K: () => step(-1, true), "/": () => at("find").focus() };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") {
      event.preventDefault(); // what was searched for stays
      event.target.blur();
    }
    return;
  }
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
  if (!act) return;
  event.preventDefault();
  const box = root.getBoundingClientRect();
  if (box.top > innerHeight / 2 || box.bottom < innerHeight / 2) root.scrollIntoView();
  act();
});
addEventListener("hashchange", recall);
if (!recall()) draw();
