"""Files that want to harm a reader, each made by a function of its path. Names end as the files' names would.

`HOSTILE` maps a file name to its maker, `EXPECTED` to the status its reading must end with. They are made on the spot:
nothing here is large in the repository.
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl

from data.errors import FileStatus
from tests.ole import compound_file

WORDS = "王院长问那个案子办到哪一步了"
MEGABYTE = 1024 * 1024


def zip_bomb(path: Path) -> None:
    """300 MB of zeros in 300 KB."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container,
        container.open("zeros.txt", "w", force_zip64=True) as member,
    ):
        for _ in range(300):
            member.write(bytes(MEGABYTE))


def overlapping_bomb(path: Path) -> None:
    """2,000 names for one member of 1 MB: each is small, together they are 2 GB."""
    path.write_bytes(_zip_of_one_member(b"member", bytes(MEGABYTE), 2_000))


def many_members(path: Path) -> None:
    """100,000 empty members."""
    path.write_bytes(_zip_of_one_member(b"m", b"", 100_000))


def nested_archives(path: Path) -> None:
    """A zip in a zip, forty deep, with words in the innermost."""
    data, name = WORDS.encode(), "words.txt"
    for _ in range(40):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as container:
            container.writestr(name, data)
        data, name = stream.getvalue(), "inner.zip"
    path.write_bytes(data)


