"""doccano's JSONL in both shapes: `label: [[start, end, label]]`, and `entities` with `relations` between them.

Offsets are UTF-16 code units, as doccano's editor counts them while the project's "Count grapheme clusters as one
character" is off (https://github.com/doccano/doccano/issues/2290). Every further key of a line becomes the example's
meta data and comes back at the top level of an export; there travels what doccano has no place for. It numbers entities
anew, so they are known again by place and label.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.outputs import make_folder, write_json, write_json_lines
from data.types import Label
from evaluation.gold.drafts import MENTION_FIELDS, ROLES, TRIGGER_ROLE, Draft, DraftSpan, Row, fields_of
from evaluation.gold.faults import Place
from evaluation.gold.looks import looks
from evaluation.gold.recovery import recover
from evaluation.gold.relations import Relation, anchors, follow, relations_of
from evaluation.gold.shape import shape_faults
from evaluation.gold.tool_files import Options, Written, read_text, table_of, written
from evaluation.gold.units import Unit, ruler

OWN = "guowen"
TEXT_KEYS, SPAN_KEYS = ("text", "data"), ("entities", "label", "labels")
TOOL_KEYS = frozenset({*TEXT_KEYS, *SPAN_KEYS, "relations", "id", "Comments", "comments", "cats", OWN})


def write(rows: Sequence[Row], out: Path, options: Options) -> Written:
    """Writes `out` and beside it the label types that a project imports: `.span_types.json`, `.relation_types.json`."""
    make_folder(out.absolute().parent)
    unit = options.unit or Unit.UTF16
    write_json_lines(out, [_line(row, number, unit, options.spans_only) for number, row in enumerate(rows, 1)])
    spans, relations = (out.with_name(f"{out.stem}.{kind}_types.json") for kind in ("span", "relation"))
    write_json(spans, [_type(label.value, looks().colours[label], looks().keys[label]) for label in Label])
    files = [out, spans]
    if not options.spans_only:
        write_json(relations, [_type(role, looks().colours["role"], None) for role in (TRIGGER_ROLE, *ROLES)])
        files.append(relations)
    return written(files, rows, _lost(rows, options))


def _lost(rows: Sequence[Row], options: Options) -> dict[str, int]:
    """What doccano shows nobody: it travels along and comes back as it went."""
    events = [event for row in rows for event in row["events"]]
    lost = {"events' fields, carried along unseen": len(events)}
    if options.spans_only:
        lost["events' roles, carried along unseen"] = sum(event[role] is not None for event in events for role in ROLES)
    links = sum(bool(mention.get("linked")) for row in rows for mention in row["mentions"])
    return {**lost, "links to registries, carried along unseen": links}


def _type(name: str, colour: str, key: str | None) -> Row:
    return {"text": name, "suffix_key": key, "background_color": colour, "text_color": "#ffffff"}


def _line(row: Row, number: int, unit: Unit, spans_only: bool) -> Row:
    measure = ruler(row["text"], unit)
    carried = [{name: value for name, value in mention.items() if name != "text"} for mention in row["mentions"]]
    own = {"unit": unit.value, "fields": list(fields_of(row)), "mentions": carried, "events": row["events"]}
    head = {"id": number, "text": row["text"], **fields_of(row), OWN: own}
    places = [(measure.outward(one["start"]), measure.outward(one["end"]), one["type"]) for one in row["mentions"]]
    if spans_only:
        return {**head, "label": [list(place) for place in places]}
    entities = [_entity(at, *place) for at, place in enumerate(places, 1)]
    keys = {mention["id"]: str(at) for at, mention in enumerate(row["mentions"], 1)}
    relations: list[Relation] = []
    for event, trigger, taken in anchors(row["events"]):
        if trigger not in keys:
            continue
        key = keys[trigger]
        if taken:
            entities.append(_entity(len(entities) + 1, *places[int(keys[trigger]) - 1]))
            key = str(len(entities))
        relations += relations_of(event, key, keys)
    drawn = [
        {"id": at, "from_id": int(one.start), "to_id": int(one.end), "type": one.name}
        for at, one in enumerate(relations, 1)
    ]
    return {**head, "entities": entities, "relations": drawn}


def _entity(number: int, start: int, end: int, label: str) -> Row:
    return {"id": number, "label": label, "start_offset": start, "end_offset": end}


def read(path: Path, options: Options) -> Iterator[Draft]:
    """The documents of a `.jsonl` export, or of every one in a folder. Raises GoldError for lines without JSON."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path}: holds no .jsonl file; name doccano's JSONL export")
    for file in files:
        for number, line in enumerate(read_text(file).removeprefix("\ufeff").split("\n"), 1):
            if line.strip():
                yield _draft(_object(line, file, number), Place(str(file), number), options)


