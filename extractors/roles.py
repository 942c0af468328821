"""Who did it, to whom, in which case, when: the mentions that fill the roles of a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from data.types import Label
from extractors.carried import sender_of
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.linear import LinearModel
from extractors.neural.told import Told
from extractors.opinions import LEAST
from extractors.people import People
from extractors.role_features import PERSONS, Act, RoleReader
from extractors.spans import Span


@dataclass(frozen=True, slots=True)
class Roles:
    """The spans that fill the roles of one finding; None where nobody or nothing was found."""

    intervener: Span | None = None
    recipient: Span | None = None
    case: Span | None = None
    time: Span | None = None
    on_behalf_of: Span | None = None
    via: Span | None = None
    reasons: tuple[tuple[str, str, str], ...] = ()

    @property
    def people(self) -> tuple[Span, ...]:
        """The spans of those who fill a role."""
        return tuple(span for span in (self.intervener, self.recipient, self.on_behalf_of, self.via) if span)


class RoleChooser(Protocol):
    """Fills the roles of findings. A trained model takes this place."""

    version: str

    def choose(self, draft: Draft, findings: Sequence[Finding], spans: Sequence[Span]) -> list[Roles]:
        """The roles of each finding, in their order; `spans` are settled."""
        ...


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """Probabilities that a candidate must reach to fill a role; `reader` is the share of the neural reader's word."""

    intervener: float = 0.10
    recipient: float = 0.35
    case: float = 0.05
    time: float = 0.30
    on_behalf_of: float = 0.35
    via: float = 0.35
    reader: float = 0.5


ORDER = ("intervener", "case", "time", "via", "on_behalf_of", "recipient")
"""Roles in the order they are filled; one mention fills one role of persons only."""
LABELS: dict[str, tuple[Label, ...]] = {"case": (Label.CASE,), "time": (Label.TIME,)}


class LinearRoles:
    """Ranks the mentions near an act for every role by a linear model, and by the neural reader where one has read.

    The best takes the role: of several mentions of the same words the nearest.
    """

    def __init__(self, model: LinearModel, people: People, settings: RoleSettings | None = None) -> None:
        self.model = model
        self.people = people
        self.settings = settings or RoleSettings()
        self.version = roles_version(model.digest)

    def choose(self, draft: Draft, findings: Sequence[Finding], spans: Sequence[Span]) -> list[Roles]:
        """The roles of each finding, in their order."""
        reader = RoleReader(draft, self.people, draft.with_doubtful(spans))
        return [self._roles(reader, finding) for finding in findings]

    def _roles(self, reader: RoleReader, finding: Finding) -> Roles:
        act = Act(finding.start, finding.end, finding.situations[0].value)
        chosen: dict[str, Span] = {}
        reasons: list[tuple[str, str, str]] = []
        kinds: tuple[tuple[Label, ...], ...] = (PERSONS, *LABELS.values())
        scored = {labels: self._scored(reader, act, labels) for labels in kinds}
        for role in ORDER:
            free = [
                (scores[role], -abs(span.start - act.start), span)
                for span, scores in scored[LABELS.get(role, PERSONS)]
                if span not in chosen.values() and reader.admits(role, act, span)
            ]
            best = max(free, key=lambda item: item[:2], default=None)
            if best and best[0] >= getattr(self.settings, role):
                chosen[role] = best[2]
                reasons.append((role, "roles", reader.draft.words_of(best[2])))
        self._carried(reader, act, chosen, reasons)
        return Roles(**chosen, reasons=tuple(reasons))

    def _carried(
        self, reader: RoleReader, act: Act, chosen: dict[str, Span], reasons: list[tuple[str, str, str]]
    ) -> None:
        """Where the writer of a message says whose words he bears, that one asks and the writer is `via`."""
        draft, bearer = reader.draft, chosen.get("intervener")
        turn = draft.turn_of(act.start)
        if turn is None or turn.speaker_span is None or (bearer and bearer.start != turn.speaker_span[0]):
            return
        sender = sender_of(draft, act.start, reader.candidates(act, PERSONS))
        if sender is None:
            return
        for role in [role for role, span in chosen.items() if span == sender]:
            del chosen[role]
        chosen["intervener"] = sender
        reasons.append(("intervener", "carried", draft.words_of(sender)))
        if bearer and "via" not in chosen:
            chosen["via"] = bearer
            reasons.append(("via", "carried", draft.words_of(bearer)))

    def _scored(self, reader: RoleReader, act: Act, labels: tuple[Label, ...]) -> list[tuple[Span, dict[str, float]]]:
        draft, candidates = reader.draft, reader.candidates(act, labels)
        said = [draft.words_of(span) for span in candidates]
        found = together([self.model.scores(reader.features(act, span, candidates)) for span in candidates], said)
        told = draft.told.of(act.start, act.end) if draft.told else None
        if told:
            found = [self._mixed(draft, told, span, scores) for span, scores in zip(candidates, found, strict=True)]
        return list(zip(candidates, found, strict=True))

    def _mixed(self, draft: Draft, told: Told, span: Span, scores: dict[str, float]) -> dict[str, float]:
        """Both opinions on `span`."""
        share = self.settings.reader
        return {
            role: (1.0 - share) * chance + share * told.role_of(role, draft.words_of(span), draft.text)
            for role, chance in scores.items()
        }


def together(scores: Sequence[Mapping[str, float]], said: Sequence[str]) -> list[dict[str, float]]:
    """The chances of all candidates for a role, nobody being one too, from the odds of each against nobody.

    Candidates of the same words have their chances together.
    """
    odds = [{role: chance / max(LEAST, 1.0 - chance) for role, chance in one.items()} for one in scores]
    totals = {role: 1.0 + sum(one[role] for one in odds) for role in (odds[0] if odds else ())}
    alike: dict[str, list[dict[str, float]]] = {}
    for words, one in zip(said, odds, strict=True):
        alike.setdefault(words, []).append(one)
    return [{role: sum(one[role] for one in alike[words]) / totals[role] for role in totals} for words in said]


def roles_version(digest: str) -> str:
    """The version of a linear role chooser by the digest of its model."""
    return f"linear-roles-{digest}".rstrip("-")
