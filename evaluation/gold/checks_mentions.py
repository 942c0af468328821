"""Checks of a document's head, its mentions and their links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from data.types import PREFIX, Kind, Label
from evaluation.gold.checked import Checked, place_of, placed
from evaluation.gold.faults import Fault

NAMED = re.compile(r"([a-z])[0-9]+")
PREFIXES = {label.value: prefix for label, prefix in PREFIX.items()}
EDGES = frozenset("，。、；：？！,.;:?!")


def check_head(checked: Checked) -> Iterator[Fault]:
    """Kind, owner and folder case are known; there is a text."""
    row, known = checked.row, checked.known
    if row["kind"] not in set(Kind):
        yield checked.fault("unknown-kind", "", "kind", row["kind"])
    if not row["text"].strip():
        yield checked.fault("text-empty")
    if known and row.get("owner") and row["owner"] not in known.people:
        yield checked.fault("unknown-owner", "", "owner", row["owner"])
    if known and row.get("folder_case") and row["folder_case"] not in known.cases:
        yield checked.fault("unknown-folder-case", "", "folder_case", row["folder_case"])


def check_ids(checked: Checked) -> Iterator[Fault]:
    """Ids of mentions and events are used once; a mention's has the prefix of its type."""
    for code, items in (("duplicate-mention", checked.mentions), ("duplicate-event", checked.events)):
        counts = Counter(item["id"] for item in items)
        yield from (checked.fault(code, name) for name, count in counts.items() if count > 1)
    for mention in checked.mentions:
        named = NAMED.fullmatch(mention["id"])
        if mention["type"] in PREFIXES and (not named or named[1] != PREFIXES[mention["type"]]):
            yield checked.fault("mention-id", mention, "type", mention["type"])


def check_spans(checked: Checked) -> Iterator[Fault]:
    """Mentions have a known type and their words stand at their offsets."""
    text = checked.row["text"]
    for mention in checked.mentions:
        if mention["type"] not in set(Label):
            yield checked.fault("unknown-type", mention, "type", mention["type"])
        if mention["start"] >= mention["end"]:
            yield checked.fault("span-empty", mention, "start", place_of(mention))
        elif not placed(mention, checked):
            yield checked.fault("span-outside", mention, "end", place_of(mention))
        elif text[mention["start"] : mention["end"]] != mention["text"]:
            yield checked.fault("offset-text", mention, "text", place_of(mention))
        elif any(edge.isspace() or edge in EDGES for edge in (mention["text"][0], mention["text"][-1])):
            yield checked.fault("mention-edge", mention, "text", place_of(mention))


def check_overlaps(checked: Checked) -> Iterator[Fault]:
    """No two mentions share a character; touching ones do not."""
    spans = sorted(
        (mention for mention in checked.mentions if placed(mention, checked)),
        key=lambda one: (one["start"], one["end"]),
    )
    reach = None
    for mention in spans:
        if reach is not None and mention["start"] < reach["end"]:
            yield checked.fault("mention-overlap", mention, "start", f"{place_of(mention)} and {reach['id']}")
        if reach is None or mention["end"] > reach["end"]:
            reach = mention


def check_links(checked: Checked) -> Iterator[Fault]:
    """A registry id is that of an entry, and said to be a link."""
    known = checked.known
    for mention in checked.mentions:
        entry = mention.get("registry_id")
        if entry is None:
            continue
        if known and entry not in known.people and entry not in known.lawyers:
            yield checked.fault("unknown-person", mention, "registry_id", entry)
        if mention.get("linked") is False:
            yield checked.fault("link-unflagged", mention, "linked", "false")
