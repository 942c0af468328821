"""One confirmed item as every format shows it: the record as a person settled it, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from records.proposals import UNFILED
from records.types import ITEMS
from review.exports.forms import Title, form_words, label, place, title_for
from review.exports.known import masking_of
from review.exports.masking import Masking, NoMasking, sound
from review.exports.stamp import Stamp, beijing
from store.desk.rows import Decision, DecisionKind, Item, Outcome

Verdict = Literal["unfiled", "incomplete", "late"]
StepCode = Literal["proposed", "first", "second", "third"]
ROUNDS: Mapping[int, StepCode] = {1: "first", 2: "second", 3: "third"}
CASE_PARTS = ("case_no", "unit", "cause", "parties", "stage")


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with its Chinese name."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a paper that support an item. `start` and `end` are code points of the document, half-open."""

    number: int
    item: str
    words: str
    doc_id: str
    path: str
    location: Mapping[str, Any]
    start: int
    end: int

    @property
    def where(self) -> str:
        """The paper and the place in it, as a person reads them."""
        return " · ".join(filter(None, [self.path.rsplit("/", 1)[-1], place(self.location)]))


@dataclass(frozen=True, slots=True)
class Step:
    """How the record came about; `when` is ISO 8601 in UTC, `kind` that of a decision."""

    code: StepCode
    kind: str
    who: str
    when: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is: `id` is that of a registry, None when in none."""

    name: str | None
    registry: str | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Completed:
    """The filed record that answers the item and falls short of it; days are ISO, `missing` items of the form,
    `late_by` working days, `faults` (code, words)."""

    record_id: str
    filed_on: str | None
    due_on: str | None
    missing: tuple[str, ...]
    late_by: int | None
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the item itself does not tell: names of accounts by id, names of people by registry id, and when each run
    began (ISO 8601, UTC) by its id."""

    accounts: Mapping[str, str]
    people: Mapping[str, str]
    runs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a format may show of one item, masked where the stamp says so.

    `items` has the ten items of the record in the order of the form; None: the papers do not tell. `case` has its five
    parts, None likewise. `rules` are (name, where it stands). `verdict` is one of records.proposals.VERDICTS;
    `completes` what is on file where it is not `unfiled`.
    """

    item_id: str
    title: Title
    unit: str | None
    items: Mapping[str, str | None]
    case: Mapping[str, str | None]
    parties: tuple[str, ...] | None
    category: Coded
    severity: Coded
    situations: tuple[Coded, ...]
    rules: tuple[tuple[str, str], ...]
    due_on: str | None
    report_to: tuple[str, ...]
    intervener: Person
    recipient: Person
    evidence: tuple[Quote, ...]
    steps: tuple[Step, ...]
    merged: tuple[str, ...]
    versions: Mapping[str, str]
    stamp: Stamp
    verdict: Verdict = "unfiled"
    completes: Completed | None = None


def current_decisions(item: Item) -> tuple[Decision, ...]:
    """The decisions that stand, in their order: not undone, and made since the item was last reopened."""
    kept = [one for one in item.decisions if one.undone_at is None]
    reopened = max((at for at, one in enumerate(kept, 1) if one.kind is DecisionKind.REOPEN), default=0)
    return tuple(kept[reopened:])


def sheet_of(item: Item, facts: Facts, stamp: Stamp) -> Sheet:
    """The sheet of a confirmed item; other people are masked when the stamp says so."""
    outcome = item.outcome
    masking = masking_of(item, outcome) if stamp.masked else NoMasking()
    body = item.row.body
    record = masking.value(outcome.record if outcome else body["record"])
    case = record.get("case") or {}
    situations = outcome.situations if outcome else tuple(body["situations"])
    return Sheet(
        item_id=item.row.proposal_id,
        title=title_for(item.row.unit),
        unit=item.row.unit,
        items={name: _words(name, record.get(name)) for name in ITEMS},
        case={part: _part(case.get(part)) for part in CASE_PARTS},
        parties=tuple(case["parties"]) if case.get("parties") else None,
        category=_coded("category", item.row.category),
        severity=_coded("severity", item.row.severity),
        situations=tuple(_coded("situation", code) for code in situations),
        rules=tuple(parted_rule(masking.text(words)) for words in body["rules"]),
        due_on=item.row.due_on,
        report_to=tuple(body["report_to"]),
        intervener=_intervener(record.get("name"), body["links"], outcome),
        recipient=_recipient(item, facts),
        evidence=tuple(_quotes(body["evidence"], masking)),
        steps=tuple(_steps(item, facts)),
        merged=item.merged,
        versions=dict(item.versions),
        stamp=stamp,
        verdict=body["verdict"],
        completes=_completes(item, masking),
    )


def _completes(item: Item, masking: Masking) -> Completed | None:
    told = item.details.get("filed") if item.row.body["verdict"] != UNFILED else None
    if not told:
        return None
    return Completed(
        record_id=told["record_id"],
        filed_on=told["filed_on"],
        due_on=told["due_on"],
        missing=tuple(told.get("missing", ())),
        late_by=told.get("late_by"),
        faults=tuple((fault["code"], masking.text(fault["words"])) for fault in told["faults"]),
    )


def step_words(step: Step, versions: Mapping[str, str]) -> str:
    """A step as the form tells it."""
    words = form_words()
    if step.code == "proposed":
        told = "，".join(f"{name} {versions[code]}" for code, name in words.versions.items() if versions.get(code))
        return words["proposed"].format(when=beijing(step.when), versions=told).replace("（）", "")
    changed = words["changed"].format(items="、".join(label("item", name) for name in step.changed))
    told = words[step.code].format(who=step.who, when=beijing(step.when), what=words.kinds[step.kind])
    return told + (changed if step.changed else "")


def _words(name: str, value: Any) -> str | None:
    if value is None or name != "case":
        return None if value is None else str(value)
    told = (_part(value.get(part)) for part in CASE_PARTS)
    return "，".join(part for part in told if part) or None


def _part(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value)) or None
    return None if value is None else str(value)


def _coded(field: str, code: str) -> Coded:
    return Coded(code, label(field, code))


def parted_rule(words: str) -> tuple[str, str]:
    """A rule `name（source；source）` in its two parts, the source empty when none is told.

    The name may hold brackets of its own.
    """
    if not words.endswith("）"):
        return words, ""
    depth = 0
    for at in range(len(words) - 1, -1, -1):
        depth += {"）": 1, "（": -1}.get(words[at], 0)
        if depth == 0:
            return words[:at], words[at + 1 : -1]
    return words, ""


def _intervener(name: str | None, links: Mapping[str, Any], outcome: Outcome | None) -> Person:
    link = outcome.intervener if outcome else links["intervener"]
    return Person(name, *((link.get("registry"), link.get("id")) if link else (None, None)))


def _recipient(item: Item, facts: Facts) -> Person:
    link = sound(item.row.body["links"].get("recipient") or {})
    told = [one for one in sound(item.details.get("people", [])) if one["role"] == "recipient"]
    words = next((one["words"] for one in told if one["words"]), None)
    if not link.get("id"):
        return Person(words, None, None)
    names = [one["name"] for one in (*link.get("candidates", ()), *told) if one["id"] == link["id"] and one["name"]]
    return Person(next(iter(names), None) or facts.people.get(link["id"]) or words, link["registry"], link["id"])


def _quotes(evidence: Sequence[Mapping[str, Any]], masking: Masking) -> Iterator[Quote]:
    for number, piece in enumerate(evidence, 1):
        yield Quote(
            number=number,
            item=piece["item"],
            words=masking.text(piece["quote"]),
            doc_id=masking.text(piece["doc_id"]),
            path=masking.text(piece["path"]),
            location=masking.value(piece["location"]),
            start=piece["start"],
            end=piece["end"],
        )


def _steps(item: Item, facts: Facts) -> Iterator[Step]:
    if item.row.first_run in facts.runs:
        yield Step("proposed", "", "", facts.runs[item.row.first_run])
    for one in current_decisions(item):
        if one.round in ROUNDS:
            who = facts.accounts.get(one.account_id) or form_words()["erased_account"]
            changed = one.outcome.changed if one.outcome else ()
            yield Step(ROUNDS[one.round], one.kind.value, who, one.decided_at, tuple(changed))
