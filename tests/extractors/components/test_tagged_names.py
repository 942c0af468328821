"""Names of a tagger; the tagger here is a table, since its own errors are measured elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import pytest

from data.registry import Registries
from data.types import Label
from extractors.component import Resources
from extractors.components.tagged_names import TaggedNames
from extractors.draft import Draft
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of
from extractors.spans import Span


class TableTagger:
    """Tags what a table says wherever it stands."""

    version = "table"
    table: ClassVar = {
        "陶晓萍": Label.PER,
        "奥巴马": Label.PER,
        "曹家": Label.PER,
        "何案": Label.PER,
        "张罗": Label.PER,
        "霍家寨": Label.PER,
        "天衡评估": Label.ORG,
        "甲": Label.ORG,
    }

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(t.index(w), t.index(w) + len(w), label, 0.6, "table") for w, label in self.table.items() if w in t]
            for t in texts
        ]


CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("上诉人之妻陶晓萍在停车场拦车", [("PER", "陶晓萍")]),
    ("新闻里说奥巴马来过", []),
    ("听说天衡评估不错", [("ORG", "天衡评估")]),
    ("甲不是机构", []),
    ("曹家又来人了", []),
    ("何案月底前要评议", []),
    ("他张罗了一桌", []),
    ("霍家寨的村支书", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_tagged_names(
    registries: Registries, draft: Callable[..., Draft], text: str, expected: list[tuple[str, str]]
) -> None:
    empty = draft(text)
    TaggedNames(Resources(names_of(registries), LexicalDecider(), TableTagger())).annotate(empty)
    assert [(span.label.value, empty.words_of(span)) for span in empty.spans] == expected


def test_nothing_without_a_tagger(registries: Registries, draft: Callable[..., Draft]) -> None:
    empty = draft("上诉人之妻陶晓萍在停车场拦车")
    TaggedNames(Resources(names_of(registries), LexicalDecider())).annotate(empty)
    assert empty.spans == []
