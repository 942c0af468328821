"""Whether one whole name may stand for another through a slip of ear, hand, eye or machine."""

from __future__ import annotations

from matching import lexicon, names
from matching.sounds import near_sound

KINDS = ("homophone", "lookalike", "ocr", "dialect", "shape")
"""From the slip that keeps most of the name to the one that keeps least."""
SHAPES = ("lookalike", "ocr", "shape")


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
    if "" in kinds or sum(kind in SHAPES for kind in kinds) > 1:
        return ""
    return max(kinds, key=KINDS.index)


def _slip(seen: str, meant: str, heard: str, spoken: str) -> str:
    if heard == spoken:
        return "homophone"
    if meant in lexicon.lookalikes().get(seen, ()):
        return "lookalike"
    if meant in lexicon.scan_confusions().get(seen, ()):
        return "ocr"
    if near_sound(heard) == near_sound(spoken):
        return "dialect"
    return "shape" if meant in lexicon.shapes().get(seen, ()) else ""


def garbling(plain: str, full: str) -> str:
    """The way in which `full` was garbled into `plain` so that no likeness is left, "" for none. Both are plain names.

    "swapped": the two characters of the given name changed places; "missing": one of them is left out; "misread": one
    character of three or four is another with which hardly anybody is named, so that it is an error more likely than a
    name. 李建国 and 王建军 are not 王建国.
    """
    surname = names.surname_of(full)
    given = full[len(surname) :]
    if len(given) == 2 and plain.startswith(surname):
        rest = plain[len(surname) :]
        if rest == given[::-1]:
            return "swapped"
        if len(rest) == 1 and rest in given:
            return "missing"
    wrong = [at for at, character in enumerate(full) if plain[at : at + 1] != character]
    if len(plain) != len(full) or len(full) < 3 or len(wrong) != 1:
        return ""
    usual = lexicon.surnames() if wrong[0] < len(surname) else lexicon.given_characters()
    return "" if plain[wrong[0]] in usual else "misread"
