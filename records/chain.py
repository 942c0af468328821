"""By whom words came to the one approached: on whose behalf, who asked, who carried them, in this order.

The roles are those of the annotation guidelines: the intervener is who asks, a go-between (`via`) only carries his
words, the favour may be for somebody else (`on_behalf_of`). Each paper tells a path, or a part of one; the path of the
matter is what they tell together. Nobody stands in it twice: where papers disagree on who asked and who carried, the
paper that leads the matter holds, and the dispute is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.normalize import key
from data.registry import Registries
from data.types import OWNER
from matching import names
from matching.comparisons.name import compare_names
from records.joining import Lacking
from records.merge import Matter, known
from records.types import Finding
from records.view import person_of

ON_BEHALF_OF, INTERVENER, VIA, RECIPIENT = "on_behalf_of", "intervener", "via", "recipient"
PATH = (ON_BEHALF_OF, INTERVENER, VIA, RECIPIENT)
"""Roles in the order in which words pass."""
SAID = {ON_BEHALF_OF: "受其请托", INTERVENER: "过问人", VIA: "传话人", RECIPIENT: "被过问人"}


@dataclass(slots=True)
class Step:
    """Somebody of the path. `name` is the registry's; None with `id` when nobody is known to be meant."""

    role: str
    words: str
    registry: str | None
    id: str | None
    name: str | None
    evidence: list[dict[str, Any]] = field(default_factory=list)

    def is_same(self, other: Step) -> bool:
        """Whether both mean one person: by id where both have one, else by words that may mean the other."""
        if self.id and other.id:
            return self.id == other.id
        first, second = self.name or self.words, other.name or other.words
        if key(first) == key(second):
            return True
        known_name, said = (first, second) if self.id else (second, first)
        return bool((self.id or other.id) and names.readings(said)) and (
            compare_names(said, known_name).level != "different"
        )

    def row(self) -> dict[str, Any]:
        """The step as plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def chain_of(matter: Matter, registries: Registries) -> dict[str, Any] | None:
    """The path of a matter and what papers dispute of it, as details have them; None for words that passed from one
    person to another with nobody between or behind."""
    steps: list[Step] = []
    disputes: list[str] = []
    for finding in matter.findings:
        only_bearer = matter.lacking.get(known(finding)) is Lacking.SENDER
        for step in _told(finding, registries):
            if only_bearer and step.role == INTERVENER:
                step.role = VIA
            elif only_bearer and step.role == ON_BEHALF_OF:
                step.role = INTERVENER
            _take(steps, step, finding, disputes)
    if not {step.role for step in steps} & {ON_BEHALF_OF, VIA}:
        return None
    ordered = sorted(steps, key=lambda step: PATH.index(step.role))
    return {"steps": [step.row() for step in ordered], "disputes": list(dict.fromkeys(disputes))}


def _take(steps: list[Step], step: Step, finding: Finding, disputes: list[str]) -> None:
    """Puts a step into the path, or its words to one that is there; what contradicts the path is a dispute."""
    here = next((one for one in steps if one.role == step.role and one.is_same(step)), None)
    elsewhere = next((one for one in steps if one.role != step.role and one.is_same(step)), None)
    paper = finding.doc_id.rsplit("/", 1)[-1]
    if here:
        here.evidence += [piece for piece in step.evidence if piece not in here.evidence]
        if here.id is None and step.id:
            here.registry, here.id, here.name = step.registry, step.id, step.name
    elif elsewhere:
        disputes.append(
            f"《{paper}》以{step.words}为{SAID[step.role]}，其他材料以其为{SAID[elsewhere.role]}；"
            "同一人不能既请托又传话，以主要材料为准"
        )
    elif step.role in (INTERVENER, RECIPIENT) and any(one.role == step.role for one in steps):
        return  # the links of the proposal tell who it is, by the paper that leads
    else:
        steps.append(step)


def _told(finding: Finding, registries: Registries) -> Iterator[Step]:
    """The people of one paper's path, in its order, the one who asks first: he is never put aside."""
    if finding.told is None:
        return
    annotation = finding.told.annotation
    mentions = {row["id"]: row for row in annotation.mentions}
    for role in sorted(PATH, key=lambda role: role != INTERVENER):
        told = annotation.event.get(role)
        if told == OWNER:
            person = person_of(annotation.owner, registries)
            if person:
                yield Step(role, person.name, person.registry.value, person.id, person.name)
        elif told in mentions:
            yield _step(role, finding, mentions[told], registries)


def _step(role: str, finding: Finding, mention: Mapping[str, Any], registries: Registries) -> Step:
    person = person_of(mention["registry_id"], registries)
    quote = {"doc_id": finding.doc_id, "start": mention["start"], "end": mention["end"], "quote": mention["text"]}
    registry, id_ = (person.registry.value, person.id) if person else (None, None)
    return Step(role, mention["text"], registry, id_, person.name if person else None, [quote])
