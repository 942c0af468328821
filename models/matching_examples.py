"""What the weights of matching people learn from: marked papers, and names written otherwise or borne by strangers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.goldfile import document_of, mentions_of
from data.registries import load_registries
from data.types import Extraction
from matching.comparisons.name import is_less
from matching.index import PeopleIndex
from matching.people import PeopleResolver, Scored
from matching.sight import Paper, Sight, paper_of
from models.matching_names import Mangler, writings
from models.training import GoldFolder, gold_rows


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of a mention, each as its levels ("name.exact", ...), and which of them is meant.

    `right` is a place in `candidates`, -1 for nobody. `weight` is how many such mentions the example stands for.
    """

    candidates: tuple[tuple[str, ...], ...]
    right: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Maker:
    """What copies of sights are made with. `bearers` are (id, name) of the officials."""

    recorder: Recorder
    mangler: Mangler
    bearers: Sequence[tuple[str, str]]
    settings: Mapping[str, float]


class Recorder(PeopleResolver):
    """A resolver that keeps every comparison it makes."""

    def __init__(self, index: PeopleIndex) -> None:
        super().__init__(index)
        self.seen: list[tuple[list[Sight], Paper, list[Scored]]] = []

    def candidates(self, sights: list[Sight], paper: Paper) -> list[Scored]:
        """The candidates, kept in `seen`."""
        found = super().candidates(sights, paper)
        self.seen.append((sights, paper, found))
        return found


def examples(folder: GoldFolder, table: Mapping[str, Any], seed: int) -> Iterator[Example]:
    """Every example of a gold folder: mentions as marked, full names with slips, strangers of a likely name."""
    registries, _ = load_registries(folder.registries)
    recorder = Recorder(PeopleIndex(registries))
    chance = random.Random(seed)  # noqa: S311 - drawn examples, no secret
    bearers = [(key, official.name) for key, official in sorted(registries.officials.items())]
    maker = Maker(recorder, Mangler(chance, table["rates"]), bearers, table["settings"])
    for row in gold_rows(folder.gold):
        wanted = {mention["id"]: mention["registry_id"] for mention in row["mentions"] if mention["linked"]}
        document = document_of(row, str(folder.gold))
        recorder.seen.clear()
        recorder.link_all(paper_of(document, Extraction(mentions_of(row), ()), registries))
        for sights, paper, scored in list(recorder.seen):
            told = [wanted[sight.mention.id] for sight in sights if sight.mention.id in wanted]
            if not told:
                continue
            person = max(dict.fromkeys(told), key=told.count)
            yield from _example(scored, person)
            if any(level == "exact" for one in scored for level in one.levels) and person:
                yield from _slips(maker, sights[0], paper, person)
            elif person is None and _is_whole(sights[0]):
                yield from _strangers(maker, sights[0], paper)


def _is_whole(sight: Sight) -> bool:
    words = sight.mention.text
    return 2 <= len(words) <= 3 and not words.isascii() and not is_less(words)


def _example(scored: Sequence[Scored], person: str | None, weight: float = 1.0) -> Iterator[Example]:
    """The example, none when nobody came into question or the one meant did not."""
    ids = [one.person.id for one in scored]
    if not ids or (person and person not in ids):
        return
    levels = tuple(
        tuple(f"{reason.comparison}.{level}" for reason, level in zip(one.reasons, one.levels, strict=True))
        for one in scored
    )
    yield Example(levels, ids.index(person) if person else -1, weight)


def _slips(maker: Maker, sight: Sight, paper: Paper, person: str) -> Iterator[Example]:
    """Copies of the sight of a registered person with the name written otherwise."""
    mangler, keep = maker.mangler, maker.settings["keep"]
    if mangler.chance.random() >= keep:
        return
    name = maker.recorder.index[person].name
    for kind, rate in mangler.rates.items():
        written = mangler.written(name, kind)
        if written and written != sight.mention.text:
            yield from _example(_seen(maker.recorder, sight, paper, written), person, rate / keep)


def _strangers(maker: Maker, sight: Sight, paper: Paper) -> Iterator[Example]:
    """Copies of the sight of a stranger, named as an official is or nearly, as often as the population's names are."""
    mangler, bearers, draws = maker.mangler, maker.bearers, int(maker.settings["draws"])
    for kind in ("exact", *mangler.rates):
        for _ in range(draws if kind in ("exact", "homophone") else 1):
            _, name = mangler.chance.choice(bearers)
            written = name if kind == "exact" else mangler.written(name, kind)
            if written:
                times = 1 if kind in ("exact", "homophone") else draws
                weight = writings(name, kind) * mangler.rate_of_strangers(kind) * len(bearers) * times / draws
                yield from _example(_seen(maker.recorder, sight, paper, written), None, weight)


def _seen(recorder: Recorder, sight: Sight, paper: Paper, words: str) -> list[Scored]:
    mention = replace(sight.mention, text=words, end=sight.mention.start + len(words))
    return PeopleResolver.candidates(recorder, [replace(sight, mention=mention)], paper)
