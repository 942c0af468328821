"""XML parts parsed so that nothing outside the part is read and nothing inside it multiplies."""

from __future__ import annotations

import re

from lxml import etree

from data.errors import FileStatus, ReadError
from data.readers.base import Source

_DOCTYPE = re.compile(rb"<!DOCTYPE", re.I)
_PROLOG_BYTES = 4096
MAX_BYTES = 64 * 1024 * 1024
"""One XML part of this size holds a shelf of novels; its tree takes up to fifteen times as much memory."""


def parse_xml(source: Source, place: str, data: bytes) -> etree._Element:
    """The root element of one XML part; `place` names the part in the message.

    Raises ReadError: TOO_BIG above MAX_BYTES, SUSPICIOUS when it declares a document type (no office program writes
    one; entities that multiply or read files need it), DAMAGED when it is not well-formed or nested deeper than the
    parser allows.
    """
    if len(data) > MAX_BYTES:
        raise ReadError(
            FileStatus.TOO_BIG,
            source.label,
            f"the XML has {len(data)} bytes, {MAX_BYTES} are allowed",
            place=place,
            way_out="split the paper into smaller files",
        )
    if _DOCTYPE.search(data, 0, _PROLOG_BYTES):
        raise _declares_type(source, place)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        line = fault.lineno if isinstance(fault, etree.XMLSyntaxError) else None
        where = f"{place}, line {line}" if line else place
        raise ReadError(
            FileStatus.DAMAGED,
            source.label,
            "the XML is not well-formed or nested too deeply",
            place=where,
            way_out="open it in the program it was made with and save it anew, or ask the sender for it again",
        ) from None
    # A prolog in UTF-16 escapes the search of bytes.
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _declares_type(source, place)
    return root


def _declares_type(source: Source, place: str) -> ReadError:
    return ReadError(
        FileStatus.SUSPICIOUS,
        source.label,
        "the XML declares a document type, which office programs never write and attackers use",
        place=place,
        way_out="have it looked at by hand; to read it, open it in an office program on a separate machine and save it",
    )
