"""DOCX and DOCM: every word of the paper in order, with headers, notes, comments, deletions and what is embedded."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from data.errors import FileStatus, ReadError
from data.layout import Block, parse_stamp
from data.readers.base import Part, Source
from data.readers.chat_papers import told_as_chat
from data.readers.docx_embedded import drawn_words, embedded_sources
from data.readers.docx_package import WordPackage
from data.readers.docx_runs import W
from data.readers.docx_story import Place, StoryReader, shown_stamp
from data.readers.ole_guard import OLE_MAGIC, open_ole
from data.readers.zip_guard import open_zip
from data.types import TurnRole

_NOTE_PARTS = (("footnote", "footnotes"), ("endnote", "endnotes"), ("comment", "comments"))
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_WAY_OUT = "open it in the program it was made with and save it as .docx anew"


def read(source: Source) -> Iterator[Part | Source]:
    """The paper as one part, then what is embedded in it (pictures, attached files) as sources.

    Raises ReadError: ENCRYPTED when a password is needed, DAMAGED when it is cut off or broken, TOO_BIG and
    SUSPICIOUS as the guards say, EMPTY when nothing stands in it.
    """
    if source.data.startswith(OLE_MAGIC):
        with open_ole(source):
            raise _no_document(source, "it is a binary office file under the name of a .docx")
    with open_zip(source) as container:
        package = WordPackage(source, container)
        main = package.main_part()
        if main is None:
            raise _no_document(source, "the container holds no word-processing document")
        try:
            blocks = tuple(_Paper(package, main).blocks())
        except RecursionError:
            raise _no_document(source, "the markup is nested too deeply") from None
        embedded, unread = embedded_sources(package, main)
        notes = (*package.notes, *unread)
        if any(block.text.strip() for block in blocks):
            status = FileStatus.PARTIAL if notes else FileStatus.OK
            told, hint = told_as_chat(blocks)
            yield Part(source.part, "docx", told, hint, status=status, notes=notes)
        elif not embedded:
            raise _without_words(source, notes)
        yield from embedded


def _without_words(source: Source, notes: tuple[str, ...]) -> ReadError:
    if notes:
        return ReadError(
            FileStatus.NO_TEXT,
            source.label,
            "; ".join(notes),
            place="whole document",
            way_out="print it to PDF, or lay what is inside it into the inbox as files",
        )
    return ReadError(
        FileStatus.EMPTY,
        source.label,
        "the document holds no word and no picture",
        place="whole document",
        way_out="check with the sender that the right file was sent",
    )


def _no_document(source: Source, problem: str) -> ReadError:
    return ReadError(FileStatus.DAMAGED, source.label, problem, place="main document part", way_out=_WAY_OUT)


class _Paper:
    """The stories of one document, notes and comments at the words they belong to."""

    def __init__(self, package: WordPackage, main: str) -> None:
        self._package = package
        self._main = main
        self._notes = {kind: self._note_elements(kind, relation) for kind, relation in _NOTE_PARTS}
        self._told: set[tuple[str, str]] = set()

    def blocks(self) -> Iterator[Block]:
        """Body, then notes nobody refers to, then page headers and footers, each different one once."""
        root = self._package.xml(self._main)
        body = root.find(f"{W}body")
        yield from StoryReader(self._note).read(root if body is None else body, Place())
        for kind, _ in _NOTE_PARTS:
            for identifier in self._notes[kind]:
                yield from self._note(kind, identifier, Place())
        yield from self._page_margins()
        yield from drawn_words(self._package, self._main)

    def _page_margins(self) -> Iterator[Block]:
        seen = set()
        for kind in ("header", "footer"):
            for part in self._package.related(self._main, kind):
                root = self._package.side_xml(part)
                if root is None:
                    continue
                for block in StoryReader(self._note).read(root, Place(section=kind)):
                    if block.text.strip() and (kind, block.text) not in seen:
                        seen.add((kind, block.text))
                        yield block

    def _note_elements(self, kind: str, relation: str) -> dict[str, etree._Element]:
        found: dict[str, etree._Element] = {}
        for part in self._package.related(self._main, relation):
            root = self._package.side_xml(part)
            if root is not None:
                found.update((element.get(f"{W}id", ""), element) for element in root.iter(f"{W}{kind}"))
        return {key: element for key, element in found.items() if element.get(f"{W}type") not in _SEPARATORS}

    def _note(self, kind: str, identifier: str, place: Place) -> Iterator[Block]:
        element = self._notes[kind].get(identifier)
        if element is None or (kind, identifier) in self._told:
            return
        self._told.add((kind, identifier))
        stamp = shown_stamp(element.get(f"{W}date"))
        inner = Place(section=kind, paragraph=place.paragraph, row=place.row)
        for block in StoryReader(self._note).read(element, inner):
            if not block.text.strip():
                continue
            if kind != "comment":
                yield block
                continue
            yield Block(
                block.text,
                TurnRole.ASIDE,
                speaker=element.get(f"{W}author") or None,
                stamp=stamp,
                sent_at=parse_stamp(stamp) if stamp else None,
                location=block.location,
            )
