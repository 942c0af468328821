"""brat's standoff: a `.txt` and an `.ann` a document, annotation.conf and visual.conf, and documents.jsonl beside them.

brat counts code points of the `.txt`; where it reads with translated line ends CR LF counts as one, which a reader finds
out from the words of the T lines. brat refuses notes on triggers, so ids and the document's fields stand in
documents.jsonl, by brat's own ids, which it keeps. What has no list of values stands in the event's AnnotatorNotes, which
its editor shows as Notes: `case_no=...; date=2024-03-05; record=F0012`, on a person `registry_id=P0001`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import read_rows
from data.outputs import make_folder, write_json_lines, write_text, write_with
from data.types import OWNER, Label, VerdictKind
from evaluation.gold import brat_config as conf
from evaluation.gold.brat_lines import Bound, Numbers, Standoff, bound_line, pairs_of, parse, pieces_of
from evaluation.gold.drafts import (
    EVENT_FIELDS,
    MENTION_FIELDS,
    ROLES,
    TRIGGER_ROLE,
    Draft,
    DraftEvent,
    DraftSpan,
    Row,
    extra_of,
    fields_of,
    key_orders,
)
from evaluation.gold.faults import Place
from evaluation.gold.relations import Relation, follow, owner_roles
from evaluation.gold.tool_files import Options, Written, read_text, written
from evaluation.gold.units import Unit, agreeing, ruler, stands

INDEX = "documents.jsonl"
REGISTRY = "registry"
UNITS = (Unit.CODE_POINTS, Unit.ONE_LINE_END)
SPECIAL = frozenset(';；="\n\r\t\\')
KINDS = tuple(VerdictKind)


def write(rows: Sequence[Row], out: Path, options: Options) -> Written:
    """Writes the folder `out`, a pair of files a document named by its number; brat shows them in that order."""
    make_folder(out)
    if any(out.glob("*.ann")):
        raise GoldError(f"{out}: holds .ann files already; name a new folder, so that nobody's work is overwritten")
    files = [out / "annotation.conf", out / "visual.conf", out / INDEX]
    write_text(files[0], conf.annotation())
    write_text(files[1], conf.visual())
    index = []
    for number, row in enumerate(rows, 1):
        name = f"{number:05d}"
        writer = _Writer(row, ruler(row["text"], options.unit or Unit.CODE_POINTS).outward)
        for path, words in ((out / f"{name}.txt", row["text"]), (out / f"{name}.ann", writer.text())):
            _write_exactly(path, words)
            files.append(path)
        index.append({"file": name, **writer.index()})
    write_json_lines(files[2], index)
    return written(files, rows, {"events without trigger": writer_losses(rows)})


def writer_losses(rows: Sequence[Row]) -> int:
    """How many events have no trigger: brat has no event without one."""
    return sum(not event["triggers"] for row in rows for event in row["events"])


def _write_exactly(path: Path, words: str) -> None:
    """The text as it is, without a line end of ours."""
    write_with(path, lambda part: _plain(part, words))


def _plain(path: Path, words: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(words)


class _Writer:
    """The `.ann` lines of one document, and what brat has no place for."""

    def __init__(self, row: Row, outward: Any) -> None:
        self._row, self._outward = row, outward
        self._numbers = Numbers()
        self._lines: list[str] = []
        self._bounds: dict[str, str] = {}
        self._events: dict[str, str] = {}
        triggers = [mention for mention in row["mentions"] if mention["type"] == Label.TRIGGER]
        for mention in row["mentions"]:
            self._bounds[mention["id"]] = self._bound(mention)
        bare = self._own_events({trigger["id"] for trigger in triggers})
        for event in row["events"]:
            if event["triggers"]:
                self._event(event, bare)

    def text(self) -> str:
        """The file's content."""
        return "".join(f"{line}\n" for line in self._lines)

    def index(self) -> Row:
        """The line of documents.jsonl, without the file's name."""
        ids = {brat: own for own, brat in [*self._bounds.items(), *self._events.items()]}
        mentions = {one["id"]: told for one in self._row["mentions"] if (told := _mention_extra(one))}
        events = {one["id"]: told for one in self._row["events"] if (told := _event_extra(one))}
        extra = {"mention_extra": mentions, "event_extra": events, **key_orders(self._row)}
        return {"fields": fields_of(self._row), "ids": ids, **{name: told for name, told in extra.items() if told}}

    def _add(self, kind: str, data: str, tail: str = "") -> str:
        name = self._numbers.next(kind)
        self._lines.append(f"{name}\t{data}" + (f"\t{tail}" if tail else ""))
        return name

    def _bound(self, mention: Row) -> str:
        name = self._numbers.next("T")
        text = self._row["text"]
        pieces = pieces_of(text, mention["start"], mention["end"])
        line = bound_line(name, mention["type"], text, pieces)
        head, _, words = line.split("\t", 2)
        places = ";".join(f"{self._outward(start)} {self._outward(end)}" for start, end in pieces)
        self._lines.append(f"{head}\t{mention['type']} {places}\t{words}")
        if mention.get("registry_id") and _one_word(mention["registry_id"]):
            self._add("N", f"Reference {name} {REGISTRY}:{mention['registry_id']}", words)
        elif mention.get("linked"):
            self._add("A", f"{conf.UNREGISTERED} {name}")
        return name

    def _own_events(self, triggers: set[str]) -> dict[str, str]:
        """A bare event of every trigger that is no event's first, by trigger: brat knows triggers by events alone."""
        first = {event["triggers"][0] for event in self._row["events"] if event["triggers"]}
        rest = [mention["id"] for mention in self._row["mentions"] if mention["id"] in triggers - first]
        bare = {name: self._add("E", f"{Label.TRIGGER}:{self._bounds[name]}") for name in rest}
        for event in self._row["events"]:
            if event["triggers"]:
                self._events[event["id"]] = self._numbers.next("E")
                bare.setdefault(event["triggers"][0], self._events[event["id"]])
        return bare

    def _event(self, event: Row, bare: Mapping[str, str]) -> None:
        name, trigger = self._events[event["id"]], self._bounds.get(event["triggers"][0], "T0")
        arguments = [(TRIGGER_ROLE, bare[one]) for one in event["triggers"][1:] if one in bare]
        told = " ".join(
            f"{role}{number if number > 1 else ''}:{key}" for number, (role, key) in enumerate(arguments, 1)
        )
        roles = " ".join(f"{role}:{self._bounds[event[role]]}" for role in ROLES if event[role] in self._bounds)
        self._lines.append(" ".join(part for part in (f"{name}\t{Label.TRIGGER}:{trigger}", told, roles) if part))
        for number, code in enumerate(event["situations"], 1):
            self._attribute(f"situation_{number}", name, code)
        kind, _, record = str(event["verdict"] or "").partition(":")
        for field in conf.CHOSEN:
            self._attribute(field, name, kind if field == "verdict" else event[field])
        for role in owner_roles(event):
            self._add("A", f"{conf.OWNER_IS}{role} {name}")
        typed = (("case_no", event["case_no"]), ("date", event["date"]), ("record", record))
        note = "; ".join(f"{field}={_quoted(value)}" for field, value in typed if value)
        if note:
            self._add("#", f"AnnotatorNotes {name}", note)

    def _attribute(self, field: str, name: str, value: str | None) -> None:
        if value and _one_word(value):
            self._add("A", f"{field} {name} {value}")


