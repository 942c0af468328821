"""Whether one whole name may stand for another through a slip of ear, hand, eye or machine."""

from __future__ import annotations

from matching import lexicon, names
from matching.sounds import near_sound

KINDS = ("homophone", "lookalike", "ocr", "dialect")
"""From the slip that keeps most of the name to the one that keeps least."""


def likeness(plain: str, full: str) -> str:
    """The kind of slip that makes `full` into `plain`, "" when none does. Both are plain names (`names.plain_name`).

    Any number of characters may be homophones. Of other slips one character at least must stay as it is, and one only
    may be mistaken by its shape; the slip that keeps least gives the kind.
    """
    if len(plain) != len(full) or len(full) < 2:
        return ""
    wrong = [at for at, character in enumerate(full) if plain[at] != character]
    heard, spoken = names.sounds(plain).split(), names.sounds(full).split()
    if heard == spoken:
        return "homophone"
    if len(wrong) == len(full) or len(heard) != len(full) or len(spoken) != len(full):
        return ""
    kinds = [_slip(plain[at], full[at], heard[at], spoken[at]) for at in wrong]
    if "" in kinds or sum(kind in ("lookalike", "ocr") for kind in kinds) > 1:
        return ""
    return max(kinds, key=KINDS.index)


def _slip(seen: str, meant: str, heard: str, spoken: str) -> str:
    if heard == spoken:
        return "homophone"
    if meant in lexicon.lookalikes().get(seen, ()):
        return "lookalike"
    if meant in lexicon.scan_confusions().get(seen, ()):
        return "ocr"
    return "dialect" if near_sound(heard) == near_sound(spoken) else ""
