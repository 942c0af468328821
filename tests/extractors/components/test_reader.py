"""What the neural reader's tags and heads become on a draft; the model itself is scripted, character by character."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from data.registry import Registries
from data.types import Kind, Label
from extractors.component import Resources
from extractors.components.reader import ReadByModel
from extractors.draft import Draft
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of
from extractors.neural.outputs import CHANNELS, LAWFULS, ROLES, SITUATIONS, STATUSES, TAGGED, TAGS
from extractors.neural.reader import NeuralReader, ReaderSettings
from extractors.people import People
from extractors.spans import DOUBTFUL

CASES: list[tuple[str, list[tuple[str, Label]]]] = [
    ("老崔问那个案子怎么样了", [("老崔", Label.PER)]),
    ("老崔和小段都来问过", [("老崔", Label.PER), ("小段", Label.PER)]),
    ("城投的法务部长老崔来问", [("城投", Label.ORG), ("部长", Label.POS), ("老崔", Label.PER)]),
    ("昨晚老崔来问", [("昨晚", Label.TIME), ("老崔", Label.PER)]),
    ("今天没有人来", []),
]


class Scripted:
    """Tags the words it was told of and finds an act wherever somebody asks."""

    digest = "scripted"

    def __init__(self, words: Mapping[str, Label]) -> None:
        self._words = words
        self._said = ""

    def encode(self, said: str, signs: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        assert len(signs) == len(said) + 2
        self._said = said
        tags = np.zeros((len(said) + 2, len(TAGS)), np.float32)
        tags[:, 0] = 0.95
        for word, label in self._words.items():
            at = said.find(word) + 1
            tags[at : at + len(word), 0] = 0.1
            tags[at, 1 + 2 * TAGGED.index(label)] = 0.9
            tags[at + 1 : at + len(word), 2 + 2 * TAGGED.index(label)] = 0.9
        return np.zeros((1, len(tags), 4), np.float32), tags

    def tell(
        self, states: NDArray[np.float32], inputs: Mapping[str, NDArray[np.int64]]
    ) -> dict[str, NDArray[np.float32]]:
        sentences, mentions = inputs["sentences"], inputs["mentions"]
        asked = np.array(["问" in self._said[start - 1 : end - 1] for start, end in sentences])
        roles = np.zeros((len(sentences), len(ROLES), len(mentions)), np.float32)
        roles[:, 0, -1] = 9.0
        sizes = {"first": SITUATIONS, "situations": SITUATIONS, "status": STATUSES, "lawful": LAWFULS}
        return {
            "act": np.where(asked, 5.0, -5.0).astype(np.float32),
            **{name: np.zeros((len(sentences), len(codes)), np.float32) for name, codes in sizes.items()},
            "channel": np.zeros((len(sentences), len(CHANNELS)), np.float32),
            "roles": roles,
            "words": np.zeros((len(sentences), states.shape[1]), np.float32),
        }


@pytest.mark.parametrize(("text", "found"), CASES)
def test_tags_become_mentions_and_heads_a_reading(
    registries: Registries, draft: Callable[..., Draft], text: str, found: list[tuple[str, Label]]
) -> None:
    paper = draft(text, kind=Kind.WORK_NOTE)
    reader = NeuralReader(Scripted(dict(found)), People())
    ReadByModel(Resources(names_of(registries), LexicalDecider(), None, reader)).annotate(paper)
    marked = [(paper.words_of(span), span.label) for span in sorted(paper.spans, key=lambda s: s.start)]
    assert marked == [one for one in found if one[1] in (Label.PER, Label.POS)]
    assert paper.told is not None
    told = paper.told.of(0, len(text))
    assert told is not None
    assert (told.act > 0.5) == ("问" in text)
    assert (told.start, told.end) == (0, len(text))
    assert len(told.words) == len(text)
    if marked:
        assert told.role_of("intervener", "老崔" if "小段" not in text else "小段", text) > 0.9
    assert abs(sum(told.sorts[f"status {status.value}"] for status in STATUSES) - 1.0) < 1e-5


def test_words_that_may_be_a_name_are_kept_aside(registries: Registries, draft: Callable[..., Draft]) -> None:
    paper = draft("老崔问那个案子怎么样了", kind=Kind.WORK_NOTE)
    reader = NeuralReader(Scripted({"老崔": Label.PER}), People(), ReaderSettings(least=0.95))
    ReadByModel(Resources(names_of(registries), LexicalDecider(), None, reader)).annotate(paper)
    assert paper.spans == []
    assert [(paper.words_of(span), span.by) for span in paper.doubtful] == [("老崔", DOUBTFUL)]
    assert paper.told is not None
    assert (0, 2) in paper.told.told[0].roles


def test_without_a_model_nothing_is_read(registries: Registries, draft: Callable[..., Draft]) -> None:
    paper = draft("老崔问那个案子怎么样了", kind=Kind.WORK_NOTE)
    ReadByModel(Resources(names_of(registries), LexicalDecider())).annotate(paper)
    assert paper.told is None
    assert paper.spans == []
