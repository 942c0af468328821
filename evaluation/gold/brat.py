"""brat's standoff: a `.txt` and an `.ann` a document, annotation.conf and visual.conf, and documents.jsonl beside them.

brat counts code points of the `.txt`; where it reads with translated line ends CR LF counts as one, which a reader
finds out from the words of the T lines. brat refuses notes on triggers, so ids and the document's fields stand in
documents.jsonl, by brat's own ids, which it keeps. What has no list of values stands in the event's AnnotatorNotes,
which its editor shows as Notes: `case_no=...; date=2024-03-05; record=F0012`, on a person `registry_id=P0001`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import read_rows
from data.outputs import make_folder, write_json_lines, write_text, write_with
from data.types import OWNER, VerdictKind
from evaluation.gold import brat_config as conf
from evaluation.gold.brat_lines import Bound, Standoff, pairs_of, parse
from evaluation.gold.brat_writing import AnnFile
from evaluation.gold.drafts import ROLES, TRIGGER_ROLE, Draft, DraftEvent, DraftSpan, Row, fields_of
from evaluation.gold.faults import Place
from evaluation.gold.relations import Relation, follow
from evaluation.gold.tool_files import Options, Written, read_text, table_of, written
from evaluation.gold.units import Unit, agreeing, ruler, stands

INDEX = "documents.jsonl"
UNITS = (Unit.CODE_POINTS, Unit.ONE_LINE_END)


def write(rows: Sequence[Row], out: Path, options: Options) -> Written:
    """Writes the folder `out`, a pair of files a document named by its number; brat shows them in that order."""
    make_folder(out)
    if any(out.iterdir()):
        raise GoldError(f"{out}: holds files already; name a new folder, so that nobody's work is overwritten")
    files = [out / "annotation.conf", out / "visual.conf", out / INDEX]
    write_text(files[0], conf.annotation())
    write_text(files[1], conf.visual())
    index = []
    for number, row in enumerate(rows, 1):
        name = f"{number:05d}"
        writer = AnnFile(row, ruler(row["text"], options.unit or Unit.CODE_POINTS).outward)
        for path, words in ((out / f"{name}.txt", row["text"]), (out / f"{name}.ann", writer.text())):
            _write_exactly(path, words)
            files.append(path)
        index.append({"file": name, **writer.index()})
    write_json_lines(files[2], index)
    return written(files, rows, {"events without trigger": _untriggered(rows)})


def _untriggered(rows: Sequence[Row]) -> int:
    """How many events brat cannot hold."""
    return sum(not event["triggers"] for row in rows for event in row["events"])


def _write_exactly(path: Path, words: str) -> None:
    """The text as it is, without a line end of ours."""
    write_with(path, lambda part: _plain(part, words))


def _plain(path: Path, words: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(words)


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        try:
            told = json.loads(value)
        except json.JSONDecodeError:
            return value
        return str(told)
    return value


def read(path: Path, options: Options) -> Iterator[Draft]:
    """The documents of a collection folder, in the order of documents.jsonl, then of names.

    Without documents.jsonl a document is told by `--texts`: by file name as doc_id, or by the very same text.
    Raises GoldError when the folder has no `.ann` file.
    """
    names = sorted(file.stem for file in path.glob("*.ann")) if path.is_dir() else []
    if not names:
        raise GoldError(f"{path}: holds no .ann file; name the collection's folder")
    index = (
        {row["file"]: row for _, row in read_rows(path / INDEX) if isinstance(row.get("file"), str)}
        if (path / INDEX).is_file()
        else {}
    )
    for name in [*(name for name in index if name in names), *(name for name in names if name not in index)]:
        yield _draft(path, name, index.get(name, {}), options)


def _draft(folder: Path, name: str, own: Row, options: Options) -> Draft:
    place = Place(str(folder / f"{name}.ann"))
    try:
        text = read_text(folder / f"{name}.txt")
    except GoldError:
        lost = Draft(place, {}, "")
        lost.fault("import-document", "", f"{name}.txt")
        return lost
    fields = table_of(own, "fields")
    doc_id = str(fields.get("doc_id") or name)
    base = options.texts.get(doc_id)
    if base is None and not fields:
        base = next((row for row in options.texts.values() if row["text"] == text), None)
    draft = Draft(Place(place.file, 0, base["doc_id"] if base else doc_id), fields_of(base) if base else fields, text)
    for order in ("mention_fields", "event_fields"):
        if isinstance(own.get(order), list):
            setattr(draft, order, [field for field in own[order] if isinstance(field, str)])
    lines = parse(read_text(folder / f"{name}.ann"), draft)
    _spans(draft, lines, own, options)
    _events(draft, lines, own)
    return draft


def _spans(draft: Draft, lines: Standoff, own: Row, options: Options) -> None:
    told = [(bound.pieces[0][0], bound.pieces[-1][1], bound.words) for bound in lines.bounds]
    unit = options.unit or agreeing(draft.text, told, UNITS)
    measure = ruler(draft.text, unit)
    ids = table_of(own, "ids")
    for bound in lines.bounds:
        ends = (bound.pieces[0][0], bound.pieces[-1][1])
        start, end = (measure.inward(offset) for offset in ends)
        if start is None or end is None:
            draft.fault("import-outside", bound.id, "", f"{ends[0]}:{ends[1]}")
        elif not _one_piece(draft.text, bound, measure.inward):
            draft.fault("import-fragments", bound.id, "", f"{ends[0]}:{ends[1]}")
        elif bound.words and not stands(draft.text, measure, (*ends, bound.words)):
            draft.fault("import-text", bound.id, "", f"{ends[0]}:{ends[1]}")
        else:
            draft.spans.append(_span(bound, (start, end), lines, own, str(ids.get(bound.id, ""))))


def _one_piece(text: str, bound: Bound, inward: Any) -> bool:
    """Whether nothing but white space lies between the fragments."""
    gaps = zip(bound.pieces, bound.pieces[1:], strict=False)
    places = [(inward(first[1]), inward(second[0])) for first, second in gaps]
    return all(start is not None and end is not None and not text[start:end].strip() for start, end in places)


def _span(bound: Bound, place: tuple[int, int], lines: Standoff, own: Row, name: str) -> DraftSpan:
    notes = dict(pair for note in lines.notes.get(bound.id, []) for pair in pairs_of(note))
    registry = lines.links.get(bound.id) or _unquoted(notes.get("registry_id", "")) or None
    marks = {mark for mark, _ in lines.attributes.get(bound.id, [])}
    extra = table_of(table_of(own, "mention_extra"), name)
    return DraftSpan(bound.id, *place, bound.label, name, registry, bool(registry) or conf.UNREGISTERED in marks, extra)


def _events(draft: Draft, lines: Standoff, own: Row) -> None:
    """Events with arguments or fields; a bare one is only a trigger, of the event whose argument it is."""
    triggers = {event.id: event.trigger for event in lines.events}
    spans = {span.key for span in draft.spans}
    drawn = {}
    for event in lines.events:
        told = lines.attributes.get(event.id, []) or lines.notes.get(event.id, [])
        if not told and not event.arguments:
            continue
        found = DraftEvent(str(table_of(own, "ids").get(event.id, "")), [event.trigger])
        if event.trigger not in spans:
            draft.fault("import-reference", event.id, "trigger", event.trigger)
        for role, key in event.arguments:
            _argument(draft, event.id, found, (role, triggers.get(key, key)))
        _fill(found, lines, event.id)
        found.extra = table_of(table_of(own, "event_extra"), found.id)
        drawn[event.id] = found
    for trigger, further in follow(draft, _relations(lines, triggers)).items():
        _joined(draft, drawn, trigger, further)
    places = {name: number for number, name in enumerate(table_of(own, "ids").values())}
    draft.events = sorted(drawn.values(), key=lambda event: places.get(event.id, len(places)))


def _relations(lines: Standoff, triggers: Mapping[str, str]) -> list[Relation]:
    return [Relation(triggers.get(a, a), triggers.get(b, b), name) for a, b, name in lines.relations]


def _joined(draft: Draft, drawn: dict[str, DraftEvent], trigger: str, further: DraftEvent) -> None:
    """Adds what R lines say to the event of their trigger, or makes one of them."""
    event = next((one for one in drawn.values() if one.triggers[0] == trigger), None)
    if event is None:
        drawn[f"R:{trigger}"] = further
        return
    event.triggers += further.triggers[1:]
    for role, key in further.roles.items():
        if event.roles.setdefault(role, key) != key:
            draft.fault("import-role-twice", event.id or trigger, role)


def _argument(draft: Draft, name: str, event: DraftEvent, argument: tuple[str, str]) -> None:
    role, key = argument[0].rstrip("0123456789"), argument[1]
    if role == TRIGGER_ROLE:
        event.triggers.append(key)
    elif role not in ROLES:
        draft.fault("import-relation", name, "", argument[0])
    elif event.roles.setdefault(role, key) != key:
        draft.fault("import-role-twice", name, role)


def _fill(event: DraftEvent, lines: Standoff, name: str) -> None:
    attributes = dict(lines.attributes.get(name, []))
    notes = dict(pair for note in lines.notes.get(name, []) for pair in pairs_of(note))
    numbers = sorted(field for field in attributes if field.startswith("situation_"))
    event.values["situations"] = [attributes[field] for field in sorted(numbers, key=lambda one: (len(one), one))]
    for field in conf.CHOSEN:
        event.values[field] = attributes.get(field) or None
    for field in ("case_no", "date"):
        event.values[field] = _unquoted(notes.get(field, "")) or None
    record = _unquoted(notes.get("record", ""))
    if record and event.values["verdict"] == VerdictKind.FILED:
        event.values["verdict"] = f"{VerdictKind.FILED.value}:{record}"
    for field in attributes:
        if field.startswith(conf.OWNER_IS):
            event.roles.setdefault(field.removeprefix(conf.OWNER_IS), OWNER)
