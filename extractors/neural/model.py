"""The neural model on one thread of ONNX Runtime."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import ConfigError
from extractors.neural.files import ENCODER, FILES, FORMAT, HEADS, LIST
from extractors.neural.outputs import TAGS, TOLD
from extractors.neural.relations import RELATIONS
from extractors.neural.signs import SIGNS
from extractors.neural.vocabulary import Vocabulary


class NeuralModel:
    """Encoder and heads. `digest` tells one model from another."""

    def __init__(self, folder: Traversable, digest: str) -> None:
        self.digest = digest
        told = _list(folder)
        self.vocabulary = Vocabulary(told["characters"], told["unknown"], told["begin"], told["end"])
        self._encoder = _session(folder, ENCODER)
        self._heads = _session(folder, HEADS)

    def encode(self, said: str, signs: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """States (1, L, H) and tag probabilities (L, T) of a window; L = len(said) + 2."""
        ids = self.vocabulary.numbers(said)
        states, tags = self._encoder.run(None, {"ids": ids[None], "signs": signs[None]})
        return states, softmax(tags[0])

    def tell(
        self, states: NDArray[np.float32], inputs: Mapping[str, NDArray[np.int64]]
    ) -> dict[str, NDArray[np.float32]]:
        """The logits of the heads by name for one window, without the axis of windows."""
        fed = {"states": states, **{name: value[None] for name, value in inputs.items()}}
        return {name: value[0] for name, value in zip(TOLD, self._heads.run(None, fed), strict=True)}


def load_neural(folder: Path | None = None) -> NeuralModel | None:
    """The model of a model folder, the shipped one without; None when the folder has no neural model.

    Raises ConfigError for one that is damaged or was made for another version.
    """
    digest = neural_digest(folder)
    return NeuralModel(_place(folder), digest) if digest else None


def neural_digest(folder: Path | None = None) -> str:
    """What the model will have as digest, without loading it; empty when there is none.

    Raises ConfigError when some of its files are there and others are not.
    """
    place = _place(folder)
    there = [name for name in FILES if (place / name).is_file()]
    if not there:
        return ""
    if len(there) < len(FILES):
        missing = ", ".join(sorted(set(FILES) - set(there)))
        raise ConfigError(f"{place}: {missing} is missing; restore it from the release or its copy")
    return sha256(b"".join(sha256((place / name).read_bytes()).digest() for name in FILES)).hexdigest()[:8]


def softmax(logits: NDArray[np.float32], axis: int = -1) -> NDArray[np.float32]:
    """Probabilities that sum to 1 along `axis`."""
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    found: NDArray[np.float32] = powers / powers.sum(axis=axis, keepdims=True)
    return found


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """A probability each."""
    found: NDArray[np.float32] = np.float32(1.0) / (np.float32(1.0) + np.exp(-logits))
    return found


def _place(folder: Path | None) -> Traversable:
    return folder or files("data") / "weights"


def _list(folder: Traversable) -> dict[str, Any]:
    try:
        told = json.loads((folder / LIST).read_text(encoding="utf-8"))
        sizes = (told["format"], told["signs"], told["tags"], told["relations"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{folder / LIST}: cannot be read ({type(error).__name__}); restore it from the release"
        ) from None
    if sizes != (FORMAT, len(SIGNS), len(TAGS), RELATIONS):
        raise ConfigError(f"{folder / LIST}: made for another version of guowen; train again or restore the release's")
    return dict(told)


def _session(folder: Traversable, name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession((folder / name).read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - the runtime raises types of its own
        raise ConfigError(
            f"{folder / name}: cannot be loaded ({type(error).__name__}); restore it from the release"
        ) from None
