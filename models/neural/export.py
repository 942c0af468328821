"""Readers as ONNX files in int8, two a member, and what those who load them must know beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from extractors.neural.files import FORMAT, LIST
from extractors.neural.outputs import TAGS, TOLD
from extractors.neural.relations import RELATIONS
from extractors.neural.signs import SIGNS
from models.neural.encoders import Encoder
from models.neural.examples import Example
from models.neural.reader import Reader
from models.neural.smoothing import even_out

ENCODED = ("states", "tags")
OPSET = 18


class _Whole(nn.Module):
    """Characters and signs -> states and tags, of one window."""

    def __init__(self, encoder: Encoder, frozen: int, reader: Reader) -> None:
        super().__init__()
        self.embed = encoder.embed
        self.lower = nn.ModuleList(list(encoder.layers)[:frozen])
        self.upper = reader.upper

    def forward(self, ids: Tensor, signs: Tensor) -> tuple[Tensor, Tensor]:
        states = self.embed(ids)
        for layer in self.lower:
            states = layer(states)
        found: tuple[Tensor, Tensor] = self.upper(states, signs)
        return found


class _Told(nn.Module):
    """The heads with their outputs in order."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.heads = reader.heads

    def forward(self, states: Tensor, sentences: Tensor, mentions: Tensor, signs: Tensor, relations: Tensor) -> Any:
        told = self.heads(states, sentences, mentions, signs, relations)
        return tuple(told[name] for name in TOLD)


def export(
    encoder: Encoder, frozen: int, reader: Reader, examples: Sequence[Example], written: tuple[Path, Path]
) -> None:
    """Writes one trained `reader` to two files, encoder and heads.

    What the windows of `examples` put into the layers sets the scales of the 8-bit weights. The layers of `encoder` and
    `reader` are changed on the way: nothing can be learnt with them after.
    """
    reader.eval()
    encoder.embed.eval()
    encoder.layers.eval()
    whole, told = _Whole(encoder, frozen, reader).eval(), _Told(reader).eval()
    windows = [(encoder.vocabulary.numbers(example.said), example.signs) for example in examples]

    def run() -> None:
        for numbers, signs in windows:
            whole(torch.from_numpy(numbers)[None], torch.from_numpy(signs)[None])

    even_out(whole, run, (whole.lower, whole.upper.layers))
    length, width = 24, encoder.width
    empty = torch.zeros(1, length, dtype=torch.long)
    _write(whole, (empty, empty), written[0], ("ids", "signs"), ENCODED)
    sentences = torch.tensor([[[1, 9], [9, 20]]])
    mentions = torch.tensor([[[1, 2], [1, 5], [6, 8]]])
    inputs = (torch.randn(1, length, width), sentences, mentions, torch.ones(1, 3, dtype=torch.long))
    relations = torch.zeros(1, 2, 3, dtype=torch.long)
    names = ("states", "sentences", "mentions", "mention_signs", "relations")
    _write(told, (*inputs, relations), written[1], names, TOLD)


def write_list(encoder: Encoder, members: int, into: Path) -> str:
    """Writes what is the same for all members; returns the file's name."""
    held = encoder.vocabulary
    told = {
        "format": FORMAT,
        "members": members,
        "encoder": encoder.name,
        "signs": len(SIGNS),
        "tags": len(TAGS),
        "relations": RELATIONS,
        "unknown": held.unknown,
        "begin": held.begin,
        "end": held.end,
        "characters": dict(held.characters),
    }
    (into / LIST).write_text(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return LIST


AXES = {
    "ids": {1: "length"},
    "signs": {1: "length"},
    "states": {1: "length"},
    "sentences": {1: "sentence"},
    "mentions": {1: "mention"},
    "mention_signs": {1: "mention"},
    "relations": {1: "sentence", 2: "mention"},
}


def _write(
    module: nn.Module, inputs: tuple[Tensor, ...], path: Path, names: Sequence[str], outputs: Sequence[str]
) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        module,
        inputs,
        str(plain),
        input_names=list(names),
        output_names=list(outputs),
        dynamic_axes={name: AXES[name] for name in names},
        opset_version=OPSET,
        dynamo=False,
    )
    # Without VNNI two 8-bit products overflow 16 bits: 7 bits for weights keep every CPU's answer the same.
    quantize_dynamic(
        plain,
        path,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
