"""What holds for the outputs of every screen: an independent reading of OUT against the inbox it came from.

Used by tests, and by hand: `python -m tests.screen_contract INBOX OUT` prints every breach and exits 1 if there is one.
The raw files are read here by other means than the product's readers, so that a quote is checked against the file.
"""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2

ITEMS = ("name", "org", "position", "occurred_on", "place", "channel", "content", "case", "relation", "handling")
PROPOSAL_KEYS = {
    "proposal_id",
    "verdict",
    "severity",
    "score",
    "category",
    "situations",
    "record",
    "links",
    "evidence",
    "due_on",
    "report_to",
    "rules",
}
EVIDENCE_KEYS = {"doc_id", "path", "location", "start", "end", "quote", "item"}
DOCUMENT_KEYS = {"path", "sha256", "status", "kind", "reason"}
STATUSES = {"screened", "unchanged", "quarantined"}
TAG = re.compile(r"<[^>]*>")
XML_TEXT = re.compile(r"<(?:w:t|w:delText|ofd:TextCode|TextCode)\b[^>]*>([^<]*)<")


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def breaches(inbox: Path, out: Path) -> list[str]:
    """Every way in which OUT breaks the contract; empty when it holds."""
    proposals, documents = rows(out / "proposals.jsonl"), rows(out / "documents.jsonl")
    found = list(_document_breaches(inbox, documents))
    for proposal in proposals:
        found.extend(_proposal_breaches(inbox, proposal))
    found.extend(
        f"proposal {k} stands {n} times" for k, n in Counter(p["proposal_id"] for p in proposals).items() if n > 1
    )
    if not (out / "run.json").exists():
        found.append("run.json is missing")
    return found


def _document_breaches(inbox: Path, documents: list[dict[str, Any]]) -> Iterator[str]:
    files = {str(p.relative_to(inbox)) for p in inbox.rglob("*") if not p.is_dir()} - {"manifest.csv"}
    named = Counter(d["path"] for d in documents)
    yield from (f"file {path} is lost" for path in sorted(files - set(named)))
    yield from (f"{path} is no file of the inbox" for path in sorted(set(named) - files))
    yield from (f"file {path} is named {count} times" for path, count in named.items() if count > 1)
    for document in documents:
        if set(document) != DOCUMENT_KEYS:
            yield f"{document['path']}: keys {sorted(document)}"
        if document["status"] not in STATUSES:
            yield f"{document['path']}: status {document['status']}"
        if document["status"] == "quarantined" and not document["reason"]:
            yield f"{document['path']}: quarantined without a reason"


def _proposal_breaches(inbox: Path, proposal: dict[str, Any]) -> Iterator[str]:
    name = proposal["proposal_id"]
    if set(proposal) != PROPOSAL_KEYS:
        yield f"{name}: keys {sorted(set(proposal) ^ PROPOSAL_KEYS)}"
    if tuple(proposal["record"]) != ITEMS:
        yield f"{name}: items {list(proposal['record'])}"
    supported = {evidence["item"] for evidence in proposal["evidence"]}
    yield from (
        f"{name}: item {item} is filled without evidence"
        for item, value in proposal["record"].items()
        if value is not None and item not in supported
    )
    for evidence in proposal["evidence"]:
        if set(evidence) != EVIDENCE_KEYS:
            yield f"{name}: evidence keys {sorted(evidence)}"
        if not found_in_file(inbox, evidence):
            yield f"{name}: {evidence['item']} quotes {evidence['quote']!r}, not found in {evidence['doc_id']}"


def found_in_file(inbox: Path, evidence: dict[str, Any]) -> bool:
    """Whether the quote stands in the raw file, white space aside; True where nothing but OCR could tell."""
    part = evidence["location"].get("part")
    text = raw_text((inbox / evidence["path"]).name, (inbox / evidence["path"]).read_bytes(), part)
    return text is None or squeeze(evidence["quote"]) in squeeze(text)


def squeeze(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)


def raw_text(name: str, data: bytes, part: str | None = None) -> str | None:
    """All text of a file, or of the part inside it, read plainly; None for pictures and Word binaries."""
    ending = name.rsplit(".", 1)[-1].lower()
    if data[:4] == b"%PDF":
        return _pdf_text(data)
    if data[:2] == b"PK":
        return _zip_text(ending, data, part)
    if ending in ("eml", "mbox"):
        return _mail_text(data)
    if ending in ("png", "jpg", "jpeg", "tif", "tiff", "bmp", "doc", "wps", "rtf", "msg", "7z", "gz", "tgz"):
        return None
    return _plain_text(ending, data)


def _plain_text(ending: str, data: bytes) -> str:
    codes = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030", "utf-16-le")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if ending in ("json", "jsonl"):
            text = _json_text(text)
        elif ending in ("html", "htm"):
            text = TAG.sub("", text)
        elif ending == "csv":
            text = text + text.replace('""', '"')
        return text
    return data.decode("gb18030", "replace")


def _json_text(text: str) -> str:
    """Every value of a JSON text; epoch milliseconds also as local time, as an archive's reader shows them."""
    values: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)
        elif isinstance(node, int) and node > 10**11:
            local = datetime.fromtimestamp(node / 1000, UTC) + timedelta(hours=8)
            values.append(local.strftime("%Y-%m-%d %H:%M:%S") + "\n" + local.strftime("%Y-%m-%d %H:%M"))
        else:
            values.append(str(node))

    try:
        walk(json.loads(text))
    except json.JSONDecodeError:
        for line in filter(str.strip, text.splitlines()):
            walk(json.loads(line))
    return "\n".join(values)


def _pdf_text(data: bytes) -> str | None:
    document = pypdfium2.PdfDocument(data)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return text if text.strip() else None


def _zip_text(ending: str, data: bytes, part: str | None) -> str | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names):
            return _xlsx_text(data)
        if "[Content_Types].xml" in names or any(n.endswith("OFD.xml") for n in names):
            text = "".join(
                "".join(XML_TEXT.findall(archive.read(n).decode("utf-8"))) for n in names if n.endswith(".xml")
            )
            return unescape(text)
        texts = [raw_text(n.rsplit("/", 1)[-1], archive.read(n)) for n in names if not n.endswith("/")]
    return None if None in texts else "\n".join(t for t in texts if t)


def _xlsx_text(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    cells.append(
                        cell.value.strftime("%Y-%m-%d %H:%M") if hasattr(cell.value, "strftime") else str(cell.value)
                    )
                if cell.comment:
                    cells.append(cell.comment.text)
    return "\n".join(cells)


def _mail_text(data: bytes) -> str:
    """Headers and decoded parts of one mail, or of every mail of an mbox."""
    texts: list[str] = []
    for raw in re.split(rb"(?m)^From [^\n]*\n", data) if data[:5] == b"From " else [data]:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        for piece in message.walk():
            texts.extend(str(value) for value in piece.values())
            sent = piece["Date"]
            if sent is not None and sent.datetime:
                texts.append(sent.datetime.strftime("%Y-%m-%d %H:%M"))
            if piece.get_content_maintype() == "text":
                content = str(piece.get_content())
                texts.append(TAG.sub("", content) if piece.get_content_subtype() == "html" else content)
            elif piece.get_filename() and piece.get_content_maintype() != "message":
                payload = piece.get_payload(decode=True)
                text = raw_text(str(piece.get_filename()), payload if isinstance(payload, bytes) else b"")
                texts.append(text or "")
    return "\n".join(texts)


if __name__ == "__main__":
    problems = breaches(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write("\n".join([*problems, f"{len(problems)} breaches"]) + "\n")
    sys.exit(bool(problems))
