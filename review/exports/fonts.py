"""Fonts for the PDF: one small TrueType font is made of exactly the characters used, from the fonts of this machine.

The PDF writer embeds TrueType outlines only, while the free Chinese fonts are PostScript ones in collections; so the
outlines are taken over one by one, a rare character from whichever font has it.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from data.errors import ConfigError

EM = 1000
"""Units of an em in the fonts made here."""
_ERROR = 1.0  # units by which a quadratic curve may leave the cubic one it stands for
_RESTRICTED = 0x0002  # OS/2 fsType: must not be embedded
_PROBE = "过问案件记录表"
_LOCK = threading.Lock()  # faces are read lazily, which is not safe in several threads


@dataclass(frozen=True, slots=True)
class FontList:
    """Which font files are wanted, best first, and where they are looked for."""

    folders: tuple[str, ...]
    install: str
    body: tuple[str, ...]
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A font of exactly the characters asked for. `missing` are those that no font of the machine has."""

    data: bytes
    missing: frozenset[str]


@lru_cache(maxsize=1)
def font_list() -> FontList:
    """The list of `forms/fonts.toml`."""
    told = tomllib.loads((files("review") / "exports/forms/fonts.toml").read_text("utf-8"))
    return FontList(tuple(told["folders"]), told["install"], tuple(told["body"]), tuple(told["heading"]))


def make_font(name: str, characters: Iterable[str], wanted: Sequence[str], fonts: FontList) -> Made:
    """A TrueType font called `name` of these characters, taken from the files `wanted`, the first that has one.

    Raises ConfigError when no font of the machine draws Chinese.
    """
    with _LOCK:
        made = _made(name, set(characters) | set(_PROBE), _found(tuple(wanted), fonts.folders))
    if made.missing >= set(_PROBE):
        raise ConfigError(
            f"no font with Chinese characters below {', '.join(fonts.folders)}: a PDF cannot be made; "
            f"install one ({fonts.install} on Debian and Ubuntu, or copy simfang.ttf and simhei.ttf "
            f"to {fonts.folders[0]}), or take the .docx"
        )
    return made


class Face:
    """One font of a file, read when a glyph is asked for."""

    def __init__(self, font: Any) -> None:
        self._font = font
        self._glyphs = font.getGlyphSet()
        self._names: dict[int, str] = font.getBestCmap() or {}
        self._scale: float = EM / font["head"].unitsPerEm
        self._reverse = "glyf" not in font  # PostScript outlines run the other way round
        self._drawn: dict[str, tuple[Any, int]] = {}

    def draws(self, character: str) -> bool:
        """Whether the face has it."""
        return ord(character) in self._names

    def outline(self, character: str) -> tuple[Any, int]:
        """(the glyph in quadratic curves, its advance), both in units of `EM`."""
        if character not in self._drawn:
            self._drawn[character] = self._outline(character)
        return self._drawn[character]

    def _outline(self, character: str) -> tuple[Any, int]:
        from fontTools.pens.cu2quPen import Cu2QuPen
        from fontTools.pens.recordingPen import DecomposingRecordingPen
        from fontTools.pens.transformPen import TransformPen
        from fontTools.pens.ttGlyphPen import TTGlyphPen

        glyph = self._glyphs[self._names[ord(character)]]
        drawn = DecomposingRecordingPen(self._glyphs)
        glyph.draw(drawn)
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, _ERROR, reverse_direction=self._reverse)
        drawn.replay(TransformPen(quadratic, (self._scale, 0, 0, self._scale, 0, 0)))
        return pen.glyph(), round(glyph.width * self._scale)


def _made(name: str, characters: set[str], paths: Sequence[Path]) -> Made:
    """The font; files are opened only until every character is drawn."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs: dict[str, Any] = {".notdef": TTGlyphPen(None).glyph()}
    widths: dict[str, tuple[int, int]] = {".notdef": (EM, 0)}
    codes: dict[int, str] = {}
    missing = set(characters)
    for face in (face for path in paths for face in _face(path)):
        for character in sorted(filter(face.draws, missing)):
            key = f"u{ord(character):05X}"
            glyphs[key], advance = face.outline(character)
            widths[key] = (advance, _left(glyphs[key]))
            codes[ord(character)] = key
        missing -= {chr(code) for code in codes}
        if not missing:
            break
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(codes)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name, "fullName": name})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    font.setupPost(keepGlyphNames=False)
    out = BytesIO()
    font.save(out)
    return Made(out.getvalue(), frozenset(missing))


def _left(glyph: Any) -> int:
    """Where the outline begins, which is where the tables of the font must say that it begins."""
    glyph.recalcBounds(None)
    return int(glyph.xMin) if glyph.numberOfContours else 0


@lru_cache(maxsize=8)
def _found(wanted: tuple[str, ...], folders: tuple[str, ...]) -> tuple[Path, ...]:
    """The font files that are there, in the order wanted."""
    places: dict[str, Path] = {}
    for path in _below(folders):
        places.setdefault(path.name.lower(), path)
    return tuple(places[name.lower()] for name in wanted if name.lower() in places)


def _below(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        root = Path(folder).expanduser()
        if root.is_dir():
            yield from sorted(path for path in root.rglob("*") if path.suffix.lower() in {".ttf", ".otf", ".ttc"})


@lru_cache(maxsize=32)
def _face(path: Path) -> tuple[Face, ...]:
    """The face of a file, the simplified Chinese one of a collection; none when it cannot be read or embedded."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        fonts = TTCollection(path, lazy=True).fonts if path.suffix.lower() == ".ttc" else [TTFont(path, lazy=True)]
        simplified = (font for font in fonts if str(font["name"].getDebugName(1)).endswith(" SC"))
        font = next(simplified, fonts[0])
        return () if font["OS/2"].fsType & 0x000F == _RESTRICTED else (Face(font),)
    except (TTLibError, OSError, KeyError):
        return ()
