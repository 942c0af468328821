"""Characters as the numbers of an encoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`characters` to token numbers; `unknown` for all others, `begin` and `end` of what is read."""

    characters: Mapping[str, int]
    unknown: int
    begin: int
    end: int

    def numbers(self, said: str) -> NDArray[np.int64]:
        """The tokens of `said`, begin and end around: one a character, shape (len(said) + 2,)."""
        known = self.characters
        inner = [known.get(character, self.unknown) for character in said]
        return np.array([self.begin, *inner, self.end], np.int64)
