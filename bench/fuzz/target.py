"""What is tried: a name, what must hold, seeds to begin from, and how inputs are drawn."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from bench.fuzz.findings import Check

Seeds = Callable[[], list[bytes]]


@dataclass(frozen=True, slots=True)
class Target:
    """`check` holds for every input; `seeds` are honest ones; `words` are what the drawn ones are put together of."""

    name: str
    check: Check
    seeds: Seeds
    words: tuple[str, ...] = ()
    most: int = 4096
    """Bytes of the longest input."""

    def drawn(self) -> SearchStrategy[bytes]:
        """Inputs drawn: words of the field in any order with any text between, seeds with a piece exchanged, bytes."""
        pieces = strategies.text(max_size=6)
        if self.words:
            pieces = strategies.one_of(strategies.sampled_from(self.words), strategies.sampled_from(self.words), pieces)
        told = strategies.lists(pieces, max_size=14).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))
        seeds = [seed for seed in self.seeds() if seed]
        if not seeds:
            return told
        changed = strategies.builds(
            _exchanged, strategies.sampled_from(seeds), strategies.floats(0, 1), strategies.integers(0, 12), told
        )
        return changed if not self.words else strategies.one_of(told, changed)


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(files("bench").joinpath("fuzz/words.toml").read_text("utf-8"))


def words_of(*names: str) -> tuple[str, ...]:
    """The pieces of words.toml under these names."""
    return tuple(word for name in names for word in _words()[name])


def _exchanged(seed: bytes, where: float, length: int, by: bytes) -> bytes:
    at = int(where * len(seed))
    return seed[:at] + by + seed[at + length :]
