"""What the machine knows of a matter beyond its line of proposals.jsonl: for the desk, the store and the way to gold.

    {"certainty": {item: 0..1 | None}, "unit": str | None,
     "case": {"reasons": [Reasoned], "candidates": [{"case_no", "unit", "cause", "parties"}]},
     "tenures": {"intervener": [{"org", "position", "valid_from", "valid_to", "decided"}], "recipient": [...]},
     "compared": [{"record_id", "recorder", "intervener", "case_no", "occurred_on", "channel", "filed_on", "fits",
                   "reasons": [{"comparison", "fits": True | False | None, "words"}]}],
     "filed": {"record_id", "content", "filed_on", "due_on", "missing": [item], "late_by": int | None,
               "faults": [{"code", "words"}]},
     "people": [{"role", "words", "registry", "id", "name", "candidates": [{"registry", "id", "name"}]}],
     "annotations": [{"doc_id", "kind", "owner", "folder_case", "mentions": [gold mention], "event": gold event}],
     "disagreements": [{"kind", "by", "doc_id", "event", "field", "ours", "theirs", "start", "end", "quote", "location",
                        "told": [[field, words or code]]}],
     "chain": {"steps": [{"role", "words", "registry", "id", "name",
                          "evidence": [{"doc_id", "start", "end", "quote"}]}], "disputes": [str]},
     "joined": [{"doc_id", "event", "lacking"}]}

`chain` is there only where papers name a go-between or on whose behalf it was, see `records.chain`; `joined` where
papers that know less joined the matter, see `records.joining`.

`filed` stands there only where a filed record answers the matter and falls short of it, see records.shortfalls. Codes:
`items` (required ones are empty), `situations`, `principal`, `other_case` (the content does not cover them), `late`.

`disagreements` stand there only where a second reader, `by`, tells something otherwise than the first. `kind`:
`differs` (in a field of an event that both see), `unseen` (by the second), `alone` (seen by the second alone),
`otherwise` (the first has it, but as `ours`: no proposal). Words are those of the paper.

`people` are all whom the papers name, each once, as the paper calls them; `role` is `intervener`, `recipient`, `via`,
`on_behalf_of`, or `named` for those whose names stand in the words of the record only.

What papers told stands in the findings, what registries know is looked up when the proposal is made: so a paper that
left the inbox long ago is shown beside the registries of the day. Days are ISO text; None is "not told".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from data.registry import Registries
from data.types import VerdictKind
from matching.filed import Compared, FiledIndex
from matching.filed import Matter as Told
from records.chain import chain_of
from records.merge import Matter, giving, known, record_of
from records.shortfalls import Short
from records.told import Aside, Likely
from records.types import ITEMS, Finding, PersonLink, Record
from records.view import person_of

TAKEN = "这份填报记录已对应同一人同一案的另一次过问"
"""Said of a record of this person and case that answers another occasion."""


def unit_of(matter: Matter) -> str | None:
    """The unit of the case, else where the one approached serves; None when neither is known."""
    case = record_of(matter).case
    serving = (finding.recipient_unit for finding in matter.findings if finding.recipient_unit)
    return (case.unit if case else None) or next(serving, None)


class Background:
    """What the registries know of matters; `used` are ids of the filed records that answer other occasions."""

    def __init__(self, registries: Registries, used: frozenset[str] = frozenset()) -> None:
        self._registries = registries
        self._filed = FiledIndex(registries)
        self._used = used

    def details_of(self, matter: Matter, short: Short | None = None) -> dict[str, Any]:
        """The details of a matter, plain values; the same for the same findings and registries.

        `short` is the filed record that answers it and falls short, None when none answers it.
        """
        first, record = matter.findings[0], record_of(matter)
        day = date.fromisoformat(record.occurred_on) if record.occurred_on else None
        told_otherwise = [dict(row) for f in matter.findings if f.told for row in f.told.disagreements]
        return {
            "certainty": _certainty(matter),
            "unit": unit_of(matter),
            "case": self._case(matter),
            "tenures": {
                "intervener": self._tenures(first.intervener.id, day),
                "recipient": self._tenures(first.recipient.id, day),
            },
            "compared": self._compared(matter, record, day, short),
            **({"filed": short.row()} if short else {}),
            "people": self._people(matter.findings),
            "annotations": [_plain(asdict(f.told.annotation)) for f in matter.findings if f.told],
            **({"disagreements": told_otherwise} if told_otherwise else {}),
            **self._of_several(matter),
        }

    def _of_several(self, matter: Matter) -> dict[str, Any]:
        """What several papers or several people add; nothing of it for one paper that names two people."""
        joined = [
            {"doc_id": finding.doc_id, "event": finding.event_id, "lacking": matter.lacking[known(finding)].value}
            for finding in matter.findings
            if known(finding) in matter.lacking
        ]
        told = {"chain": chain_of(matter, self._registries), "joined": joined}
        return {name: value for name, value in told.items() if value}

    def _people(self, findings: Iterable[Finding]) -> list[dict[str, Any]]:
        found: dict[tuple[str, str | None], Aside] = {}
        for finding in findings:
            main = (("intervener", finding.intervener), ("recipient", finding.recipient))
            told = [self._aside(role, link) for role, link in main if link.words or link.id]
            for aside in (*told, *(finding.told.asides if finding.told else ())):
                found.setdefault((aside.words, aside.id), aside)
        return [_plain(asdict(aside)) for aside in found.values()]

    def _aside(self, role: str, link: PersonLink) -> Aside:
        person = person_of(link.id, self._registries)
        rivals = tuple(Likely(rival.registry, rival.id, rival.name) for rival in link.candidates)
        return Aside(role, link.words, link.registry, link.id, person.name if person else None, rivals)

    def _case(self, matter: Matter) -> dict[str, Any]:
        decided = next((finding for finding in matter.findings if finding.record.case), matter.findings[0])
        rivals = dict.fromkeys(case_no for finding in matter.findings for case_no in finding.case_candidates)
        return {
            "reasons": [asdict(reason) for reason in decided.case_reasons],
            "candidates": [self._rival(case_no) for case_no in rivals],
        }

    def _rival(self, case_no: str) -> dict[str, Any]:
        case = self._registries.cases.get(case_no)
        return {
            "case_no": case_no,
            "unit": case.unit if case else None,
            "cause": case.cause if case else None,
            "parties": list(case.parties) if case else [],
        }

    def _tenures(self, person_id: str | None, day: date | None) -> list[dict[str, Any]]:
        """All posts of the person; `decided` is the one that the record shows for the day."""
        person = person_of(person_id, self._registries)
        shown = person.post_for(day) if person else None
        return [
            {
                "org": post.org,
                "position": post.position,
                "valid_from": _iso(post.valid_from),
                "valid_to": _iso(post.valid_to),
                "decided": post is shown,
            }
            for post in (person.posts if person else ())
        ]

    def _compared(self, matter: Matter, record: Record, day: date | None, short: Short | None) -> list[dict[str, Any]]:
        first = matter.findings[0]
        told = Told(
            intervener=first.intervener.id,
            name=record.name or first.intervener.words,
            recipient=first.recipient.id,
            case_no=record.case.case_no if record.case else None,
            day=day,
            keepers=frozenset(f.told.annotation.owner for f in matter.findings if f.told and f.told.annotation.owner),
        )
        answering = short.record.record_id if short else None
        return [self._row(compared, answering) for compared in self._filed.compared(told)]

    def _row(self, compared: Compared, answering: str | None) -> dict[str, Any]:
        record = compared.record
        reasons = [asdict(agreement) for agreement in compared.agreements]
        if record.record_id in self._used and record.record_id != answering and compared.same_matter:
            reasons.append({"comparison": VerdictKind.FILED.value, "fits": False, "words": TAKEN})
        return {
            "record_id": record.record_id,
            "recorder": record.recorder or None,
            "intervener": record.intervener or None,
            "case_no": record.case_no or None,
            "occurred_on": _iso(record.occurred_on),
            "channel": record.channel or None,
            "filed_on": _iso(record.filed_on),
            "fits": compared.fits,
            "reasons": reasons,
        }


def _certainty(matter: Matter) -> dict[str, float | None]:
    """Of each item the certainty in the paper that gave it, see `record_of`."""
    found = {item: giving(matter, item) for item in ITEMS}
    return {item: f.told.certainty.get(item) if f and f.told else None for item, f in found.items()}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with lists for tuples, as JSON gives it back."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
