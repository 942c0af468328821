"""Label Studio's JSON: tasks with annotations of regions, per-region fields and relations.

Written and read: `data` (the text, the document's fields), `annotations[].result` or `predictions[].result` with items
of type `labels` (value.start, end, text, labels), `choices`, `textarea` (both of a region, by its id) and `relation`.
Offsets are Unicode code points in today's editor and UTF-16 code units in those before late 2021; each region holds its
own words, so a reader finds out which. Format: https://labelstud.io/guide/task_format, /guide/predictions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.outputs import make_folder, write_json, write_text
from data.types import OWNER, Label, VerdictKind
from evaluation.gold import label_config as names
from evaluation.gold.drafts import NUMBERED, Draft, DraftEvent, DraftSpan, Row, fields_of
from evaluation.gold.faults import Place
from evaluation.gold.label_studio_tasks import OWN, task_of
from evaluation.gold.regions import Region, Regions, regions_of
from evaluation.gold.relations import follow
from evaluation.gold.tool_files import Options, Written, read_json, table_of, written
from evaluation.gold.units import Unit, agreeing, ruler, stands

UNITS = (Unit.CODE_POINTS, Unit.UTF16)


def write(rows: Sequence[Row], out: Path, options: Options) -> Written:
    """Writes `out` (the tasks) and beside it `OUT.config.xml`, the labeling configuration of the project."""
    make_folder(out.absolute().parent)
    settings = out.with_name(f"{out.stem}.config.xml")
    write_json(out, [task_of(row, number, options) for number, row in enumerate(rows, 1)])
    write_text(settings, names.config())
    return written([out, settings], rows, {"events without trigger": _untriggered(rows)})


def _untriggered(rows: Sequence[Row]) -> int:
    return sum(not event["triggers"] for row in rows for event in row["events"])


def read(path: Path, options: Options) -> Iterator[Draft]:
    """The documents of an export: one JSON file, or every `.json` of a folder. A task's number stands for its line.

    Raises GoldError when a file is no list of tasks.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path}: holds no .json file; name Label Studio's JSON export")
    for file in files:
        tasks = read_json(file)
        if isinstance(tasks, dict):
            tasks = [tasks]
        if not isinstance(tasks, list):
            raise GoldError(f"{file}: no list of tasks; export from Label Studio as JSON")
        for number, task in enumerate(tasks, 1):
            yield _draft(task, Place(str(file), number), options)


def _draft(task: Any, place: Place, options: Options) -> Draft:
    data = task.get("data") if isinstance(task, dict) else None
    text = data.get(names.TEXT) if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(text, str):
        empty = Draft(place, {}, "")
        empty.fault("import-document", "", "data.text")
        return empty
    own = table_of(data, OWN)
    fields = {name: value for name, value in data.items() if name not in (names.TEXT, OWN)}
    base = options.texts.get(str(data.get("doc_id")))
    draft = Draft(
        Place(place.file, place.line, str(data.get("doc_id") or "")), fields_of(base) if base else fields, text
    )
    for name in ("mention_fields", "event_fields"):
        if isinstance(own.get(name), list):
            setattr(draft, name, [field for field in own[name] if isinstance(field, str)])
    _annotated(draft, task, own, options)
    return draft


def _annotated(draft: Draft, task: Mapping[str, Any], own: Mapping[str, Any], options: Options) -> None:
    result = _chosen_result(draft, task, options)
    if result is None:
        draft.fault("import-unannotated")
        return
    regions = regions_of(draft, result)
    told = [(region.start, region.end, region.words) for region in regions.spans if region.words is not None]
    unit = options.unit or agreeing(draft.text, told, UNITS)
    measure = ruler(draft.text, unit)
    for region in _sorted(regions.spans, own.get("mentions")):
        start, end = measure.inward(region.start), measure.inward(region.end)
        if start is None or end is None:
            draft.fault("import-outside", region.key, "", f"{region.start}:{region.end}")
        elif region.words is not None and not stands(draft.text, measure, (region.start, region.end, region.words)):
            draft.fault("import-text", region.key, "", f"{region.start}:{region.end}")
        else:
            draft.spans.append(_span(region, start, end, own))
    _events(draft, regions, own)


def _chosen_result(draft: Draft, task: Mapping[str, Any], options: Options) -> list[Any] | None:
    """The result of the annotation to take: the last complete one, of the annotator asked for."""
    found = task.get("predictions" if options.predictions else "annotations")
    whole = [
        one
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict) and isinstance(one.get("result"), list) and not one.get("was_cancelled")
    ]
    if options.annotator:
        whole = [one for one in whole if options.annotator in _people(one.get("completed_by"))]
    if len(whole) > 1:
        draft.fault("import-several", "", "", len(whole))
    return whole[-1]["result"] if whole else None


def _people(completed_by: Any) -> set[str]:
    """By what an annotator may be asked for: the number, or number and e-mail where the export tells both."""
    told = completed_by.values() if isinstance(completed_by, dict) else [completed_by]
    return {str(one) for one in told if one is not None}


def _sorted(spans: Sequence[Region], order: Any) -> list[Region]:
    """The regions as the gold line had them, the others after them in the file's order."""
    places = _places(order)
    return sorted(spans, key=lambda region: places.get(region.key, len(places)))


def _places(order: Any) -> dict[str, int]:
    return {
        name: number for number, name in enumerate(order if isinstance(order, list) else []) if isinstance(name, str)
    }


def _span(region: Region, start: int, end: int, own: Mapping[str, Any]) -> DraftSpan:
    registry = region.typed(names.REGISTRY_ID)
    return DraftSpan(
        key=region.key,
        start=start,
        end=end,
        label=region.label,
        id=region.key if NUMBERED.fullmatch(region.key) else "",
        registry_id=registry,
        linked=bool(registry or region.chosen(names.LINK)),
        extra=_extra(own, "mention_extra", region.key),
    )


def _extra(own: Mapping[str, Any], name: str, key: str) -> Mapping[str, Any]:
    return table_of(table_of(own, name), key)


def _events(draft: Draft, regions: Regions, own: Mapping[str, Any]) -> None:
    """Events stand on trigger regions that have fields or relations."""
    linked = follow(draft, regions.relations)
    by_key = {region.key: region for region in regions.spans}
    for span in draft.spans:
        region = by_key[span.key]
        if span.label == Label.TRIGGER and (span.key in linked or region.controls & names.EVENT_CONTROLS):
            event = linked.get(span.key) or DraftEvent(triggers=[span.key])
            _fill(event, region, own)
            draft.events.append(event)
    places = _places(own.get("events"))
    draft.events.sort(key=lambda event: places.get(event.id, len(places)))


def _fill(event: DraftEvent, region: Region, own: Mapping[str, Any]) -> None:
    event.id = region.typed("event_id") or ""
    situations = [code for name in (*names.SITUATIONS, names.MORE_SITUATIONS) for code in region.chosen(name)]
    event.values["situations"] = names.known_codes(situations, "situation")
    for name in names.CHOICES:
        chosen = names.known_codes(region.chosen(name), name)
        event.values[name] = chosen[0] if chosen else None
    record = region.typed("record")
    if record and event.values["verdict"] == VerdictKind.FILED:
        event.values["verdict"] = f"{VerdictKind.FILED.value}:{record}"
    for name in ("case_no", "date"):
        event.values[name] = region.typed(name)
    for role in region.chosen(names.OWNER_IS):
        event.roles.setdefault(names.known_role(role), OWNER)
    event.extra = _extra(own, "event_extra", event.id)
