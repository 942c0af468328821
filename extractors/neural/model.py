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
from extractors.neural.files import FORMAT, LIST, MARK, encoder_file, files_of, heads_file
from extractors.neural.outputs import TAGS, TOLD
from extractors.neural.relations import RELATIONS
from extractors.neural.signs import SIGNS
from extractors.neural.vocabulary import Vocabulary

States = tuple[NDArray[np.float32], ...]


class NeuralModel:
    """Encoders and heads of all members. `digest` tells one model from another."""

    def __init__(self, folder: Traversable, digest: str) -> None:
        self.digest = digest
        told = _list(folder)
        self.vocabulary = Vocabulary(told["characters"], told["unknown"], told["begin"], told["end"])
        members = range(told["members"])
        self._encoders = [_session(folder, encoder_file(member)) for member in members]
        self._heads = [_session(folder, heads_file(member)) for member in members]

    def encode(self, said: str, signs: NDArray[np.int64]) -> tuple[States, NDArray[np.float32]]:
        """States (1, L, H) of each member, and tag probabilities (L, T), of a window; L = len(said) + 2."""
        fed = {"ids": self.vocabulary.numbers(said)[None], "signs": signs[None]}
        found = [encoder.run(None, fed) for encoder in self._encoders]
        tags: NDArray[np.float32] = np.mean([softmax(tags[0]) for _, tags in found], axis=0)
        return tuple(states for states, _ in found), tags

    def tell(self, states: States, inputs: Mapping[str, NDArray[np.int64]]) -> dict[str, NDArray[np.float32]]:
        """The logits of the heads by name for one window, without the axis of windows; means over the members."""
        fed = {name: value[None] for name, value in inputs.items()}
        told = [heads.run(None, {"states": own, **fed}) for heads, own in zip(self._heads, states, strict=True)]
        return {name: np.mean([one[place][0] for one in told], axis=0) for place, name in enumerate(TOLD)}


def load_neural(folder: Path | None = None) -> NeuralModel | None:
    """The model of a model folder, the shipped one without; None when the folder has no neural model.

    Raises ConfigError for one that is damaged or was made for another version.
    """
    digest = neural_digest(folder)
    return NeuralModel(_place(folder), digest) if digest else None


def neural_digest(folder: Path | None = None) -> str:
    """What the model will have as digest, without loading it; empty when there is none. Raises as `neural_files`."""
    names, place = neural_files(folder), _place(folder)
    return (
        sha256(b"".join(sha256((place / name).read_bytes()).digest() for name in names)).hexdigest()[:8]
        if names
        else ""
    )


def neural_files(folder: Path | None = None) -> tuple[str, ...]:
    """The names of the model's files in a folder, none when it has no model.

    Raises ConfigError when some of its files are there and others are not.
    """
    place = _place(folder)
    there = {file.name for file in place.iterdir() if file.name.startswith(MARK)} if place.is_dir() else set()
    if not there:
        return ()
    names = files_of(int(_list(place)["members"])) if LIST in there else (LIST,)
    if missing := sorted(set(names) - there):
        raise ConfigError(f"{place}: {', '.join(missing)} is missing; restore it from the release or its copy")
    return names


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
        members = int(told["members"]) if sizes[0] == FORMAT else 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{folder / LIST}: cannot be read ({type(error).__name__}); restore it from the release"
        ) from None
    if sizes != (FORMAT, len(SIGNS), len(TAGS), RELATIONS) or members < 1:
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
