"""Whose names a proposal knows: those the record is about, and everybody else, who is masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from review.exports.masking import Masking, Named
from store.desk.rows import Item, Outcome

PERSON, OFFICES = "PER", frozenset({"ORG", "POS"})
SHOWN = frozenset({"intervener", "recipient"})
"""Roles whose people stay readable as the papers call them."""


def masking_of(item: Item, outcome: Outcome | None) -> Masking:
    """The masking of everybody in the item but the intervener and the one approached, as the outcome has them."""
    people = shown_people(item, outcome)
    shown = dict.fromkeys((*_shown(item, outcome, people), *_offices(item, outcome)))
    return Masking(_everybody(item), shown)


def shown_people(item: Item, outcome: Outcome | None) -> frozenset[str]:
    """The registry ids of the intervener and of the one approached."""
    links = item.row.body["links"]
    intervener = outcome.intervener if outcome else links["intervener"]
    ids = (intervener and intervener.get("id"), (links.get("recipient") or {}).get("id"))
    return frozenset(id_ for id_ in ids if id_)


def _shown(item: Item, outcome: Outcome | None, people: frozenset[str]) -> Iterator[str]:
    record = outcome.record if outcome else item.row.body["record"]
    if record.get("name"):
        yield record["name"]
    for link in item.row.body["links"].values():
        yield from (one["name"] for one in _candidates(link) if one["id"] in people)
    yield from (mention["text"] for mention in _mentions(item) if mention.get("registry_id") in people)
    for one in item.details.get("people", ()):
        if one["role"] in SHOWN:
            yield one["words"]
        if one["id"] in people:
            yield from filter(None, (one["words"], one["name"]))


def _offices(item: Item, outcome: Outcome | None) -> Iterator[str]:
    """Units and posts, which keep the names of people that stand within them: 高山县人民法院."""
    for record in filter(None, (item.row.body["record"], outcome.record if outcome else None)):
        told = (record.get("org"), record.get("position"), (record.get("case") or {}).get("unit"))
        yield from (words for words in told if words)
    if item.row.unit:
        yield item.row.unit
    yield from (mention["text"] for mention in _mentions(item, OFFICES))


def _everybody(item: Item) -> Iterator[Named]:
    """Every name the item knows of, parties first; those who are shown are among them."""
    case = item.row.body["record"].get("case") or {}
    cases = [case, *(item.details.get("case") or {}).get("candidates", ())]
    decided = [decision.outcome.record for decision in item.decisions if decision.outcome]
    cases += [record["case"] for record in decided if record.get("case")]
    for one in cases:
        yield from (Named(party) for party in one.get("parties") or ())
    for record in (item.row.body["record"], *decided):
        if record.get("name"):
            yield Named(record["name"])
    for link in item.row.body["links"].values():
        yield from (Named(one["name"], one["id"]) for one in _candidates(link))
    yield from (Named(mention["text"], mention.get("registry_id")) for mention in _mentions(item))
    for one in item.details.get("people", ()):
        yield from (Named(name, one["id"]) for name in (one["words"], one["name"]) if name)
        yield from (Named(other["name"], other["id"]) for other in one.get("candidates", ()))
    for compared in item.details.get("compared", ()):
        yield from (Named(compared[role]) for role in ("intervener", "recorder") if compared.get(role))
    for passage in item.passages:
        if passage.body.get("speaker"):
            yield Named(passage.body["speaker"])


def _candidates(link: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in (link or {}).get("candidates", ()) if one.get("name"))


def _mentions(item: Item, kinds: frozenset[str] = frozenset({PERSON})) -> Iterator[Mapping[str, Any]]:
    """What the papers name, people if nothing else is asked for, as the machine marked it."""
    for paper in item.details.get("annotations", ()):
        yield from (mention for mention in paper["mentions"] if mention["type"] in kinds)
