"""The pipeline as a whole: a component's three edits, offsets, ids, the same answer twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import extractors.components
from data.goldfile import read_documents
from data.layout import parse_turns
from data.registries import load_registries
from data.registry import Registries
from data.types import OWNER, PREFIX, Document, Extraction, Kind, Situation
from extractors.pipeline import COMPONENTS, Extractor, build_extractor, version_of

COMPONENT_FILES = Path(extractors.components.__file__).parent
TABLES = Path(__file__).parent / "components"
PAPERS = Path(__file__).parent / "fixtures" / "papers.jsonl"
SAMPLES = Path(extractors.components.__file__).parents[2] / "data" / "samples"

CHAT = """2024-04-11 20:37 韦胖子: 峰哥在不
2024-04-11 20:53 韦胖子: 顺嘴问个事哈，胡子轩那个上诉，现在走到哪一步了？他老娘天天念
2024-04-11 21:05 段峰: 这个我不好讲，让家里找律师问"""


@pytest.fixture(scope="module")
def extractor(registries: Registries) -> Extractor:
    """The shipped extractor over the small registry."""
    return build_extractor(registries)


def _document(text: str, kind: Kind, owner: str | None = "P0014") -> Document:
    return Document("d", "d", kind, text, parse_turns(text, kind), owner=owner)


def _check(document: Document, extraction: Extraction) -> None:
    mentions = {mention.id: mention for mention in extraction.mentions}
    assert len(mentions) == len(extraction.mentions)
    places = sorted((m.start, m.end) for m in extraction.mentions)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    for mention in extraction.mentions:
        assert mention.text == document.text[mention.start : mention.end]
        assert mention.id.startswith(PREFIX[mention.label])
    for event in extraction.events:
        named = (event.intervener, event.recipient, event.case, event.time, event.on_behalf_of, event.via)
        assert event.triggers
        assert event.situations
        assert set(event.triggers) <= set(mentions)
        assert all(one in mentions or one == OWNER for one in named if one)
        assert all(field and component for field, component, _ in event.reasons)


@pytest.mark.parametrize("kind", COMPONENTS, ids=lambda kind: kind.name)
def test_a_component_has_its_file_and_its_table(kind: type) -> None:
    assert kind.__module__ == f"extractors.components.{kind.name}"
    assert (COMPONENT_FILES / f"{kind.name}.py").is_file(), f"no file for component {kind.name}"
    table = TABLES / f"test_{kind.name}.py"
    assert table.is_file(), f"no table of cases for component {kind.name}"
    assert "CASES" in table.read_text("utf-8")


def test_every_component_file_stands_in_the_tuple() -> None:
    files = {path.stem for path in COMPONENT_FILES.glob("*.py")} - {"__init__"}
    assert files == {kind.name for kind in COMPONENTS}


def test_a_question_by_chat(extractor: Extractor) -> None:
    document = _document(CHAT, Kind.CHAT)
    extraction = extractor.extract(document)
    _check(document, extraction)
    mentions = {mention.id: mention for mention in extraction.mentions}
    [event] = extraction.events
    assert event.situations[0] is Situation.ASK_PROGRESS
    assert mentions[event.intervener or ""].text == "韦胖子"
    assert mentions[event.intervener or ""].start == CHAT.index("韦胖子: 顺嘴")
    assert event.recipient == OWNER
    assert mentions[event.case or ""].text == "胡子轩那个上诉"
    assert event.case_no == "（2024）湘96刑终362号"
    assert str(event.date) == "2024-04-11"


def test_the_version_is_known_without_loading(extractor: Extractor) -> None:
    assert version_of() == extractor.version


def test_the_same_text_gives_the_same_extraction(extractor: Extractor) -> None:
    document = _document(CHAT, Kind.CHAT)
    assert extractor.extract(document) == extractor.extract(replace(document, doc_id="d"))


@pytest.mark.parametrize("text", ["", "\n\n", "案", "问" * 2000, "（" * 500, "2024-04-11 20:37 a: \n"])
@pytest.mark.parametrize("kind", [Kind.CHAT, Kind.EMAIL, Kind.PHONE_LOG, Kind.WORK_NOTE])
def test_odd_texts_are_read(extractor: Extractor, text: str, kind: Kind) -> None:
    document = _document(text, kind)
    _check(document, extractor.extract(document))


def test_offsets_hold_over_papers_of_every_kind(extractor: Extractor) -> None:
    documents = list(read_documents(PAPERS))
    assert {document.kind for document in documents} == set(Kind)
    for document in documents:
        _check(document, extractor.extract(document))


def test_offsets_hold_over_the_sample_city() -> None:
    registries, _ = load_registries(SAMPLES / "registries")
    extractor = build_extractor(registries)
    for document in read_documents(SAMPLES / "gold" / "gold.jsonl"):
        _check(document, extractor.extract(document))