def encrypted_zip(path: Path) -> None:
    """A zip whose members say that they are under a password."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        container.writestr("a.txt", WORDS)
    data = bytearray(stream.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))


def truncated_zip(path: Path) -> None:
    """The first half of a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for number in range(20):
            container.writestr(f"{number}.txt", WORDS * number)
    path.write_bytes(stream.getvalue()[: len(stream.getvalue()) // 2])


def gzip_bomb(path: Path) -> None:
    """300 MB of zeros in one gzip stream."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    with path.open("wb") as out:
        for _ in range(300):
            out.write(packer.compress(bytes(MEGABYTE)))
        out.write(packer.flush())


def truncated_gzip(path: Path) -> None:
    """A gzip stream cut off in its middle."""
    data = gzip.compress(_noise(7))
    path.write_bytes(data[:2000])


def truncated_seven_zip(path: Path) -> None:
    """The head of a 7z archive whose directory is missing."""
    path.write_bytes(b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<IQQI", 0, 4096, 64, 0) + bytes(100))


def rar(path: Path) -> None:
    """A RAR archive, which is not read."""
    path.write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(200))


def far_cells(path: Path) -> None:
    """Two cells at opposite corners of the largest sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "时间"
    sheet["XFD1048576"] = WORDS
    book.save(path)


def xml_bomb_workbook(path: Path) -> None:
    """Entities that grow to a billion laughs in the shared strings, with a cell that shows them."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE s [<!ENTITY l0 "哈">{entities}]>'
    _rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<worksheet", doctype + "<worksheet", 1))


def truncated_workbook(path: Path) -> None:
    """The first two thirds of an xlsx."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append(["时间", "内容"])
    book.save(stream)
    path.write_bytes(stream.getvalue()[: len(stream.getvalue()) * 2 // 3])


def encrypted_workbook(path: Path) -> None:
    """An Office document under a password: an OLE container with the encrypted package."""
    path.write_bytes(compound_file({"EncryptionInfo": bytes(200), "EncryptedPackage": bytes(9000)}))


def nested_multiparts(path: Path) -> None:
    """A mail whose multiparts are nested 3,000 deep, words in the innermost."""
    body = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + WORDS.encode()
    opened = [b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000)]
    closed = [b"\r\n--b%d--\r\n" % n for n in range(3000)]
    head = b"From: a@mail.example\r\nSubject: deep\r\nMIME-Version: 1.0\r\n"
    path.write_bytes(head + b"".join(opened) + body + b"".join(reversed(closed)))


def nested_messages(path: Path) -> None:
    """A mail in a mail, 3,000 deep."""
    letter = b"From: a@mail.example\r\nSubject: deep\r\nContent-Type: message/rfc822\r\n\r\n"
    last = b"From: a@mail.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + WORDS.encode()
    path.write_bytes(letter * 3000 + last)


def many_parts(path: Path) -> None:
    """A mail of 100,000 parts."""
    head = b'From: a@mail.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    path.write_bytes(head + b"--b\r\n\r\nx\r\n" * 100_000 + b"--b--\r\n")


def big_text(path: Path) -> None:
    """200 MB of GB18030."""
    block = (WORDS * 1000 + "\n").encode("gb18030")
    with path.open("wb") as out:
        for _ in range(200 * MEGABYTE // len(block) + 1):
            out.write(block)


def nested_elements(path: Path) -> None:
    """A page of 200,000 nested elements, words in the innermost."""
    path.write_bytes(b"<html><body>" + b"<div>" * 200_000 + WORDS.encode() + b"</div>" * 200_000 + b"</body></html>")


def nested_json(path: Path) -> None:
    """100,000 nested arrays."""
    path.write_bytes(b"[" * 100_000 + b"]" * 100_000)


def ragged_rows(path: Path) -> None:
    """A register whose rows have from one to nine cells, one of them with an open quotation mark."""
    rows = [
        "时间,来电人,事由",
        f"2024-03-05 09:12,王院长,{WORDS}",
        "只有一格",
        "a,b,c,d,e,f,g,h,i",
        '2024-03-06,"李庭长,没说完',
        f"2024-03-07,赵局,{WORDS}",
    ]
    path.write_bytes("\n".join(rows).encode("gb18030"))


def lying_page(path: Path) -> None:
    """A page that declares gb2312 and is UTF-8."""
    path.write_bytes(f'<html><head><meta charset="gb2312"></head><body><p>{WORDS}</p></body></html>'.encode())


def lying_mail(path: Path) -> None:
    """A mail that declares UTF-8 and is GB18030, its header in raw bytes too."""
    head = "From: 张三 <a@mail.example>\r\nSubject: 案子\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    path.write_bytes((head + WORDS).encode("gb18030"))


def mixed_encodings(path: Path) -> None:
    """Lines of UTF-8 among lines of GB18030."""
    path.write_bytes(f"{WORDS}\n".encode("gb18030") * 3 + f"{WORDS}\n".encode() + f"{WORDS}\n".encode("gb18030"))


def empty(path: Path) -> None:
    """No bytes."""
    path.write_bytes(b"")


def blank(path: Path) -> None:
    """White space only."""
    path.write_bytes(" \r\n\t\u3000".encode() * 50)


def noise(path: Path) -> None:
    """Signs that mean nothing."""
    path.write_bytes("※▲□◎＃＠￥％…—＊（）［］｛｝〈〉《》♀♂〓".encode() * 30)


def binary(path: Path) -> None:
    """Random bytes under the ending of a text."""
    path.write_bytes(_noise(3))


def text_as_document(path: Path) -> None:
    """A text under the ending of a Word document."""
    path.write_bytes(WORDS.encode("gb18030"))


def workbook_as_text(path: Path) -> None:
    """A workbook under the ending of a text."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["2024-03-05 09:12", WORDS])
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())


def truncated_message(path: Path) -> None:
    """The first kilobyte of an Outlook message."""
    path.write_bytes(compound_file({"__properties_version1.0": bytes(32), "__substg1.0_1000001F": bytes(9000)})[:1100])


def page_without_words(path: Path) -> None:
    """A page of scripts and styles."""
    path.write_bytes(f"<html><style>p {{}}</style><script>var a = '{WORDS}';</script></html>".encode())


HOSTILE: dict[str, Callable[[Path], None]] = {
    "zip_bomb.zip": zip_bomb,
    "overlapping_bomb.zip": overlapping_bomb,
    "many_members.zip": many_members,
    "nested_archives.zip": nested_archives,
    "encrypted.zip": encrypted_zip,
    "truncated.zip": truncated_zip,
    "gzip_bomb.gz": gzip_bomb,
    "truncated.gz": truncated_gzip,
    "truncated.7z": truncated_seven_zip,
    "archive.rar": rar,
    "far_cells.xlsx": far_cells,
    "xml_bomb.xlsx": xml_bomb_workbook,
    "truncated.xlsx": truncated_workbook,
    "encrypted.xlsx": encrypted_workbook,
    "nested_multiparts.eml": nested_multiparts,
    "nested_messages.eml": nested_messages,
    "many_parts.eml": many_parts,
    "big_text.txt": big_text,
    "nested_elements.html": nested_elements,
    "nested.json": nested_json,
    "ragged_rows.csv": ragged_rows,
    "lying_page.html": lying_page,
    "lying_mail.eml": lying_mail,
    "mixed_encodings.txt": mixed_encodings,
    "empty.txt": empty,
    "blank.txt": blank,
    "noise.txt": noise,
    "binary.txt": binary,
    "text.docx": text_as_document,
    "workbook.txt": workbook_as_text,
    "truncated.msg": truncated_message,
    "page_without_words.html": page_without_words,
}

EXPECTED: dict[str, FileStatus] = {
    "zip_bomb.zip": FileStatus.TOO_BIG,
    "overlapping_bomb.zip": FileStatus.TOO_BIG,
    "many_members.zip": FileStatus.TOO_BIG,
    "nested_archives.zip": FileStatus.TOO_BIG,
    "encrypted.zip": FileStatus.ENCRYPTED,
    "truncated.zip": FileStatus.DAMAGED,
    "gzip_bomb.gz": FileStatus.TOO_BIG,
    "truncated.gz": FileStatus.DAMAGED,
    "truncated.7z": FileStatus.DAMAGED,
    "archive.rar": FileStatus.UNSUPPORTED,
    "far_cells.xlsx": FileStatus.OK,
    "xml_bomb.xlsx": FileStatus.SUSPICIOUS,
    "truncated.xlsx": FileStatus.DAMAGED,
    "encrypted.xlsx": FileStatus.ENCRYPTED,
    "nested_multiparts.eml": FileStatus.PARTIAL,
    "nested_messages.eml": FileStatus.PARTIAL,
    "many_parts.eml": FileStatus.PARTIAL,
    "big_text.txt": FileStatus.TOO_BIG,
    "nested_elements.html": FileStatus.OK,
    "nested.json": FileStatus.DAMAGED,
    "ragged_rows.csv": FileStatus.OK,
    "lying_page.html": FileStatus.OK,
    "lying_mail.eml": FileStatus.OK,
    "mixed_encodings.txt": FileStatus.OK,
    "empty.txt": FileStatus.EMPTY,
    "blank.txt": FileStatus.NO_TEXT,
    "noise.txt": FileStatus.SUSPICIOUS,
    "binary.txt": FileStatus.UNSUPPORTED,
    "text.docx": FileStatus.OK,
    "workbook.txt": FileStatus.OK,
    "truncated.msg": FileStatus.DAMAGED,
    "page_without_words.html": FileStatus.NO_TEXT,
}


def _noise(seed: int) -> bytes:
    """5,000 bytes that pack badly and are no text, the same each time."""
    return random.Random(seed).randbytes(5000)  # noqa: S311 - nothing here is secret


def _zip_of_one_member(name: bytes, content: bytes, copies: int) -> bytes:
    """A zip with one stored-once member and `copies` entries in its directory that all point to it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", len(name), 0) + name
    entries = []
    for number in range(copies):
        own = b"%s%d" % (name, number)
        entries.append(
            b"PK\x01\x02"
            + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33)
            + sizes
            + struct.pack("<HHHHHII", len(own), 0, 0, 0, 0, 0, 0)
            + own
        )
    directory = b"".join(entries)
    start = len(local) + len(packed)
    count = min(copies, 0xFFFF)
    end64 = b""
    if copies > 0xFFFF:
        end64 = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, copies, copies, len(directory), start)
        end64 += b"PK\x06\x07" + struct.pack("<IQI", 0, start + len(directory), 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), start, 0)
    return local + packed + directory + end64 + end


def _rewritten(path: Path, member: str, change: Callable[[str], str]) -> None:
    """A small workbook with one of its parts changed."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append(["时间", WORDS])
    book.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == member else data)
