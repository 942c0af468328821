"""Findings and roles out of the log-odds of the linear models, of a neural reader, or of a mixture of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data.types import Channel, Extraction, Label, Lawful, Situation, Status
from extractors.assembly import assemble
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.features import Sentence, SentenceReader
from extractors.forms import Form, is_insider
from extractors.linear import LinearModel
from extractors.linear_decider import LinearSettings
from extractors.names import Names
from extractors.neural.inputs import known_spans
from extractors.neural.outputs import ROLES
from extractors.neural.told import Reading, Told
from extractors.people import People
from extractors.role_features import PERSONS, Act, RoleReader
from extractors.roles import LABELS, ORDER, Roles, RoleSettings
from extractors.spans import Span

Odds = Mapping[str, float]
LEAST = 1e-6
"""Probabilities are kept this far from 0 and 1."""


class Evidence:
    """One document as both sides see it. What the linear models were asked once is kept; `reading` may be empty."""

    def __init__(
        self, draft: Draft, people: People, models: Mapping[str, LinearModel], reading: Reading | None = None
    ) -> None:
        self.draft, self._models = draft, models
        self.reader = SentenceReader(draft, people, draft.settled(*Label))
        self.sentences = self.reader.read()
        self.roles = RoleReader(draft, people, draft.settled(*Label))
        self._kept: dict[tuple[object, ...], Odds] = {}
        self.reading = reading or Reading()
        self.known = known_spans(draft)

    def linear(self, model: str, place: tuple[object, ...], features: Callable[[], Iterable[str]]) -> Odds:
        """The log-odds by output of a linear model for what stands at `place`."""
        key = (model, *place)
        if key not in self._kept:
            held = self._models[model]
            self._kept[key] = dict(zip(held.outputs, map(float, held.logits(features())), strict=True))
        return self._kept[key]


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much the neural reader counts in each question, 0..1, and the probabilities that suffice."""

    act: float
    sorts: float
    words: float
    roles: float
    bars: LinearSettings = field(default_factory=LinearSettings)
    fill: RoleSettings = field(default_factory=RoleSettings)
    version: str = "mixture"

    def read(self, evidence: Evidence, names: Names) -> Extraction:
        """The extraction of a document."""
        draft = replace(evidence.draft, findings=list(self.findings(evidence)))
        return assemble(draft, _Chooser(self, evidence), names)

    def findings(self, evidence: Evidence) -> Iterable[Finding]:
        """One finding a sentence at most, in text order."""
        for sentence in evidence.sentences:
            told = evidence.reading.of(sentence.start, sentence.end)
            linear = evidence.linear("acts", (sentence.start,), lambda: sentence.features)["act"]  # noqa: B023
            score = _chance(_mixed(self.act, linear, odds(told.act) if told else None))
            if sentence.clauses and score >= self._bar(evidence.draft, sentence):
                yield self._finding(evidence, sentence, told, score)

    def _bar(self, draft: Draft, sentence: Sentence) -> float:
        if draft.form is Form.OFFICE:
            return self.bars.act
        return self.bars.strict if is_insider(draft.text[sentence.start : sentence.end]) else math.inf

    def _finding(self, evidence: Evidence, sentence: Sentence, told: Told | None, score: float) -> Finding:
        def features(number: int) -> tuple[str, ...]:
            return evidence.reader.clause_features(sentence, number)

        chances = []
        for number, clause in enumerate(sentence.clauses):
            linear = evidence.linear("clauses", (sentence.start, number), lambda: features(number))["clause"]  # noqa: B023
            chances.append(_chance(_mixed(self.words, linear, odds(told.clause(*clause)) if told else None)))
        ranked = sorted(range(len(chances)), key=lambda number: (-chances[number], number))
        best = ranked[0]
        more = [number for number in ranked[1 : self.bars.most_clauses] if chances[number] >= self.bars.clause]
        linears = evidence.linear("sorts", (sentence.start, best), lambda: (*sentence.features, *features(best)))
        neural = {name: odds(share) for name, share in told.sorts.items()} if told else {}
        sorts = {name: _chance(_mixed(self.sorts, linears[name], neural.get(name))) for name in linears}
        lawful = _best(sorts, "lawful", [*(code.value for code in Lawful), "none"])
        return Finding(
            *sentence.clauses[best],
            self._situations(sorts),
            Status(_best(sorts, "status", [code.value for code in Status])),
            None if lawful == "none" else Lawful(lawful),
            Channel(_best(sorts, "channel", [code.value for code in Channel])),
            score,
            also=tuple(sentence.clauses[number] for number in sorted(more)),
        )

    def _situations(self, sorts: Odds) -> tuple[Situation, ...]:
        first = Situation(_best(sorts, "first", [code.value for code in Situation]))
        ranked = sorted(Situation, key=lambda code: -sorts[f"situation {code.value}"])
        others = [c for c in ranked if c is not first and sorts[f"situation {c.value}"] >= self.bars.second]
        return (first, *others[: self.bars.most_situations - 1])


