"""The pipeline as a whole: offsets, ids, and a component's three edits."""

from __future__ import annotations

from data.layout import parse_turns
from data.registry import Registries
from data.types import Document, Kind
from extractors.pipeline import COMPONENTS, build_extractor

CHAT = """2024-04-11 20:37 韦胖子: 峰哥在不
2024-04-11 20:53 韦胖子: 顺嘴问个事哈，胡子轩那个上诉，现在走到哪一步了？
2024-04-11 21:05 段峰: 这个我不好讲，让家里找律师问"""


def test_extraction_of_a_chat_has_offsets_that_hold() -> None:
    document = Document("d", "d", Kind.CHAT, CHAT, parse_turns(CHAT, Kind.CHAT), owner="P0014")
    extraction = build_extractor(Registries()).extract(document)
    assert extraction.mentions
    assert all(m.text == CHAT[m.start : m.end] for m in extraction.mentions)
    assert len({m.id for m in extraction.mentions}) == len(extraction.mentions)


def test_components_have_names_of_their_own() -> None:
    assert len({kind.name for kind in COMPONENTS}) == len(COMPONENTS)
