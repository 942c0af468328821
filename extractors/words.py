"""Words of a text by jieba, with a dictionary of this process alone and no cache on disk.

jieba otherwise keeps a cache under a fixed name in the system's temporary folder and loads it back with marshal,
which on a shared machine runs what another user may have put there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

REGISTRY_WEIGHT = 2_000_000
"""Frequency given to names of the registries: above every chain of dictionary words that could split them."""
USUAL_NAMES = 700
"""Names of a registry by which the frequencies of words are reckoned, whatever its size: about those of the cities that
the models were fitted on. Otherwise each name added would move the borders of words it has no part in."""


def dictionary(names: Iterable[str]) -> jieba.Tokenizer:
    """A tokenizer that knows `names` as words. Reading jieba's own dictionary takes most of the load time."""
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    usual = tokenizer.total + USUAL_NAMES * REGISTRY_WEIGHT
    for name in sorted(names):
        tokenizer.add_word(name, freq=REGISTRY_WEIGHT)
    tokenizer.total = usual
    return tokenizer


def split(tokenizer: jieba.Tokenizer, text: str, offset: int) -> Iterator[tuple[int, str]]:
    """(offset, word) of every word of `text`, which begins at `offset` of its document; white space counts as words."""
    at = offset
    for word in tokenizer.cut(text, HMM=False):
        yield at, word
        at += len(word)
