"""Marked-up sources: what parses to what, and which slips of the pen are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import GoldError
from evaluation.marked import KnownIds, check, gold_row, known_ids, name_of, parse, read_sources, strip

KNOWN = KnownIds(
    people=frozenset({"P0001", "P0002"}),
    lawyers=frozenset({"L0001"}),
    cases=frozenset({"（2025）云98民终112号"}),
    filed=frozenset({"F0001"}),
)
HEAD = "kind: chat\nformat: txt\nowner: P0002\nfolder_case: null\n"
TEXT = "2025-10-22 09:12 ⟦p1|罗广平⟧: ⟦c1|那个案子⟧⟦x1|到哪一步了⟧？"
EVENT = (
    "{id: e1, triggers: [x1], situations: [ask_progress], intervener: p1, recipient: owner, case: c1, "
    'case_no: "（2025）云98民终112号", time: null, date: 2025-10-22, channel: message, on_behalf_of: null, via: null, '
    "status: asserted, lawful: null, verdict: unfiled}"
)
LINKS = "links: {p1: P0001}"


def block(head: str = HEAD, text: str = TEXT, event: str = EVENT, links: str = LINKS) -> str:
    return f"d-1\n{head}---\n{text}\n---\nevents:\n- {event}\n{links}\n"


STRIPPED = [
    ("无标记", "无标记", []),
    ("⟦p1|甲⟧问", "甲问", [("p1", 0, 1, "PER", "甲")]),
    ("找⟦o1|法院⟧的⟦p1|老王⟧", "找法院的老王", [("o1", 1, 3, "ORG", "法院"), ("p1", 4, 6, "PER", "老王")]),
    ("𠮷⟦x1|问\n案⟧", "𠮷问\n案", [("x1", 1, 4, "TRIGGER", "问\n案")]),
    (
        "⟦q1|庭长⟧⟦t1|昨天⟧⟦f1|199⟧",
        "庭长昨天199",
        [("q1", 0, 2, "POS", "庭长"), ("t1", 2, 4, "TIME", "昨天"), ("f1", 4, 7, "PHONE", "199")],
    ),
]


@pytest.mark.parametrize(("marked", "text", "spans"), STRIPPED)
def test_strip(marked: str, text: str, spans: list[tuple[str, int, int, str, str]]) -> None:
    found, mentions = strip(marked)
    assert found == text
    assert [(k, m["start"], m["end"], m["type"], m["text"]) for k, m in mentions.items()] == spans
    assert all(text[m["start"] : m["end"]] == m["text"] for m in mentions.values())


@pytest.mark.parametrize("marked", ["⟦p1|甲⟧⟦p1|乙⟧", "⟦p1|⟧", "⟦z1|甲⟧", "⟦p1|甲", "甲⟧", "⟦p1|甲⟦p2|乙⟧⟧", "⟦甲⟧"])
def test_strip_refuses(marked: str) -> None:
    with pytest.raises(GoldError):
        strip(marked)


def test_gold_row_has_every_field_of_the_schema() -> None:
    row = gold_row(parse(block(), "a.txt"), "comms/P0002/a.txt")
    assert row["doc_id"] == "comms/P0002/a.txt"
    assert row["text"] == "2025-10-22 09:12 罗广平: 那个案子到哪一步了？"
    assert row["mentions"][0] == {
        "id": "p1",
        "start": 17,
        "end": 20,
        "type": "PER",
        "text": "罗广平",
        "registry_id": "P0001",
        "linked": True,
    }
    assert row["mentions"][1]["linked"] is False
    assert row["events"][0]["date"] == "2025-10-22"
    assert row["events"][0]["verdict"] == "unfiled"


def test_a_sound_document_has_no_fault() -> None:
    assert list(check(parse(block(), "a.txt"), KNOWN)) == []


SLIPS = [
    (block(head=HEAD.replace("chat", "letter")), "unknown-kind", "", "kind", "letter"),
    (block(head=HEAD.replace("P0002", "P0009")), "unknown-owner", "", "owner", "P0009"),
    (block(head=HEAD.replace("P0002", "17")), "field-type", "", "owner", "number"),
    (block(head=HEAD.replace("folder_case: null", "folder_case: x1")), "unknown-folder-case", "", "folder_case", "x1"),
    (block(links="links: {p9: P0001}"), "unknown-link", "p9", "links", ""),
    (block(links="links: {p1: P0009}"), "unknown-person", "p1", "registry_id", "P0009"),
    (block(event=EVENT.replace("triggers: [x1]", "triggers: []")), "trigger-missing", "e1", "triggers", ""),
    (block(event=EVENT.replace("triggers: [x1]", "triggers: [c1]")), "trigger-type", "e1", "triggers", "c1"),
    (block(event=EVENT.replace("triggers: [x1]", "triggers: [x7]")), "trigger-unknown", "e1", "triggers", "x7"),
    (block(event=EVENT.replace("triggers: [x1]", "triggers: 5")), "field-type", "e1", "triggers", "number"),
    (block(event=EVENT.replace("ask_progress", "ask_way")), "unknown-situation", "e1", "situations", "ask_way"),
    (block(event=EVENT.replace("[ask_progress]", "[]")), "situation-missing", "e1", "situations", ""),
    (block(event=EVENT.replace("intervener: p1", "intervener: p7")), "role-unknown", "e1", "intervener", "p7"),
    (block(event=EVENT.replace("112号", "113号")), "unknown-case", "e1", "case_no", "（2025）云98民终113号"),
    (block(event=EVENT.replace("2025-10-22", "十月")), "date-format", "e1", "date", "十月"),
    (block(event=EVENT.replace("channel: message", "channel: pigeon")), "unknown-channel", "e1", "channel", "pigeon"),
    (block(event=EVENT.replace("status: asserted", "status: sure")), "unknown-status", "e1", "status", "sure"),
    (block(event=EVENT.replace("lawful: null", "lawful: custom")), "unknown-lawful", "e1", "lawful", "custom"),
    (block(event=EVENT.replace("unfiled", '"filed:F0009"')), "unknown-record", "e1", "verdict", "filed:F0009"),
    (block(event=EVENT.replace("unfiled", "filed")), "unknown-record", "e1", "verdict", "filed"),
    (block(event=EVENT.replace("unfiled", '"lawful:F0001"')), "unknown-verdict", "e1", "verdict", "lawful:F0001"),
    (block(event=EVENT.replace("unfiled", "lawful")), "verdict-without-lawful", "e1", "verdict", "lawful"),
    (block(event=EVENT.replace("unfiled", "not_event")), "not-event-asserted", "e1", "verdict", "not_event"),
    (
        block(event=EVENT.replace("intervener: p1", "intervener: null")),
        *("unfiled-without-intervener", "e1", "verdict", "unfiled"),
    ),
    (block(event=EVENT.replace("lawful: null", "lawful: hotline")), "unfiled-lawful", "e1", "verdict", "unfiled"),
    (block(text=TEXT + "⟦x2|催⟧"), "trigger-unused", "x2", "", ""),
]


@pytest.mark.parametrize(("source", "code", "item", "field", "value"), SLIPS)
def test_slips_are_told(source: str, code: str, item: str, field: str, value: str) -> None:
    faults = [(one.code, one.item, one.field, one.value) for one in check(parse(source, "a.txt"), KNOWN)]
    assert (code, item, field, value) in faults


@pytest.mark.parametrize(
    "source",
    [
        "d-1\nkind: chat\n",
        "d-1\nkind: [\n---\n甲\n---\n",
        "d-1\n---\n甲\n---\n[1, 2]\n",
        "d-1\n---\n甲\n---\nevents: [1]\n",
        "d-1\n---\n甲\n---\nlinks: [p1]\n",
        "d-1\n---\n甲\n---\nlinks: {p1: 2024-13-45}\n",
    ],
)
def test_parse_refuses_what_is_no_document(source: str) -> None:
    with pytest.raises(GoldError):
        parse(source, "a.txt")


def test_read_sources_goes_on_after_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"=== {block()}=== {block()}=== d-2\nno rule\n", "utf-8")
    (tmp_path / "b.txt").write_text(f"=== d-3{block()[3:]}", "utf-8")
    found = read_sources(tmp_path, KNOWN)
    assert [document.id for document in found.documents] == ["d-1", "d-1", "d-3"]
    told = [(str(fault.place), fault.place.document, fault.code) for fault in found.found]
    assert told == [("a.txt:12", "d-1", "duplicate-document"), ("a.txt:23", "d-2", "source-block")]
    assert len(found.faults) == 2
    assert "needs two lines '---', around the text" in found.faults[1]


def test_a_likely_slip_is_no_fault_that_keeps_sources_from_being_gold(tmp_path: Path) -> None:
    text = TEXT + "\n2025-10-22 09:13 罗广平: 在吗"
    (tmp_path / "a.txt").write_text(f"=== {block(text=text)}", "utf-8")
    found = read_sources(tmp_path, KNOWN)
    assert [fault.code for fault in found.found] == ["name-unmarked"]
    assert found.faults == []


def test_a_source_that_is_no_utf8_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("=== 甲".encode("gb18030"))
    assert [fault.code for fault in read_sources(tmp_path, KNOWN).found] == ["source-block"]


NAMES = [("", "d-1"), ("path: a/b.txt\n", "a/b.txt"), ("path: a.zip\npart: b.txt\n", "a.zip!/b.txt")]


@pytest.mark.parametrize(("head", "name"), NAMES)
def test_the_path_in_the_head_names_the_document(head: str, name: str) -> None:
    assert name_of(parse(block(head=HEAD + head), "a.txt")) == name


def test_known_ids_names_the_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"officials\.csv"):
        known_ids(tmp_path)
