"""Builds the sample city from its marked-up sources: `gold/gold.jsonl` and the raw files of `inbox/`.

    python data/samples/build.py            everything; scans only where the Noto CJK fonts are
    python data/samples/build.py --check    says whether the committed files are what the sources give, writes nothing

Binary Word files (`made/*.doc`) are made once by LibreOffice and taken as they are.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from data.samples.writers import chats, faulty, frozen, mails, ofd, office, pages, plain, scans
from evaluation.marked import MarkedDocument, gold_row, known_ids, read_sources

HERE = Path(__file__).resolve().parent
MADE = HERE / "made"
Writer = Callable[[MarkedDocument], bytes]


def _made(document: MarkedDocument) -> bytes:
    return (MADE / f"{document.id}.doc").read_bytes()


WRITERS: Mapping[str, Writer] = {
    "txt": plain.txt,
    "txt-bom": plain.txt_bom,
    "txt-gb18030": plain.txt_gb18030,
    "txt-utf16": plain.txt_utf16,
    "csv": plain.table,
    "csv-gb18030": plain.table_gb18030,
    "html": plain.page,
    "rtf": plain.rich,
    "xlsx": office.workbook,
    "docx": office.word,
    "doc": _made,
    "wechat-txt": chats.wechat_txt,
    "wechat-csv": chats.wechat_csv,
    "wecom": chats.archive,
    "eml": mails.eml,
    "eml-gb18030": mails.eml_gb18030,
    "eml-html": mails.eml_page,
    "pdf": pages.pdf,
    "ofd": ofd.ofd,
    "scan-pdf": scans.scan_pdf,
    "jpg": scans.jpg,
    "png": scans.png,
}
SCANNED = frozenset({"scan-pdf", "jpg", "png"})


def doc_id(document: MarkedDocument) -> str:
    """The id that a screen gives the document: path in the inbox, plus what it lies inside of."""
    part = document.head.get("part")
    return f"{document.head['path']}!/{part}" if part else str(document.head["path"])


def inbox_files(documents: Sequence[MarkedDocument]) -> Iterator[tuple[str, bytes]]:
    """(path in the inbox, bytes) of every file; scans are left out where their fonts are missing."""
    by_path: dict[str, list[MarkedDocument]] = defaultdict(list)
    for document in documents:
        by_path[document.head["path"]].append(document)
    whole_docx = b""
    for path, members in by_path.items():
        style = str(members[0].head["format"])
        if style in SCANNED and not scans.can_render():
            continue
        data = _file(style, members)
        whole_docx = whole_docx or (data if style == "docx" else b"")
        yield path, data
    yield from faulty.files(whole_docx)
    yield "manifest.csv", manifest(documents)


def _file(style: str, members: Sequence[MarkedDocument]) -> bytes:
    if style == "mbox":
        return mails.mailbox(members)
    if style.startswith("zip:"):
        return frozen.pack_gbk((member.head["part"], _write(member, "zip:")) for member in members)
    if len(members) == 2:
        name = str(members[1].head["part"])
        return mails.eml_gb18030(members[0], [(name, office.word(members[1]))])
    return _write(members[0])


def _write(document: MarkedDocument, prefix: str = "") -> bytes:
    return WRITERS[str(document.head["format"]).removeprefix(prefix)](document)


def manifest(documents: Sequence[MarkedDocument]) -> bytes:
    """The manifest: a row for each file whose head asks for one, the rest is left to folders and content."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["path", "kind", "owner", "case_no"])
    rows = {
        head["path"]: [head["kind"], head.get("owner") or "", head.get("folder_case") or ""]
        for head in (document.head for document in documents)
        if head.get("manifest")
    }
    writer.writerows([path, *row] for path, row in rows.items())
    return out.getvalue().encode("utf-8")


def products() -> Iterator[tuple[Path, bytes]]:
    """(file, bytes) of all that is built. Raises SystemExit when a source has faults, naming each."""
    sources = read_sources(HERE / "src", known_ids(HERE / "registries"))
    if sources.faults:
        raise SystemExit("\n".join(sources.faults))
    for path, data in inbox_files(sources.documents):
        yield HERE / "inbox" / path, data
    rows = (json.dumps(gold_row(document, doc_id(document)), ensure_ascii=False) for document in sources.documents)
    yield HERE / "gold" / "gold.jsonl", "".join(f"{row}\n" for row in rows).encode("utf-8")


def main(arguments: Sequence[str]) -> int:
    """Writes or checks all products; 1 when a check finds a difference."""
    only_check = list(arguments) == ["--check"]
    changed = 0
    for file, data in products():
        if file.exists() and file.read_bytes() == data:
            continue
        changed += 1
        sys.stdout.write(f"{'differs' if only_check else 'written'} {file.relative_to(HERE)}\n")
        if not only_check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return 1 if only_check and changed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
