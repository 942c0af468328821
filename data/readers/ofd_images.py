"""The pictures of an OFD page, laid on white paper as the page shows them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PIL import Image, UnidentifiedImageError

from data.readers import ocr
from data.readers.ofd_objects import PlacedImage
from data.readers.page_lines import Box
from data.readers.page_reading import DPI

LoadImage = Callable[[str], bytes | None]
"""Resource id -> the bytes of the media file, None when the file holds none."""


class PaperPrinter:
    """Draws areas of one page from its pictures."""

    def __init__(self, images: Sequence[PlacedImage], load: LoadImage, pixels: int) -> None:
        self._images = images
        self._load = load
        self._pixels = pixels
        self.unreadable: list[str] = []

    def draw(self, area: Box) -> ocr.Pixels | None:
        """The area (points) with all pictures that reach into it, None when not one of them could be decoded."""
        scale = min(DPI / 72, (self._pixels / max(area.width * area.height, 1.0)) ** 0.5)
        size = (max(1, round(area.width * scale)), max(1, round(area.height * scale)))
        paper = Image.new("RGB", size, "white")
        drawn = False
        for image in self._images:
            if not _meet(image.box, area):
                continue
            picture = self._decoded(image.resource)
            if picture is None:
                continue
            width, height = max(1, round(image.box.width * scale)), max(1, round(image.box.height * scale))
            if width * height > self._pixels:
                continue
            corner = (round((image.box.left - area.left) * scale), round((image.box.top - area.top) * scale))
            paper.paste(picture.resize((width, height)), corner)
            drawn = True
        return np.ascontiguousarray(np.asarray(paper, dtype=np.uint8)) if drawn else None

    def _decoded(self, resource: str) -> Image.Image | None:
        data = self._load(resource)
        if data is None:
            return None
        try:
            with Image.open(io.BytesIO(data)) as picture:
                if picture.size[0] * picture.size[1] > self._pixels:
                    raise ValueError
                layered = picture.convert("RGBA")
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
            if resource not in self.unreadable:
                self.unreadable.append(resource)
            return None
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")


def media_loader(files: Mapping[str, str], read: Callable[[str], bytes]) -> LoadImage:
    """The loader over `files` (resource id -> member) with the member reader of the package."""

    def load(resource: str) -> bytes | None:
        member = files.get(resource)
        return read(member) if member is not None else None

    return load


def _meet(a: Box, b: Box) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom
