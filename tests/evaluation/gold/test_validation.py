"""Every fault of the catalogue is met by a line that has it, and by nothing worse than a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import GoldError
from evaluation.annotation import read_annotations
from evaluation.gold.faults import Fault, Place, Severity, catalogue, shown
from evaluation.gold.formats import FORMATS, import_gold
from evaluation.gold.known import KnownIds, KnownRecord, known_in
from evaluation.gold.tool_files import Options
from evaluation.gold.units import Unit
from evaluation.gold.validation import check_lines, check_path, check_row
from tests.evaluation.gold.awkward import CASE, Row, document, event, mention

OTHER = "（2025）云98民终113号"
KNOWN = KnownIds(
    people=frozenset({"P0001", "P0002"}),
    lawyers=frozenset({"L0001"}),
    cases=frozenset({CASE, OTHER}),
    filed=frozenset({"F0001", "F0002"}),
    records={"F0001": KnownRecord("P0001", CASE, "2025-10-29"), "F0002": KnownRecord("P0002", CASE, None)},
)
TEXT = "2025-12-01 罗广平: 那个案子问问"


def row(**told: Any) -> Row:
    """A sound line: 罗广平 stands at 11:14, 那个案子 at 16:20, 问 at 20:21."""
    people = [
        mention("p1", 11, "罗广平", "PER", "L0001"),
        mention("c1", 16, "那个案子", "CASE"),
        mention("x1", 20, "问", "TRIGGER"),
    ]
    return document("d", TEXT, people, [event("e1", ["x1"], case="c1")]) | told


def test_a_sound_line_has_no_fault() -> None:
    assert list(check_row(row(), Place("g", 1), KNOWN)) == []


def changed(change: Callable[[Row], object]) -> Row:
    line: Row = json.loads(json.dumps(row()))
    change(line)
    return line


def first(line: Row) -> Row:
    return line["mentions"][0]  # type: ignore[no-any-return]


def act(line: Row) -> Row:
    return line["events"][0]  # type: ignore[no-any-return]


def add(line: Row, *mentions: Row) -> None:
    line["mentions"].extend(mentions)


CASES: list[tuple[str, str, Callable[[Row], object]]] = [
    ("field-missing", "", lambda d: d.pop("kind")),
    ("field-missing", "e1", lambda d: act(d).pop("via")),
    ("field-type", "p1", lambda d: first(d).update(start="0")),
    ("field-type", "p1", lambda d: first(d).update(end=True)),
    ("field-type", "mentions[1]", lambda d: d["mentions"].__setitem__(0, 3)),
    ("field-type", "e1", lambda d: act(d).update(triggers=[1])),
    ("text-surrogate", "", lambda d: d.update(text=TEXT + "\ud83d")),
    ("text-empty", "", lambda d: d.update(text=" ", mentions=[], events=[])),
    ("unknown-kind", "", lambda d: d.update(kind="fax")),
    ("unknown-owner", "", lambda d: d.update(owner="L0001")),
    ("unknown-folder-case", "", lambda d: d.update(folder_case="12号")),
    ("duplicate-mention", "p1", lambda d: add(d, mention("p1", 0, "2025", "PER"))),
    ("mention-id", "p1", lambda d: first(d).update(type="ORG")),
    ("mention-id", "who", lambda d: add(d, mention("who", 0, "2025", "PER"))),
    ("unknown-type", "p1", lambda d: first(d).update(type="PERSON")),
    ("span-empty", "p1", lambda d: first(d).update(end=11)),
    ("span-outside", "p1", lambda d: first(d).update(end=99)),
    ("span-outside", "p1", lambda d: first(d).update(start=-3)),
    ("offset-text", "p1", lambda d: first(d).update(start=10, end=13)),
    ("mention-overlap", "q1", lambda d: add(d, mention("q1", 13, "平", "POS"))),
    ("mention-edge", "t1", lambda d: add(d, mention("t1", 0, "2025-12-01 ", "TIME"))),
    ("name-unmarked", "p1", lambda d: d.update(text=TEXT + "罗广平")),
    ("unknown-person", "p1", lambda d: first(d).update(registry_id="P0009")),
    ("link-unflagged", "p1", lambda d: first(d).update(linked=False)),
    ("intervener-unlinked", "e1", lambda d: first(d).update(linked=False, registry_id=None)),
    ("duplicate-event", "e1", lambda d: d["events"].append(dict(act(d), date=None))),
    ("trigger-missing", "e1", lambda d: act(d).update(triggers=[])),
    ("trigger-unknown", "e1", lambda d: act(d).update(triggers=["x1", "x2"])),
    ("trigger-type", "e1", lambda d: act(d).update(triggers=["x1", "c1"])),
    ("trigger-unused", "x2", lambda d: add(d, mention("x2", 21, "问", "TRIGGER"))),
    ("situation-missing", "e1", lambda d: act(d).update(situations=[])),
    ("unknown-situation", "e1", lambda d: act(d).update(situations=["chat"])),
    ("situation-twice", "e1", lambda d: act(d).update(situations=["plead", "plead"])),
    ("role-unknown", "e1", lambda d: act(d).update(via="p9")),
    ("role-type", "e1", lambda d: act(d).update(via="c1")),
    ("role-type", "e1", lambda d: act(d).update(case="p1")),
    ("owner-unknown", "e1", lambda d: d.update(owner=None)),
    ("unknown-case", "e1", lambda d: act(d).update(case_no="（2025）云98民终9号")),
    ("date-format", "e1", lambda d: act(d).update(date="2025-02-30")),
    ("date-format", "e1", lambda d: act(d).update(date="20251022")),
    ("date-format", "e1", lambda d: act(d).update(date="2025-W43-3")),
    ("unknown-channel", "e1", lambda d: act(d).update(channel=None)),
    ("unknown-status", "e1", lambda d: act(d).update(status="sure", verdict="lawful", lawful="hotline")),
    ("unknown-lawful", "e1", lambda d: act(d).update(lawful="custom", verdict="lawful")),
    ("unknown-verdict", "e1", lambda d: act(d).update(verdict="maybe")),
    ("unknown-verdict", "e1", lambda d: act(d).update(verdict="unfiled:F0001")),
    ("unknown-record", "e1", lambda d: act(d).update(verdict="filed:F0009")),
    ("unknown-record", "e1", lambda d: act(d).update(verdict="filed")),
    ("verdict-without-lawful", "e1", lambda d: act(d).update(verdict="lawful")),
    ("not-event-asserted", "e1", lambda d: act(d).update(verdict="not_event")),
    ("unfiled-not-asserted", "e1", lambda d: act(d).update(status="negated")),
    ("unfiled-lawful", "e1", lambda d: act(d).update(lawful="hotline")),
    ("unfiled-without-intervener", "e1", lambda d: act(d).update(intervener=None)),
    ("lawful-not-asserted", "e1", lambda d: act(d).update(status="negated", verdict="lawful", lawful="hotline")),
    ("filed-not-asserted", "e1", lambda d: act(d).update(status="negated", verdict="filed:F0002")),
    ("event-twice", "e2", lambda d: d["events"].append(dict(act(d), id="e2"))),
    ("date-after-document", "e1", lambda d: act(d).update(date="2025-12-02")),
    ("folder-case-unused", "", lambda d: d.update(folder_case=OTHER)),
    ("record-near", "e1", lambda d: first(d).update(registry_id="P0001")),
    ("record-differs", "e1", lambda d: act(d).update(verdict="filed:F0001", intervener="owner")),
    ("record-differs", "e1", lambda d: act(d).update(verdict="filed:F0002", case_no=OTHER)),
]


@pytest.mark.parametrize(("code", "item", "change"), CASES)
def test_the_fault_is_named(code: str, item: str, change: Callable[[Row], object]) -> None:
    faults = list(check_row(changed(change), Place("g.jsonl", 7), KNOWN))
    assert (code, item) in [(fault.code, fault.item) for fault in faults]
    assert all(str(fault.place) == "g.jsonl:7" and fault.place.document == "d" for fault in faults)
    assert all(word not in str(fault) for fault in faults for word in ("罗广平", "那个案子"))


TWO = [mention("p1", 0, "甲乙", "PER", "P0001"), mention("p2", 3, "甲乙", "PER", "P0002")]


def codes(line: Row) -> list[str]:
    return [fault.code for fault in check_row(line, Place("g", 1), KNOWN)]


def test_links_of_the_same_words() -> None:
    assert codes(document("d", "甲乙 甲乙", TWO)) == ["link-split"]
    assert codes(document("d", "甲乙 甲乙", [TWO[0], mention("p2", 3, "甲乙", "PER")])) == ["link-partial"]
    assert codes(document("d", "甲乙 甲乙", [TWO[0], mention("p2", 3, "甲乙", "PER", "P0001")])) == []


def test_a_case_number_in_words_is_the_events() -> None:
    line = document("d", OTHER + "问", [mention("c1", 0, OTHER, "CASE"), mention("x1", len(OTHER), "问", "TRIGGER")])
    line["events"] = [event("e1", ["x1"], case="c1", intervener="owner")]
    assert codes(line) == ["case-differs"]
    line["events"][0]["case_no"] = OTHER
    assert codes(line) == []


def test_touching_mentions_do_not_overlap() -> None:
    assert codes(document("d", "甲乙", [mention("p1", 0, "甲", "PER"), mention("q1", 1, "乙", "POS")])) == []


@pytest.mark.parametrize(("text", "faults"), [("2025-10-20，10月22日", []), ("2025-10-20", ["date-after-document"])])
def test_dates_without_a_year_count(text: str, faults: list[str]) -> None:
    line = document(
        "d", text + "问", [mention("x1", len(text), "问", "TRIGGER")], [event("e1", ["x1"], intervener="owner")]
    )
    assert codes(line) == faults


@pytest.mark.parametrize(("day", "near"), [("2025-10-22", True), ("2025-10-21", False), ("2025-11-05", True)])
def test_a_filed_record_within_seven_days(day: str, near: bool) -> None:
    line = changed(lambda d: (first(d).update(registry_id="P0001"), act(d).update(date=day)))
    assert ("record-near" in codes(line)) is near


def test_documents_that_stand_twice() -> None:
    lines = [(1, row()), (2, row()), (4, row(doc_id="other")), (5, [])]
    found = check_lines(lines, "g", KNOWN)
    assert [(fault.code, fault.place.line, fault.value) for fault in found.faults] == [
        ("duplicate-document", 2, "also line 1"),
        ("duplicate-text", 4, "d"),
        ("not-object", 5, "list"),
    ]
    assert (found.documents, found.mentions, found.events) == (3, 9, 3)
    assert (len(found.errors), len(found.warnings)) == (2, 1)


def test_lines_that_are_no_json(tmp_path: Path) -> None:
    (tmp_path / "g").write_bytes(b'\xef\xbb\xbf{"a"\n\n\xff\n' + b"[" * 100_000 + b"\n" + b"9" * 5000 + b"\n")
    found = check_path(tmp_path / "g", None)
    assert [(fault.code, fault.place.line) for fault in found.faults] == [("not-json", line) for line in (1, 3, 4, 5)]


@pytest.mark.parametrize("blank", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_a_file_without_a_document_is_no_gold(blank: bytes, tmp_path: Path) -> None:
    (tmp_path / "g").write_bytes(blank)
    assert [fault.code for fault in check_path(tmp_path / "g", None).errors] == ["no-document"]


def test_every_code_is_met_by_some_test() -> None:
    here = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    here += (Path(__file__).parent.parent / "test_marked.py").read_text("utf-8")
    assert [code for code in catalogue() if f'"{code}"' not in here] == []


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    documented = (Path(__file__).parents[3] / "docs" / "evaluation" / "formats.md").read_text("utf-8")
    assert [code for code in catalogue() if f"`{code}`" not in documented] == []
    assert {one.severity for one in catalogue().values()} == set(Severity)
    assert all(one.meaning and one.way_out for one in catalogue().values())


def test_a_fault_as_a_line_and_as_a_row() -> None:
    fault = Fault("unknown-channel", Place("g.jsonl", 3, "d"), "e1", "channel", "pigeon")
    assert str(fault) == (
        "g.jsonl:3: error unknown-channel [d e1 channel = pigeon]: the channel is none of the nine codes; "
        "face, phone, message, email, meeting, letter, material, banquet or other"
    )
    assert fault.as_row()["line"] == 3
    assert shown("甲" * 50) == "甲" * 40 + "…"
    assert shown("a\nb\x1b[0m") == "a?b?[0m"
    long = "cases/" + "甲" * 60 + "/a\u3000b.docx"
    assert [one.place.document for one in check_row(row(doc_id=long, kind="fax"), Place("g", 1), None)] == [long]


def test_sample_sources_and_gold_are_sound() -> None:
    city = Path(__file__).parents[3] / "data" / "samples"
    known, faults = known_in(city / "registries")
    assert faults == 0
    gold, sources = check_path(city / "gold" / "gold.jsonl", known), check_path(city / "src", known)
    assert gold.errors == sources.errors == ()
    assert (gold.documents, gold.mentions, gold.events) == (sources.documents, sources.mentions, sources.events)


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_neither_gold_nor_sources(name: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError):
        check_path(tmp_path / name, None)


LEAVES = st.none() | st.booleans() | st.integers(-3, 30) | st.floats(allow_nan=False) | st.text(max_size=4)
WORDS = st.sampled_from(
    ["p1", "x1", "e1", "PER", "TRIGGER", "owner", "filed:F0001", "unfiled", "plead", "2025-13-01", CASE]
)
NAMES = st.sampled_from([*row(), *row()["mentions"][0], *row()["events"][0], "data", "entities", "label", "guowen"])
JSON = st.recursive(LEAVES | WORDS, lambda one: st.lists(one, max_size=4) | st.dictionaries(NAMES, one, max_size=6))
NEARLY = st.builds(
    lambda base, more, mentions, events: {**base, **more, "mentions": mentions, "events": events},
    st.just(row()),
    st.dictionaries(NAMES, JSON, max_size=2),
    st.lists(
        st.builds(lambda more: {**row()["mentions"][2], **more}, st.dictionaries(NAMES, JSON, max_size=2)), max_size=3
    ),
    st.lists(
        st.builds(lambda more: {**row()["events"][0], **more}, st.dictionaries(NAMES, JSON, max_size=2)), max_size=2
    ),
)


@settings(max_examples=80, deadline=None)
@given(JSON | NEARLY)
def test_arbitrary_json_gives_faults_and_no_traceback(value: object) -> None:
    found = check_lines([(1, value)], "g", KNOWN)
    json.dumps(found.as_row())
    if isinstance(value, dict) and not found.errors:
        read_annotations([value], "gold")


RESULT = st.lists(JSON, max_size=3)
TASKS = st.lists(
    JSON | st.builds(lambda r, own: {"data": {**row(), "guowen": own}, "annotations": [{"result": r}]}, RESULT, JSON)
)
LINES = JSON | st.builds(
    lambda e, r, own: {**row(), "entities": e, "relations": r, "guowen": own}, RESULT, RESULT, JSON
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TASKS, st.lists(LINES, max_size=2), st.text(alphabet="TEARN#12 :;=\t\nviaPER甲", max_size=60))
def test_arbitrary_tool_files_give_faults_and_no_traceback(
    tmp_path: Path, tasks: list[Any], lines: list[Any], ann: str
) -> None:
    (tmp_path / "b").mkdir(exist_ok=True)
    (tmp_path / "b" / "d.txt").write_text("甲乙丙", "utf-8")
    (tmp_path / "b" / "d.ann").write_text(ann, "utf-8")
    (tmp_path / "t.json").write_text(json.dumps(tasks), "utf-8")
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (tmp_path / "t.conll").write_text(ann, "utf-8")
    files = {"label-studio": "t.json", "doccano": "t.jsonl", "brat": "b", "conll": "t.conll"}
    for name in FORMATS:
        for options in (Options(), Options(unit=Unit.UTF16, texts={"d": row()})):
            try:
                found = import_gold(tmp_path / files[name], name, options)
            except GoldError:
                continue
            assert all(fault.code in catalogue() for fault in found.faults)
