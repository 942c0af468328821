"""One document of an OFD file: pages with their templates, annotations, attachments."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from data.errors import FileStatus, ReadError
from data.layout import Block, parse_stamp
from data.readers.base import Source
from data.readers.ofd_images import PaperPrinter, media_loader
from data.readers.ofd_objects import MAX_UNITS, PageObjects, collect
from data.readers.ofd_package import MM, OfdPackage, box_of, child_text, children, descendants
from data.readers.page_content import PageContent
from data.readers.page_lines import Box, union
from data.readers.page_reading import PageReader, PaperReading
from data.readers.page_sheet import Sheet
from data.types import Location, TurnRole

A4 = Box(0.0, 0.0, 210.0, 297.0)


class OfdDocument:
    """A document by the name of its Document.xml."""

    def __init__(self, package: OfdPackage, name: str) -> None:
        self._package = package
        self._root = package.xml(name)
        self._folder = posixpath.dirname(name)
        self._files: dict[str, str] = {}
        self._composites: dict[str, etree._Element] = {}
        common = next(children(self._root, "CommonData"), self._root)
        self._page_box = self._area(common) or A4
        self._templates = {
            template.get("ID", ""): template.get("BaseLoc", "") for template in children(common, "TemplatePage")
        }
        for place in children(common, "PublicRes", "DocumentRes"):
            self._resources(place.text, self._folder)
        pages = next(children(self._root, "Pages"), None)
        self._pages = list(children(pages, "Page")) if pages is not None else []

    @property
    def page_count(self) -> int:
        """The number of pages the document names."""
        return len(self._pages)

    def read(self) -> PaperReading:
        """The words of all pages within the limits.

        Raises ReadError DAMAGED or SUSPICIOUS when no page can be read for its XML; one bad page among others is noted.
        """
        limits = self._package.source.limits
        reader = PageReader(limits)
        annotations = self._annotations()
        bad: list[ReadError] = []
        for number, page in enumerate(self._pages[: limits.pages], start=1):
            try:
                self._page(reader, number, page, annotations.get(page.get("ID", ""), []))
            except ReadError as fault:
                bad.append(fault)
                reader.reading.notes.append(f"page {number} was not read: {fault.problem} ({fault.place})")
        if bad and len(bad) == len(self._pages):
            raise bad[0]
        if len(self._pages) > limits.pages:
            last = len(self._pages)
            reader.reading.notes.append(
                f"pages {limits.pages + 1} to {last} were not read: the limit is {limits.pages} pages"
            )
        return reader.reading

    def attachments(self) -> Iterator[Source]:
        """The files attached to the document."""
        linked = self._package.linked(child_text(self._root, "Attachments"), self._folder)
        if linked is None:
            return
        name, table = linked
        for entry in descendants(table, "Attachment"):
            member = self._package.find(child_text(entry, "FileLoc"), posixpath.dirname(name), self._folder)
            if member is None:
                continue
            shown = entry.get("Name", "") or posixpath.basename(member)
            ending = posixpath.splitext(member)[1]
            if not posixpath.splitext(shown)[1]:
                shown += ending
            yield self._package.source.inside(shown, self._package.read(member))

    def _page(self, reader: PageReader, number: int, page: etree._Element, annotations: list[etree._Element]) -> None:
        linked = self._package.linked(page.get("BaseLoc"), self._folder)
        if linked is None:
            raise self._missing(f"page {number}", page.get("BaseLoc", ""))
        name, root = linked
        for place in children(root, "PageRes"):
            self._resources(place.text, posixpath.dirname(name), self._folder)
        objects = PageObjects()
        for template in children(root, "Template"):
            inner = self._package.linked(self._templates.get(template.get("TemplateID", ""), ""), self._folder)
            if inner is not None:
                self._layers(inner[1], objects)
        self._layers(root, objects)
        if objects.units > MAX_UNITS:
            reader.reading.notes.append(
                f"page {number}: more than {MAX_UNITS} things are drawn on it, not all were read"
            )
        area = self._area(root) or self._page_box
        width, height = area.width * MM, area.height * MM
        content = PageContent(number, width, height, objects.glyphs, objects.drawing)
        content.asides = list(self._asides(annotations, Sheet(number, width, height)))
        loader = media_loader(self._files, self._package.read)
        printer = PaperPrinter(objects.images, loader, self._package.source.limits.pixels)
        reader.read(content, printer.draw)
        if printer.unreadable:
            reader.reading.notes.append(f"page {number}: a picture on it could not be decoded and was not read")

    def _layers(self, root: etree._Element, objects: PageObjects) -> None:
        for content in children(root, "Content"):
            collect(content, objects, self._composites)

    def _asides(self, annotations: list[etree._Element], sheet: Sheet) -> Iterator[Block]:
        for annotation in annotations:
            section = annotation.get("Type", "annotation").lower()
            objects = PageObjects()
            collect(annotation, objects, self._composites)
            glyphs = [glyph for found in objects.glyphs.by_turn.values() for glyph in found]
            remark = child_text(annotation, "Remark")
            drawn = "".join(glyph.text for glyph in glyphs).strip()
            location = sheet.location([union(g.box for g in glyphs)]) if glyphs else Location(page=sheet.page)
            for text in dict.fromkeys(filter(None, (remark, drawn))):
                stamp = annotation.get("LastModDate", "").strip().replace("T", " ")[:16] or None
                yield Block(
                    text,
                    TurnRole.ASIDE,
                    speaker=annotation.get("Creator", "").strip() or None,
                    stamp=stamp,
                    sent_at=parse_stamp(stamp) if stamp else None,
                    location=replace(location, section=section),
                )

    def _annotations(self) -> dict[str, list[etree._Element]]:
        """Page id -> the annotations on it."""
        linked = self._package.linked(child_text(self._root, "Annotations"), self._folder)
        found: dict[str, list[etree._Element]] = {}
        if linked is None:
            return found
        name, table = linked
        for page in descendants(table, "Page"):
            inner = self._package.linked(child_text(page, "FileLoc"), posixpath.dirname(name), self._folder)
            if inner is not None:
                found.setdefault(page.get("PageID", ""), []).extend(children(inner[1], "Annot"))
        return found

    def _resources(self, place: str | None, *folders: str) -> None:
        linked = self._package.linked(place, *folders)
        if linked is None:
            return
        name, root = linked
        folder = posixpath.dirname(name)
        base = posixpath.join(folder, root.get("BaseLoc", ""))
        for media in descendants(root, "MultiMedia"):
            member = self._package.find(child_text(media, "MediaFile"), base, folder, self._folder)
            if member is not None:
                self._files[media.get("ID", "")] = member
        for unit in descendants(root, "CompositeGraphicUnit"):
            self._composites[unit.get("ID", "")] = unit

    @staticmethod
    def _area(element: etree._Element) -> Box | None:
        """The physical box of a page, from `PageArea` in the document or `Area` in the page."""
        for area in children(element, "PageArea", "Area"):
            box = box_of(child_text(area, "PhysicalBox"))
            if box is not None and box.width > 0 and box.height > 0:
                return box
        return None

    def _missing(self, place: str, target: str) -> ReadError:
        return ReadError(
            FileStatus.DAMAGED,
            self._package.source.label,
            f"its content {target} is missing",
            place=place,
            way_out="ask the sender for the whole file",
        )
