// Draws one document of the report: the error in words, gold and prediction side by side, the events of both.
// Texts only ever become text nodes. Places are code points, hence Array.from.
"use strict";
const WORDS = JSON.parse(document.getElementById("words").textContent);
const SIDES = [["gold", "标注"], ["predicted", "预测"]];
const ROLES = ["intervener", "recipient", "case", "time", "on_behalf_of", "via"];
const FIELDS = [["situations", "situation"], ["channels", "channel"], ["status", "status"], ["lawful", "lawful"]];

function word(field, code) {
  const words = WORDS[field];
  return words && Object.hasOwn(words, code) ? words[code] : String(code);
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function verdictWords(verdict) {
  const [kind, record] = String(verdict).split(":");
  return record ? `${word("verdict", kind)} ${record}` : word("verdict", kind);
}

function eventOf(doc, side, id) {
  return doc.events.map((pair) => pair[side]).find((event) => event?.id === id);
}

function partWords(layer, part) {
  if (layer === "records") return part.split(" ").filter(Boolean).map((name) => word("field", name)).join("、");
  if (layer === "roles") return word("role", part);
  return part ? word("mention", part) : "";
}

function valueWords(doc, layer, value, side) {
  const [id, start, end, code] = value;
  if (["mentions", "triggers"].includes(layer)) return word("mention", code);
  if (layer === "links") return code === "nil" ? word("field", "nil") : code;
  if (code === null) return word("field", "untold");
  if (layer === "roles") return code === "owner" ? word("role", "owner") : code === "told" ? "" : code;
  if (layer === "cases") return eventOf(doc, side, id)?.case_no ?? "";
  if (["records", "events", "verdicts"].includes(layer)) return verdictWords(code);
  const field = FIELDS.find(([name]) => name === layer);
  return field ? word(field[1], code) : code;
}

function errorWords(error) {
  const part = partWords(error[0], error[2]);
  return `${word("layer", error[0])} · ${word("error", error[1])}${part ? `：${part}` : ""}`;
}

function placeWords(signs, error) {
  const [id, start, end] = error[3] ?? error[4];
  return start < 0 ? id : `${id} ${signs.slice(start, end).join("")}`;
}

function drawError(doc, signs, error) {
  const list = make("dl", { class: "what" });
  SIDES.forEach(([, name], side) => {
    const value = error[3 + side];
    const place = value && value[1] >= 0 ? signs.slice(value[1], value[2]).join("") : "";
    list.append(make("dt", {}, name));
    if (!value) list.append(make("dd", { class: "none" }, "无"));
    else list.append(make("dd", {}, make("code", {}, value[0]), place ? make("q", {}, place) : "",
      make("b", {}, valueWords(doc, error[0], value, side))));
  });
  return make("div", { class: "told" }, make("p", { class: `f f-${error[1]}` }, errorWords(error)), list);
}

function tagsOf(doc, side) {
  const tags = new Map();
  for (const pair of doc.events) {
    for (const [start] of pair[side]?.triggers ?? []) tags.set(start, [...(tags.get(start) ?? []), pair[side].id]);
  }
  return tags;
}

function here(error, side) {
  if (!error) return null;
  for (const [value, gap] of [[error[3 + side], false], [error[4 - side], true]]) {
    if (value && value[1] >= 0) return { start: value[1], end: value[2], gap };
  }
  return null;
}

function drawText(doc, signs, side, error) {
  const marks = doc[SIDES[side][0]];
  const lonely = new Set(doc.errors.filter((one) => ["mentions", "triggers"].includes(one[0]) && one[3 + side])
    .map((one) => one[3 + side][0]));
  const spot = here(error, side);
  const tags = tagsOf(doc, side);
  const cuts = new Set([0, signs.length, ...marks.flatMap((mark) => [mark[1], mark[2]])]);
  if (spot) cuts.add(spot.start).add(spot.end);
  const text = make("div", { class: "text", tabindex: "0", role: "region", "aria-label": SIDES[side][1] });
  const order = [...cuts].sort((a, b) => a - b);
  let open = [];
  let next = 0;
  for (let at = 0; at + 1 < order.length; at += 1) {
    const [from, to] = [order[at], order[at + 1]];
    open = open.filter((mark) => mark[2] > from);
    while (next < marks.length && marks[next][1] <= from) open.push(marks[next++]);
    const words = signs.slice(from, to).join("");
    const inside = spot && spot.start <= from && to <= spot.end;
    text.append(drawPiece(words, open, { spot: inside ? spot : null, lonely, tag: tags.get(from), from }));
  }
  return make("section", { class: "side" }, make("h4", {}, SIDES[side][1], make("small", {}, `${marks.length} 处标记`)), text);
}

function drawPiece(words, open, about) {
  if (!open.length && !about.spot) return document.createTextNode(words);
  const mark = open[open.length - 1];
  const classes = [];
  if (mark) classes.push(`m-${mark[3]}`);
  if (open.length > 1) classes.push("nested");
  if (open.some((one) => about.lonely.has(one[0]))) classes.push("d");
  if (about.spot) classes.push(about.spot.gap ? "gap" : "here");
  const title = open.map((one) => [word("mention", one[3]), one[0], one[4] ?? ""].filter(Boolean).join(" ")).join("；");
  const tag = mark?.[3] === "TRIGGER" && mark[1] === about.from && about.tag ? about.tag.join(" ") : null;
  return make("mark", { class: classes.join(" "), title, "data-tag": tag }, words);
}

function personWords(signs, person) {
  if (!person) return "";
  const words = person[0] < 0 ? word("role", "owner") : signs.slice(person[0], person[1]).join("");
  return person[2] ? `${words} [${person[2]}]` : words;
}

function columnsOf(signs, event) {
  return [
    ["triggers", event.triggers.map(([start, end]) => signs.slice(start, end).join("")).join("、")],
    ...ROLES.slice(0, 2).map((role) => [`roles ${role}`, personWords(signs, event.roles[role])]),
    ["cases", event.case_no ?? ""],
    ["situations", event.situations.map((code) => word("situation", code)).join("、")],
    ["dates", event.date ?? ""],
    ["channels", word("channel", event.channel)],
    ["status", word("status", event.status)],
    ["verdicts", verdictWords(event.verdict)],
    ["lawful", event.lawful ? word("lawful", event.lawful) : ""],
    ["roles others", ROLES.slice(2).filter((role) => event.roles[role])
      .map((role) => `${word("role", role)} ${personWords(signs, event.roles[role])}`).join("；")],
    ["score", event.score === null ? "" : event.score.toFixed(2)],
  ];
}

function faultsOf(doc, side, id) {
  const names = new Set();
  for (const [layer, , part, ...values] of doc.errors) {
    if (["mentions", "triggers", "links"].includes(layer) || values[side]?.[0] !== id) continue;
    if (layer === "roles") names.add(ROLES.indexOf(part) < 2 ? `roles ${part}` : "roles others");
    else if (layer === "records" && part.includes("person")) names.add("roles intervener");
    else names.add(layer);
  }
  return names;
}

function drawEvents(doc, signs, error) {
  if (!doc.events.length) return make("p", { class: "soft" }, "双方均无事件。");
  const heads = ["", "行为词", "过问人", "被过问人", "案号", "情形", "日期", "方式", "发生", "结论", "合法程序", "其他角色", "分值"];
  const table = make("table", { class: "events" }, make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))));
  for (const pair of doc.events) {
    const body = make("tbody", {});
    pair.forEach((event, side) => {
      const cells = event ? eventCells(doc, signs, event, side) : [make("td", { class: "none", colspan: heads.length - 1 }, side ? "未提出" : "标注中没有")];
      const current = error && event && [error[3], error[4]][side]?.[0] === event.id;
      body.append(make("tr", { class: current ? "current" : null }, make("th", { scope: "row" }, `${SIDES[side][1]} ${event?.id ?? ""}`), ...cells));
    });
    table.append(body);
  }
  return make("div", { class: "wide" }, table);
}

function eventCells(doc, signs, event, side) {
  const faults = faultsOf(doc, side, event.id);
  return columnsOf(signs, event).map(([name, words]) => make("td", { class: `c-${name.replace(" ", "-")}${faults.has(name) ? " off" : ""}` }, words));
}

function drawDocument(doc, error) {
  const signs = Array.from(doc.text);
  const about = [word("kind", doc.kind), doc.format, doc.source, `${signs.length} 字`].filter(Boolean).join(" · ");
  return [
    make("h3", {}, doc.id, make("small", {}, about)),
    error ? drawError(doc, signs, error) : make("p", { class: "soft" }, doc.errors.length ? "此文书在当前筛选下没有差错。" : "此文书没有差错。"),
    make("div", { class: "sides" }, drawText(doc, signs, 0, error), drawText(doc, signs, 1, error)),
    make("h4", {}, "事件"),
    drawEvents(doc, signs, error),
  ];
}
