"""Binary Word, WPS Writer, RTF and OpenDocument text: turned into DOCX by LibreOffice, then read as that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from data.errors import FileStatus, ReadError
from data.readers import docx
from data.readers.base import Part, Source
from data.readers.libreoffice import to_docx
from data.readers.ole_guard import OLE_MAGIC, encrypted, open_ole, read_stream
from data.readers.xml_guard import parse_xml
from data.readers.zip_guard import ZIP_MAGIC, open_zip

_WORD_STREAMS = ("WordDocument", "0Table", "1Table", "Data")
_ODT_PARTS = ("content.xml", "styles.xml")
_BRACE = re.compile(rb"\\\\[{}\\\\]|[{}]")
_CUT_OFF = "the file is cut off: what stood behind the end is missing; ask the sender for the whole file"


def read(source: Source) -> Iterator[Part | Source]:
    """What `docx.read` gives for the paper once it is a DOCX, under the name of its own format.

    Raises ReadError as `docx.read` and `libreoffice.to_docx` do, ENCRYPTED for papers under a password, DAMAGED for
    what is cut off. LibreOffice would read anything as some text, so the file is checked before.
    """
    ending = _checked_ending(source)
    whole, notes = source, tuple[str, ...]()
    missing = _missing_braces(source.data) if ending == ".rtf" else 0
    if missing:
        whole, notes = replace(source, data=source.data + b"}" * missing), (_CUT_OFF,)
    converted = replace(source, data=to_docx(whole, ending))
    for item in docx.read(converted):
        if isinstance(item, Part):
            status = FileStatus.PARTIAL if notes else item.status
            yield replace(item, format=ending[1:], status=status, notes=(*item.notes, *notes))
        else:
            yield item


def _missing_braces(data: bytes) -> int:
    """How many groups of an RTF are still open at its end: LibreOffice refuses it then."""
    counts = Counter(_BRACE.findall(data))
    return max(0, counts[b"{"] - counts[b"}"])


def _checked_ending(source: Source) -> str:
    """The ending LibreOffice knows the content by.

    Raises ReadError when the content is locked, cut off or none of these formats.
    """
    if source.data.startswith(OLE_MAGIC):
        with open_ole(source) as ole:
            if ole.exists("WordDocument"):
                for name in _WORD_STREAMS:
                    if ole.exists(name):
                        read_stream(source, ole, name)
                return ".doc"
    elif source.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"{\\rtf":
        return ".rtf"
    elif source.data.startswith(ZIP_MAGIC):
        return _open_document(source)
    raise ReadError(
        FileStatus.DAMAGED,
        source.label,
        "it begins like no word-processing document",
        place="first bytes",
        way_out="check what it is; if it opens in a word processor, save it as .docx",
    )


def _open_document(source: Source) -> str:
    with open_zip(source) as container:
        manifest = "META-INF/manifest.xml"
        if manifest in container and b"encryption-data" in container.read(manifest):
            raise encrypted(source)
        for name in _ODT_PARTS:
            if name in container:
                parse_xml(source, name, container.read(name))
    return ".odt"
