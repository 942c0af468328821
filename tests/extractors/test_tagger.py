"""The tagger: decoding side by side gives what decoding one by one gives."""

from __future__ import annotations

import numpy as np

from data.types import Label
from extractors.tagger import LacTagger, best_paths

TEXTS = ["", "王建国", "昨天王建国到安澜市中级人民法院问案子", "李梅打来电话", "王建国", "没有人来过" * 120]


def test_paths_stop_at_their_own_length() -> None:
    # staying costs nothing, going from one tag to the other costs 5
    transitions = np.array([[0.0, -5.0], [-5.0, 0.0]], np.float32)
    emissions = np.zeros((2, 3, 2), np.float32)
    emissions[0, :2] = [[2.0, 0.0], [0.0, 3.0]]
    emissions[1] = [[9.0, 0.0], [0.0, 1.0], [0.0, 9.0]]
    assert best_paths(emissions, transitions, np.array([2, 3])) == [[1, 1], [0, 1, 1]]


def test_a_text_is_tagged_alike_alone_and_among_others() -> None:
    tagger = LacTagger()
    assert tagger.tag(TEXTS) == [tagger.tag([text])[0] for text in TEXTS]


def test_names_keep_their_places() -> None:
    [_, name, sentence, *_] = LacTagger().tag(TEXTS)
    assert [(span.start, span.end, span.label) for span in name] == [(0, 3, Label.PER)]
    assert (2, 5, Label.PER) in [(span.start, span.end, span.label) for span in sentence]