@dataclass(slots=True)
class _Chooser:
    """Fills the roles of a mixture's findings."""

    mixture: Mixture
    evidence: Evidence
    version: str = "mixture"

    def choose(self, draft: Draft, findings: Sequence[Finding], spans: Sequence[Span]) -> list[Roles]:
        return [self._roles(finding) for finding in findings]

    def _roles(self, finding: Finding) -> Roles:
        act = Act(finding.start, finding.end, finding.situations[0].value)
        sentence = next(s for s in self.evidence.sentences if s.start <= act.start < s.end)
        told = self.evidence.reading.of(sentence.start, sentence.end)
        chosen: dict[str, Any] = {}
        for role in ORDER:
            scored = [
                (score, -abs(span.start - act.start), span)
                for span, score in self._scored(role, act, told)
                if span not in chosen.values() and self.evidence.roles.admits(role, act, span)
            ]
            best = max(scored, key=lambda item: item[:2], default=None)
            if best and _chance(best[0]) >= getattr(self.mixture.fill, role):
                chosen[role] = best[2]
        return Roles(**chosen)

    def _scored(self, role: str, act: Act, told: Told | None) -> Iterable[tuple[Span, float]]:
        """The mentions that may fill a role with their log-odds.

        One beyond the reader's window is what the linear model makes of it, but no likelier than that the reader found
        nobody.
        """
        evidence, labels, at = self.evidence, LABELS.get(role, PERSONS), ROLES.index(role)
        seen = told.roles if told else {}
        candidates = evidence.roles.candidates(act, labels)
        if self.mixture.roles == 1.0:
            candidates = [span for span in evidence.known if span.label in labels and (span.start, span.end) in seen]
        for span in candidates:
            place = (act.start, act.end, act.situation, span.start, span.end)
            linear = (
                evidence.linear("roles", place, lambda: evidence.roles.features(act, span, candidates))[role]  # noqa: B023
                if self.mixture.roles < 1.0
                else 0.0
            )
            if told is None:
                yield span, linear
            elif (span.start, span.end) in seen:
                share = told.role_of(role, evidence.draft.words_of(span), evidence.draft.text)
                # A hair parts the mentions of the same words: the likeliest of them takes the role.
                own = LEAST * float(seen[span.start, span.end][at])
                yield span, _mixed(self.mixture.roles, linear, odds(share) + own)
            else:
                yield span, _mixed(self.mixture.roles, linear, min(linear, odds(float(told.nobody[at]))))


def odds(share: float) -> float:
    """The log-odds of a probability."""
    kept = min(1 - LEAST, max(LEAST, share))
    return math.log(kept / (1 - kept))


def _mixed(share: float, linear: float, neural: float | None) -> float:
    return linear if neural is None else (1 - share) * linear + share * neural


def _chance(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


def _best(sorts: Odds, name: str, codes: Sequence[str]) -> str:
    return max(codes, key=lambda code: sorts.get(f"{name} {code}", 0.0))
