"""What a file is by its content. An ending decides only between formats whose bytes look alike (.csv and .txt).

A sniff is a function `Sample -> bool`; dispatch.FORMATS asks them in order and takes the first that says yes.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cached_property

import olefile

from data.readers.base import Source
from data.readers.encoding import decode_sample
from data.readers.rows import Row, chat_columns
from data.readers.table import delimiter_of

HEAD = 64 * 1024
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGE_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
MAIL_FIELD = re.compile(
    rb"^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|reply-to|sender|"
    rb"delivered-to|dkim-signature|content-transfer-encoding|x-[a-z0-9-]+):",
    re.I | re.M,
)
MAIL_TELLING = re.compile(rb"^(?:from|received|message-id|mime-version|return-path|content-type):", re.I | re.M)
MBOX_START = re.compile(rb"^From \S+.{0,80}\d\d:\d\d.{0,40}\r?\n(?:>?[!-9;-~]+:|>?From )")
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
HTML_TAG = re.compile(r"</?(?:html|body|div|p|br|table|tr|td|span|a|font|h[1-6]|ul|li)\b[^>]*>", re.I)


class Sample:
    """The head of a source with what several sniffs need, each worked out once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.head = source.data[:HEAD]

    @property
    def ending(self) -> str:
        """The name's ending in lower case without the dot, empty when there is none."""
        stem, dot, ending = self.source.name.rpartition(".")
        return ending.strip().lower() if dot and stem else ""

    @cached_property
    def members(self) -> frozenset[str]:
        """Member names of a zip container, empty when it is none or its directory cannot be read."""
        if not self.head.startswith(ZIP_MAGIC):
            return frozenset()
        try:
            with zipfile.ZipFile(io.BytesIO(self.source.data)) as container:
                return frozenset(container.NameToInfo)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return frozenset()

    @cached_property
    def streams(self) -> frozenset[str]:
        """Top-level entries of an OLE container, lower case, empty when it is none or its directory is damaged."""
        if not self.head.startswith(OLE_MAGIC):
            return frozenset()
        try:
            with olefile.OleFileIO(self.source.data) as container:
                return frozenset(entry[0].lower() for entry in container.listdir(streams=True, storages=True))
        except (OSError, ValueError, IndexError, TypeError):
            return frozenset()

    @cached_property
    def text(self) -> str:
        """The head as text by the encoding rule, without what a cut character leaves; empty for binary content."""
        return decode_sample(self.source.data)


def is_pdf(sample: Sample) -> bool:
    """`%PDF-` stands within the first kilobyte: scanners and mail gateways put bytes before it."""
    return b"%PDF-" in sample.head[:1024]


def is_image(sample: Sample) -> bool:
    """PNG, JPEG, TIFF, GIF, BMP or WebP by magic."""
    head = sample.head
    return (
        head.startswith(IMAGE_MAGIC)
        or (head.startswith(b"BM") and head[6:10] == b"\x00\x00\x00\x00" and len(head) > 54)
        or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
    )


def is_docx(sample: Sample) -> bool:
    """A zip with a Word document part."""
    return "word/document.xml" in sample.members or "word/document2.xml" in sample.members


def is_workbook(sample: Sample) -> bool:
    """A zip or OLE workbook: xlsx, xlsm, xlsb, ods, xls, et."""
    if {"xl/workbook.xml", "xl/workbook.bin"} & sample.members or sample.streams & {"workbook", "book"}:
        return True
    return _open_document(sample, b"spreadsheet")


def is_ofd(sample: Sample) -> bool:
    """A zip with OFD.xml at its root (GB/T 33190-2016)."""
    return any(name.lower() == "ofd.xml" for name in sample.members)


def is_odt(sample: Sample) -> bool:
    """An OpenDocument text."""
    return _open_document(sample, b"text")


def _open_document(sample: Sample, family: bytes) -> bool:
    # The mimetype member is stored uncompressed as the first one, by the OpenDocument rule.
    return "content.xml" in sample.members and b"application/vnd.oasis.opendocument." + family in sample.head[:200]


