"""Pages of reports in a real browser, opened from disk with the network cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.review.conftest import chromium

__all__ = ["chromium"]


@pytest.fixture
def from_disk(chromium: Any, tmp_path: Any) -> Iterator[Callable[..., Any]]:
    """Opens the HTML given as text, from a file: `from_disk(html, "#doc=d1", color_scheme="dark")`.

    Afterwards nothing was asked of any network, nothing stood on the console and no script failed.
    """
    contexts = []
    asked: list[str] = []
    faults: list[str] = []

    def open_(html: str, place: str = "", **settings: Any) -> Any:
        path = tmp_path / "report.html"
        path.write_text(html, "utf-8")
        wanted = {"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce", "locale": "zh-CN"}
        context = chromium.new_context(**{**wanted, **settings})
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
        page.goto(f"{path.as_uri()}{place}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []
    assert {url.partition("#")[0] for url in asked} <= {(tmp_path / "report.html").as_uri()}
