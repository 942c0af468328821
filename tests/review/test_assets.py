"""What the browser is given: htmx as its authors made it, nothing from elsewhere, no script within a page."""

import hashlib
import re
from pathlib import Path

import pytest

REVIEW = Path(__file__).parents[2] / "review"
HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
"""SHA-256 of dist/htmx.min.js of the package htmx.org 2.0.11."""
OURS = sorted(
    path for path in (REVIEW / "static").rglob("*") if path.suffix in (".css", ".js") and "htmx" not in path.name
)
PAGES = sorted((REVIEW / "templates").rglob("*.html"))


def test_htmx_is_the_released_file():
    assert hashlib.sha256((REVIEW / "static" / "htmx-2.0.11.min.js").read_bytes()).hexdigest() == HTMX


@pytest.mark.parametrize("path", [*OURS, *PAGES], ids=lambda path: str(path.relative_to(REVIEW)))
def test_nothing_comes_from_elsewhere_and_no_script_stands_in_a_page(path):
    text = path.read_text("utf-8")
    assert re.findall(r"(?:src|href|action)=\"https?:|url\(\s*['\"]?https?:|from ['\"]https?:", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=\"|\sstyle=\"|\bhx-on\b|\beval\(", text) == []


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix == ".js"], ids=lambda path: path.name)
def test_modules_find_each_other(path):
    for name in re.findall(r"from \"(\./[\w./-]+)\"|import \"(\./[\w./-]+)\"", path.read_text("utf-8")):
        assert (path.parent / "".join(name)).is_file()
