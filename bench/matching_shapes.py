"""Which characters look alike in print: data/lexicons/match_shapes.tsv, computed from a font.

    python -m bench.matching_shapes FONT.ttc [--face 2] [--write]

Every character of GB 2312 is drawn at 40 px, blurred by a pixel and a half and compared by the cosine of what is left
when the mean glyph is taken away: print that is a little out of focus, as scanners see it. Of each character of names
(GB 2312 level 1 and the surnames) those are kept that are at least `LEAST` alike, at most `MOST`, most alike first.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from matching import lexicon

SIZE, EDGE, BLUR = 40, 4, 1.5
LEAST, MOST = 0.58, 12
ROWS, CELLS = range(0xB0, 0xF8), range(0xA1, 0xFF)
LEVEL_ONE = 0xD8
"""The first row of level 2, less common characters."""
HEADING = """\
# version: 1
# Character of names, then characters that look like it in print, the most alike first: cosine of at least {least}
# between the blurred glyphs of {font} over GB 2312. Made by `python -m bench.matching_shapes`.
character\talike"""


def characters(rows: range) -> list[str]:
    """The characters of some rows of GB 2312."""
    found = []
    for row in rows:
        for cell in CELLS:
            try:
                found.append(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def glyphs(drawn: Sequence[str], font: Path, face: int) -> NDArray[np.float32]:
    """Blurred glyphs as unit vectors about their mean, (characters, pixels)."""
    kept = ImageFont.truetype(str(font), SIZE, index=face)
    found = []
    for character in drawn:
        image = Image.new("L", (SIZE + 2 * EDGE, SIZE + 2 * EDGE))
        ImageDraw.Draw(image).text((SIZE / 2 + EDGE, SIZE / 2 + EDGE), character, 255, kept, anchor="mm")
        found.append(np.asarray(image.filter(ImageFilter.GaussianBlur(BLUR)), np.float32).ravel())
    matrix = np.stack(found)
    matrix -= matrix.mean(axis=0)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.float32)


def alike(font: Path, face: int) -> Iterator[tuple[str, str]]:
    """(character of names, characters like it)."""
    everything = characters(ROWS)
    named = set(characters(range(ROWS.start, LEVEL_ONE))) | set("".join(lexicon.surnames()))
    matrix = glyphs(everything, font, face)
    for at, character in enumerate(everything):
        if character in named:
            likeness = matrix @ matrix[at]
            order = [other for other in np.argsort(-likeness)[: MOST + 1] if other != at and likeness[other] >= LEAST]
            if order:
                yield character, "".join(everything[other] for other in order[:MOST])


def main() -> None:
    """Prints the table or writes it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("font", type=Path)
    parser.add_argument("--face", type=int, default=2, help="face of a collection: 2 is SC of Noto Sans CJK")
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    name = " ".join(ImageFont.truetype(str(told.font), SIZE, index=told.face).getname())  # type: ignore[arg-type]
    rows = ["\t".join(row) for row in alike(told.font, told.face)]
    text = "\n".join([HEADING.format(least=LEAST, font=name), *rows, ""])
    if told.write:
        Path(str(resources.files("data").joinpath("lexicons", "match_shapes.tsv"))).write_text(text, "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
