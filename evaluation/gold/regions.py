"""The items of one Label Studio result, gathered by region: its span, its fields; and the relations between regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.gold.drafts import Draft
from evaluation.gold.relations import Relation


@dataclass(slots=True)
class Region:
    """A labelled span in the tool's own unit. `words` None: the project does not save them.

    `fields` are the chosen codes, or the typed lines, by name of the control.
    """

    key: str
    start: int
    end: int
    label: str
    words: str | None
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def controls(self) -> frozenset[str]:
        """The names of the controls that hold something."""
        return frozenset(name for name, told in self.fields.items() if told)

    def chosen(self, name: str) -> list[str]:
        """The codes chosen."""
        return self.fields.get(name, [])

    def typed(self, name: str) -> str | None:
        """What was typed, None when nothing was; the last line when there are several."""
        told = [line.strip() for line in self.fields.get(name, []) if line.strip()]
        return told[-1] if told else None


@dataclass(slots=True)
class Regions:
    """All regions in the file's order, and the relations between them."""

    spans: list[Region] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


def regions_of(draft: Draft, result: Sequence[Any]) -> Regions:
    """The regions and relations of a result; what is not as Label Studio writes it is a fault of the draft."""
    found = Regions()
    by_key: dict[str, Region] = {}
    rest: list[dict[str, Any]] = []
    for number, item in enumerate(result, 1):
        if not isinstance(item, dict):
            draft.fault("import-shape", f"result[{number}]")
        elif item.get("type") == "relation":
            _relation(draft, item, number, found)
        elif item.get("type") == "labels":
            region = _region(draft, item, number)
            if region and by_key.setdefault(region.key, region) is region:
                found.spans.append(region)
        else:
            rest.append(item)
    for item in rest:
        _fields(draft, item, by_key)
    return found


def _region(draft: Draft, item: dict[str, Any], number: int) -> Region | None:
    value = item.get("value")
    key = str(item.get("id") or f"result[{number}]")
    start, end = (_number(value.get(name)) if isinstance(value, dict) else None for name in ("start", "end"))
    labels = value.get("labels") if isinstance(value, dict) else None
    if start is None or end is None or not isinstance(labels, list) or not isinstance(value, dict):
        draft.fault("import-shape", key)
        return None
    if not labels:
        draft.fault("import-label", key, "", "none")
        return None
    words = value.get("text")
    return Region(key, start, end, str(labels[0]), words if isinstance(words, str) else None)


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _relation(draft: Draft, item: dict[str, Any], number: int, found: Regions) -> None:
    start, end, labels = item.get("from_id"), item.get("to_id"), item.get("labels")
    if not isinstance(start, str) or not isinstance(end, str) or not isinstance(labels, list):
        draft.fault("import-shape", f"result[{number}]")
        return
    if item.get("direction") == "left":
        start, end = end, start
    if not labels:
        draft.fault("import-relation", f"{start}>{end}", "", "none")
    found.relations.extend(Relation(start, end, str(label)) for label in labels)


def _fields(draft: Draft, item: dict[str, Any], by_key: dict[str, Region]) -> None:
    """Choices, taxonomies and text areas of one region; those of the whole text are no part of gold."""
    region = by_key.get(str(item.get("id")))
    value, name = item.get("value"), item.get("from_name")
    if not isinstance(value, dict) or not isinstance(name, str):
        draft.fault("import-shape", str(item.get("id") or ""))
        return
    kind = str(item.get("type"))
    told = value.get("text" if kind == "textarea" else kind)
    if region is None:
        draft.fault("import-reference", str(item.get("id") or ""), name)
        return
    lines = told if isinstance(told, list) else [told]
    lines = [line[-1] if isinstance(line, list) and line else line for line in lines]
    region.fields.setdefault(name, []).extend(line for line in lines if isinstance(line, str) and line)
