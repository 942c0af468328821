"""The measures of a score laid out for reading: by layer, modes of one measure side by side, classes below the whole.

A measure's name is `ROOT[_MODE][.CLASS]`: `mention_strict.PER`, `role_default.via`, `lawful_code.litigant`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.layers import LAYERS, Layer, Paired
from evaluation.measures import Tally
from evaluation.scorer import Scores

MODES = ("strict", "exact", "partial", "type", "overlap", "gold", "loose", "default")
"""What a measure's root may be narrowed to; any may end a name."""
LADDERS = (("strict", "exact", "partial", "type", "overlap"), ("gold", "loose", "default", "strict"))
"""Modes that are shown together, in this order."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure's name, parted. `mode` and `code` are empty where there is none."""

    name: str
    root: str
    mode: str
    code: str


@dataclass(frozen=True, slots=True)
class Block:
    """One root: its modes ("" where it has none) and its rows (code, the tally of each mode); code "" is the whole."""

    root: str
    modes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Tally | None, ...]], ...]

    @property
    def whole(self) -> tuple[Tally | None, ...]:
        """The tallies of the whole, by mode; empty where only classes are counted."""
        return next((tallies for code, tallies in self.rows if not code), ())

    @property
    def classes(self) -> tuple[tuple[str, tuple[Tally | None, ...]], ...]:
        """The rows of the classes."""
        return tuple(row for row in self.rows if row[0])

    def name(self, mode: str, code: str = "") -> str:
        """The measure's published name."""
        return self.root + (f"_{mode}" if mode else "") + (f".{code}" if code else "")


@dataclass(frozen=True, slots=True)
class LayerBlocks:
    """One layer: `blocks` with precision, recall and F, and `shares` (right of so many)."""

    layer: str
    blocks: tuple[Block, ...]
    shares: tuple[tuple[str, Tally], ...]


def parted(name: str) -> Measure:
    """The parts of a measure's name."""
    stem, _, code = name.partition(".")
    root, _, mode = stem.rpartition("_")
    if root and mode in MODES:
        return Measure(name, root, mode, code)
    return Measure(name, stem, "", code)


def layer_names(scores: Scores) -> dict[str, tuple[str, ...]]:
    """The measures of every layer, by layer, in the order of LAYERS and of the layer itself."""
    stems: dict[str, list[str]] = {layer.name: [] for layer in LAYERS}
    left = {name.partition(".")[0] for name in scores.tallies}
    for document in scores.documents:
        if not left:
            break
        paired = Paired(document.gold, document.predicted, document.pairs)
        for layer in LAYERS:
            for name in layer.tallies(paired):
                stem = name.partition(".")[0]
                if stem in left:
                    left.discard(stem)
                    stems[layer.name].append(stem)
    return {
        layer: tuple(name for stem in found for name in scores.tallies if name.partition(".")[0] == stem)
        for layer, found in stems.items()
    }


def layer_blocks(scores: Scores) -> tuple[LayerBlocks, ...]:
    """Every layer with what was measured in it."""
    names = layer_names(scores)
    return tuple(_laid_out(layer, names[layer.name], scores.tallies) for layer in LAYERS)


def modes(scores: Scores) -> dict[str, dict[str, float | None]]:
    """F1 of every measure that is published in several modes, by root, the modes side by side."""
    found: dict[str, dict[str, float | None]] = {}
    for layer in layer_blocks(scores):
        for block in layer.blocks:
            if len(block.modes) > 1:
                whole = zip(block.modes, block.whole, strict=True)
                found[block.root] = {mode or "published": one.f1 if one else None for mode, one in whole}
    return found


def _laid_out(layer: Layer, names: Sequence[str], tallies: Mapping[str, Tally]) -> LayerBlocks:
    measures = [parted(name) for name in names if name not in layer.shares]
    roots = dict.fromkeys(measure.root for measure in measures)
    return LayerBlocks(
        layer=layer.name,
        blocks=tuple(_block(root, [one for one in measures if one.root == root], tallies) for root in roots),
        shares=tuple((name, tallies[name]) for name in layer.shares if name in tallies),
    )


def _block(root: str, measures: Sequence[Measure], tallies: Mapping[str, Tally]) -> Block:
    seen = {measure.mode for measure in measures}
    ladder = next((one for one in LADDERS if seen <= set(one)), MODES)
    order = [mode for mode in ("", *ladder) if mode in seen]
    at = {(measure.code, measure.mode): tallies[measure.name] for measure in measures}
    codes = dict.fromkeys(measure.code for measure in measures)
    return Block(root, tuple(order), tuple((code, tuple(at.get((code, mode)) for mode in order)) for code in codes))
