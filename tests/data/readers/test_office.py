"""Binary Word, WPS, RTF and OpenDocument papers: refused when locked or cut off, else whole as their DOCX would be."""

from __future__ import annotations

import io
import resource
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import FileStatus, ReadError
from data.readers import libreoffice
from data.readers.office import read
from tests.data.readers.test_docx import NOTES, table_xml
from tests.needs import require
from tests.ole import compound_file
from tests.papers import W_NAMES, docx_bytes, paragraph, read_with, run

SHAPE = '<v:shape style="position:absolute;width:200pt;height:60pt" type="#_x0000_t202"><v:textbox><w:txbxContent>{}'
BOX = f"<w:r><w:pict>{SHAPE.format(paragraph('标记文框'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
    '<w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
)
BODY = "".join(
    (
        paragraph("标记正文"),
        paragraph(
            "王院长", '<w:ins w:author="甲" w:date="2024-03-05T09:12:00Z">' + run("标记插入") + "</w:ins>", "来电"
        ),
        paragraph(
            "留",
            '<w:del w:author="李敏" w:date="2024-03-05T09:12:00Z"><w:r><w:delText>标记删除</w:delText></w:r></w:del>',
        ),
        paragraph("露出", run("标记隐藏", "<w:vanish/>")),
        paragraph("带注", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="3"/></w:r>'),
        paragraph("被批注", '<w:r><w:commentReference w:id="7"/></w:r>'),
        paragraph("有文本框", BOX),
        paragraph("方式", '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "标记电话"),
        table_xml(),
        paragraph("标记表后"),
        SECTION,
    )
)
PARTS = {
    "header1.xml": ("header", f"<w:hdr {W_NAMES}>{paragraph('标记页眉')}</w:hdr>"),
    "footer1.xml": ("footer", f"<w:ftr {W_NAMES}>{paragraph('标记页脚')}</w:ftr>"),
    "footnotes.xml": NOTES["footnotes.xml"],
    "endnotes.xml": NOTES["endnotes.xml"],
    "comments.xml": NOTES["comments.xml"],
}
MARKERS = [
    # marker, role, section
    ("标记正文", "paragraph", None),
    ("标记插入", "paragraph", None),
    ("标记删除", "aside", "deleted"),
    ("标记隐藏", "aside", "hidden"),
    ("标记脚注", "aside", "footnote"),
    ("标记尾注", "aside", "endnote"),
    ("标记批注", "aside", "comment"),
    ("标记文框", "aside", "textbox"),
    ("方式☑标记电话", "paragraph", None),
    ("1 | 标记横并 标记同格", "row", "table 1"),
    ("标记竖并 | 2024-03-05 09:12 | 标记外层", "row", "table 1"),
    ("标记内表", "row", "table 1.3"),
    (" | 末行 | 标记末格", "row", "table 1"),
    ("标记表后", "paragraph", None),
    ("标记页眉", "aside", "header"),
    ("标记页脚", "aside", "footer"),
]
FORMATS = ("doc", "rtf", "odt")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The marked paper in each old format, written by LibreOffice."""
    require("soffice", libreoffice.program() is not None, "LibreOffice is not installed: no .doc can be made or read")
    folder = tmp_path_factory.mktemp("office")
    (folder / "标记.docx").write_bytes(docx_bytes(BODY, PARTS))
    for ending in FORMATS:
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", ending, "--outdir", str(folder), str(folder / "标记.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {ending: (folder / f"标记.{ending}").read_bytes() for ending in FORMATS}


@pytest.fixture
def worker_limits() -> Iterator[None]:
    """The address space that a worker leaves itself, which LibreOffice must not be held to."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("worker_limits")
@pytest.mark.parametrize(("ending", "name"), [("doc", "标记.wps"), ("rtf", "标记.rtf"), ("odt", "标记.odt")])
def test_old_papers_lose_nothing(papers: dict[str, bytes], ending: str, name: str) -> None:
    parts, _ = read_with(read, papers[ending], name)
    assert parts[0].format == ending
    found = [
        (marker, block.role.value, block.location.section)
        for marker, _, _ in MARKERS
        for block in parts[0].blocks
        if marker in block.text
    ]
    # LibreOffice writes no text boxes and no Chinese authors into RTF; the next test holds that it reads the former.
    assert found == [case for case in MARKERS if ending != "rtf" or case[0] != "标记文框"]
    comment = next(block for block in parts[0].blocks if "标记批注" in block.text)
    assert comment.stamp == "2024-03-06 10:00"
    assert comment.speaker == ("???" if ending == "rtf" else "陈督察")


def test_text_boxes_and_codes_of_rtf_are_read() -> None:
    require("soffice", libreoffice.program() is not None, "LibreOffice is not installed: no .rtf can be read")
    shape = r"{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard %s\par}"
    box = rf"{{\shp{{\*\shpinst\shpleft0\shptop0\shpright4000\shpbottom900{shape}}}}}"
    words = r"{\rtf1\ansi\ansicpg936\uc1{\fonttbl{\f0\fcharset134 SimSun;}}\f0 %s" + box + r"\par %s\par}"
    codes = ["".join(rf"\'{byte:02x}" for byte in text.encode("gb18030")) for text in ("王院长来电", "框中", "完毕")]
    parts, _ = read_with(read, (words % (codes[0], codes[1], codes[2])).encode(), "a.rtf")
    assert [(block.role.value, block.text) for block in parts[0].blocks if block.text.strip()] == [
        ("paragraph", "王院长来电"),
        ("aside", "框中"),
        ("paragraph", "完毕"),
    ]


def test_a_cut_off_rtf_is_read_as_far_as_it_goes_and_said_to_be_partial(papers: dict[str, bytes]) -> None:
    data = papers["rtf"]
    parts, _ = read_with(read, data[: data.index(b"\\trowd")], "断.rtf")
    assert parts[0].status is FileStatus.PARTIAL
    assert "cut off" in parts[0].notes[-1]


def test_without_libreoffice_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    with pytest.raises(ReadError) as caught:
        read_with(read, b"{\\rtf1 x}", "a.rtf")
    assert caught.value.status is FileStatus.UNSUPPORTED
    assert "install libreoffice-writer, or" in str(caught.value)


def test_a_converter_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "soffice"
    endless.write_text("#!/bin/sh\nsleep 60 &\necho $! > child\nwait\n")
    endless.chmod(0o700)
    monkeypatch.setattr(libreoffice, "program", lambda: str(endless))
    monkeypatch.setattr(libreoffice, "SECONDS", 1)
    with pytest.raises(ReadError) as caught:
        read_with(read, b"{\\rtf1 x}", "a.rtf")
    assert caught.value.status is FileStatus.TIMEOUT


def open_document(manifest: str, content: str = "<x/>") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        container.writestr("META-INF/manifest.xml", manifest)
        container.writestr("content.xml", content)
    return stream.getvalue()


LOCKED_WORD = bytes(10) + b"\x00\x01" + bytes(100)


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (compound_file({"WordDocument": LOCKED_WORD}), FileStatus.ENCRYPTED, "password"),
        (compound_file({"WordDocument": bytes(5000)})[:2000], FileStatus.DAMAGED, "cut off"),
        (open_document("<m><encryption-data/></m>"), FileStatus.ENCRYPTED, "password"),
        (open_document("<m/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), FileStatus.SUSPICIOUS, "document type"),
        ("随便一些字".encode(), FileStatus.DAMAGED, "begins like no word-processing document"),
    ],
)
def test_what_cannot_be_read_is_refused_before_libreoffice_sees_it(data: bytes, status: FileStatus, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_with(read, data, "坏.doc")
    assert caught.value.status is status
    assert str(caught.value).startswith("units/坏.doc, ")
    assert words in str(caught.value)
    assert caught.value.way_out