def is_zip(sample: Sample) -> bool:
    """Any zip, a damaged one too: its reader says what is wrong."""
    return sample.head.startswith(ZIP_MAGIC)


def is_encrypted_office(sample: Sample) -> bool:
    """An OOXML document under a password: OLE with an EncryptedPackage stream."""
    return "encryptedpackage" in sample.streams


def is_slides(sample: Sample) -> bool:
    """Slides: pptx, ppt, odp."""
    return (
        "ppt/presentation.xml" in sample.members
        or "powerpoint document" in sample.streams
        or _open_document(sample, b"presentation")
    )


def is_word_binary(sample: Sample) -> bool:
    """Word binary, which WPS Writer's .wps is too."""
    return "worddocument" in sample.streams


def is_msg(sample: Sample) -> bool:
    """An Outlook message."""
    return "__properties_version1.0" in sample.streams


def is_ole(sample: Sample) -> bool:
    """Any other OLE container."""
    return sample.head.startswith(OLE_MAGIC)


def is_rtf(sample: Sample) -> bool:
    """Rich text."""
    return sample.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")


def is_tar(sample: Sample) -> bool:
    """A tar with the ustar mark, or an old one by its name and checksum field."""
    return sample.source.data[257:262] == b"ustar" or (sample.ending == "tar" and b"\x00" in sample.head[:512])


def is_packed(sample: Sample) -> bool:
    """One stream packed by gzip, bzip2 or xz: a tar inside, or one file."""
    return sample.head.startswith((b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00"))


def is_7z(sample: Sample) -> bool:
    """7-Zip."""
    return sample.head.startswith(b"7z\xbc\xaf\x27\x1c")


def is_rar(sample: Sample) -> bool:
    """RAR 4 and 5."""
    return sample.head.startswith(b"Rar!\x1a\x07")


def is_mbox(sample: Sample) -> bool:
    """A mailbox: a `From ` line with a time, then header fields."""
    return bool(MBOX_START.match(sample.head))


def is_mail(sample: Sample) -> bool:
    """An RFC 822 message: it begins with header fields, at least two, one of them only mails have."""
    head = sample.head.lstrip(b"\xef\xbb\xbf\r\n")
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not MAIL_FIELD.match(block):
        return False
    return len(MAIL_FIELD.findall(block)) >= 2 and bool(MAIL_TELLING.search(block))


def is_html(sample: Sample) -> bool:
    """A page that starts like one, or a fragment with several tags under an .htm or .html ending."""
    if HTML_START.match(sample.text):
        return True
    tags = len(HTML_TAG.findall(sample.text[:8192]))
    return tags >= 3 and (sample.ending in ("htm", "html", "xhtml", "mht") or sample.text.lstrip()[:1] == "<")


def is_xml(sample: Sample) -> bool:
    """XML that is no page: an XML declaration, or the root of an Office file saved as XML."""
    return bool(
        re.match(
            r"\ufeff?\s*(?:<\?xml\s|<\?mso-application\s|<(?:\w+:)?(?:Workbook|wordDocument|package)\s)", sample.text
        )
    )


def is_json(sample: Sample) -> bool:
    """A JSON value or JSON lines: an opening bracket, then a quoted key, another bracket or the end."""
    return bool(re.match(r"\ufeff?\s*(?:\[\s*[\[{\"]|\{\s*[\"}])", sample.text)) and (
        sample.ending in ("json", "jsonl", "ndjson") or bool(re.search(r'"\s*:\s*', sample.text[:4096]))
    )


def is_text(sample: Sample) -> bool:
    """Bytes that decode as text in one of the encodings read here."""
    return bool(sample.text)


def is_table(sample: Sample) -> bool:
    """Delimited text: told by its ending, or under .txt by the heading row of a chat export."""
    if not sample.text:
        return False
    if sample.ending in ("csv", "tsv", "tab"):
        return True
    first = sample.text[:2000].split("\n", 1)[0].strip()
    delimiter = delimiter_of(first)
    if delimiter is None:
        return False
    return chat_columns([Row(1, tuple(cell.strip(' "') for cell in first.split(delimiter)))]) is not None
