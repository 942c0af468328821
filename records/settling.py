"""Which matters are to be proposed: those that no filed record answers, or one that falls short; each is used once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from records.merge import Matter, merge, proposal_id
from records.shortfalls import Judge, Short
from records.types import Finding


@dataclass(frozen=True, slots=True)
class Settled:
    """All matters of an inbox, told apart by whether a filed record answers them or their proposal is closed.

    `open` matters are to be proposed and hold only findings with words. `answered` are the findings, words and all,
    that propose nothing. `wordless` are files with a finding of an open matter that lost its words while a filed record
    still answered it: they have to be read again. `used` are the filed records that answer a matter. `short` has those
    of them that fall short, by the proposal's id of the matter, which is open then.
    """

    open: tuple[Matter, ...]
    answered: tuple[Finding, ...]
    wordless: tuple[str, ...]
    used: frozenset[str] = frozenset()
    short: Mapping[str, Short] = field(default_factory=dict)


def settle(findings: Iterable[Finding], closed: frozenset[str] = frozenset(), judge: Judge | None = None) -> Settled:
    """The matters of all findings, each filed record given to one.

    Of several matters that claim one record the nearest in days has it, the earlier one when they are equally near.
    `closed` are ids of proposals whose words were erased by the rules of retention: they are not proposed again, and
    words of theirs are not read again; where a paper has come back with words they are among the `answered`. Without
    a `judge` a record that answers a matter answers it whole.
    """
    matters = merge(findings)
    taken = _answered(matters)
    still_open: list[Matter] = []
    answered: list[Finding] = []
    wordless: set[str] = set()
    short: dict[str, Short] = {}
    unanswered = [matter for place, matter in enumerate(matters) if place not in taken]
    for place, matter in enumerate(matters):
        worded = replace(matter, findings=tuple(finding for finding in matter.findings if finding.evidence))
        bare = replace(matter, findings=tuple(finding for finding in matter.findings if not finding.evidence))
        falls = judge(matter, taken[place], unanswered) if judge and place in taken else None
        if (place in taken and not falls) or not closed.isdisjoint((proposal_id(matter), proposal_id(worded))):
            answered += worded.findings
            continue
        if worded.findings:
            still_open.append(worded)
            if falls:
                short[proposal_id(worded)] = falls
        if proposal_id(bare) not in closed:
            wordless.update(finding.path for finding in bare.findings)
    used = frozenset(taken.values())
    return Settled(tuple(still_open), tuple(answered), tuple(sorted(wordless)), used, short)


def _answered(matters: Sequence[Matter]) -> dict[int, str]:
    """The places of the matters that a filed record answers, with its id."""
    claims = sorted(
        (finding.claim.apart, finding.claim.record_id, place)
        for place, matter in enumerate(matters)
        for finding in matter.findings
        if finding.claim
    )
    answered: dict[int, str] = {}
    used: set[str] = set()
    for _, record_id, place in claims:
        if record_id not in used and place not in answered:
            used.add(record_id)
            answered[place] = record_id
    return answered