def _object(line: str, file: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise GoldError(f"{file}:{number}: not JSON; export from doccano as JSONL") from None


def _draft(line: Any, place: Place, options: Options) -> Draft:
    text = (
        next((line[key] for key in TEXT_KEYS if isinstance(line.get(key), str)), None)
        if isinstance(line, dict)
        else None
    )
    if text is None:
        empty = Draft(place, {}, "")
        empty.fault("import-document", "", "text")
        return empty
    own = table_of(line, OWN)
    told = {name: value for name, value in line.items() if name not in TOOL_KEYS}
    order = own["fields"] if isinstance(own.get("fields"), list) else []
    fields = {name: told.pop(name) for name in order if isinstance(name, str) and name in told} | told
    draft = Draft(Place(place.file, place.line, str(fields.get("doc_id") or "")), fields, text)
    base = _base(draft, own, options)
    if base is not None:
        draft.fields = fields_of(base)
    if not any(key in line for key in SPAN_KEYS):
        draft.fault("import-shape", "", "label")
    relations = _marks(draft, line, _unit(own, options))
    if base is not None:
        recover(draft, base, relations)
    elif relations:
        draft.events = list(follow(draft, relations).values())
    return draft


def _unit(own: Row, options: Options) -> Unit:
    if options.unit:
        return options.unit
    return Unit(own["unit"]) if own.get("unit") in list(Unit) else Unit.UTF16


def _base(draft: Draft, own: Row, options: Options) -> Row | None:
    """The gold line that the document was: from `--texts`, or as it travelled along; None when there is none."""
    if draft.place.document in options.texts:
        return options.texts[draft.place.document]
    mentions, events = own.get("mentions"), own.get("events")
    if not isinstance(mentions, list) or not all(isinstance(mention, dict) for mention in mentions):
        return None
    whole = [
        _worded({name: mention.get(name) for name in MENTION_FIELDS if name in mention}, mention, draft.text)
        for mention in mentions
    ]
    base = {**draft.fields, "text": draft.text, "mentions": whole, "events": events}
    if any(True for _ in shape_faults(base, draft.place.file, draft.place.line)):
        draft.fault("import-shape", "", OWN)
        return None
    return base


def _worded(usual: Row, mention: Row, text: str) -> Row:
    """The carried mention with its words again, where they stood among its fields."""
    start, end = mention.get("start"), mention.get("end")
    words = text[start:end] if isinstance(start, int) and isinstance(end, int) else ""
    ordered: Row = {}
    for name, value in mention.items():
        ordered[name] = value
        if name == "type":
            ordered["text"] = words
    return ordered if "text" in ordered else {**ordered, "text": words}


def _marks(draft: Draft, line: Row, unit: Unit) -> list[Relation] | None:
    """Puts the spans of a line into the draft; gives its relations, None in the shape that has none."""
    measure = ruler(draft.text, unit)
    shape = next((key for key in SPAN_KEYS if isinstance(line.get(key), list)), None)
    for number, item in enumerate(line[shape] if shape else [], 1):
        told = _place(item)
        if told is None:
            draft.fault("import-shape", f"{shape}[{number}]")
            continue
        key, start, end, label = told
        ends = measure.inward(start), measure.inward(end)
        if ends[0] is None or ends[1] is None:
            draft.fault("import-outside", key or f"{shape}[{number}]", "", f"{start}:{end}")
            continue
        draft.spans.append(DraftSpan(key or f"{shape}[{number}]", ends[0], ends[1], label))
    if shape != "entities":
        return None
    return list(_relations(draft, line.get("relations")))


def _place(item: Any) -> tuple[str, int, int, str] | None:
    """(id or empty, start, end, label) of a span of either shape, None when it is of neither."""
    if isinstance(item, list) and len(item) >= 3:
        key, start, end, label = "", item[0], item[1], item[2]
    elif isinstance(item, dict):
        key, start, end, label = (
            str(item.get("id", "")),
            item.get("start_offset"),
            item.get("end_offset"),
            item.get("label"),
        )
    else:
        return None
    if not isinstance(label, str) or not all(
        isinstance(one, int) and not isinstance(one, bool) for one in (start, end)
    ):
        return None
    return key, start, end, label


def _relations(draft: Draft, items: Any) -> Iterator[Relation]:
    for number, item in enumerate(items if isinstance(items, list) else [], 1):
        name = item.get("type") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(name, str) or "from_id" not in item or "to_id" not in item:
            draft.fault("import-shape", f"relations[{number}]")
            continue
        yield Relation(str(item["from_id"]), str(item["to_id"]), name)