def _one_word(value: str) -> bool:
    return not any(letter.isspace() for letter in value)


def _quoted(value: str) -> str:
    odd = any(letter in SPECIAL for letter in value) or value != value.strip() or not value.isprintable()
    return json.dumps(value, ensure_ascii=True) if odd else value


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        try:
            told = json.loads(value)
        except json.JSONDecodeError:
            return value
        return str(told)
    return value


def _mention_extra(mention: Row) -> Row:
    registry = mention.get("registry_id")
    odd = registry is not None and (not mention.get("linked") or not registry or not _one_word(registry))
    kept = {"registry_id": registry, "linked": mention.get("linked")} if odd else {}
    return {**extra_of(mention, MENTION_FIELDS), **kept}


def _event_extra(event: Row) -> Row:
    """The fields that no attribute or note holds."""
    kind, _, record = str(event["verdict"]).partition(":")
    plain = event["verdict"] in (None, *KINDS) or (kind == VerdictKind.FILED and bool(record))
    codes = [*event["situations"], *(event[name] or "x" for name in ("channel", "status", "lawful"))]
    odd = {name: event[name] for name in ("case_no", "date", "channel", "status", "lawful") if event[name] == ""}
    if not all(code and _one_word(code) for code in codes):
        odd |= {name: event[name] for name in ("situations", "channel", "status", "lawful")}
    return {**extra_of(event, EVENT_FIELDS), **odd, **({} if plain else {"verdict": event["verdict"]})}


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
    fields = own.get("fields") if isinstance(own.get("fields"), dict) else {}
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
    ids = _table(own, "ids")
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
    extra = _table(_table(own, "mention_extra"), name)
    return DraftSpan(bound.id, *place, bound.label, name, registry, bool(registry) or conf.UNREGISTERED in marks, extra)


def _table(own: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    told = own.get(name)
    return told if isinstance(told, dict) else {}


def _events(draft: Draft, lines: Standoff, own: Row) -> None:
    """Events with arguments or fields; a bare one is only a trigger, of the event whose argument it is."""
    triggers = {event.id: event.trigger for event in lines.events}
    spans = {span.key for span in draft.spans}
    drawn = {}
    for event in lines.events:
        told = lines.attributes.get(event.id, []) or lines.notes.get(event.id, [])
        if not told and not event.arguments:
            continue
        found = DraftEvent(str(_table(own, "ids").get(event.id, "")), [event.trigger])
        if event.trigger not in spans:
            draft.fault("import-reference", event.id, "trigger", event.trigger)
        for role, key in event.arguments:
            _argument(draft, event.id, found, (role, triggers.get(key, key)))
        _fill(found, lines, event.id)
        found.extra = _table(_table(own, "event_extra"), found.id)
        drawn[event.id] = found
    for trigger, further in follow(draft, _relations(lines, triggers)).items():
        _joined(draft, drawn, trigger, further)
    places = {name: number for number, name in enumerate(_table(own, "ids").values())}
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
