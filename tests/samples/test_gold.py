"""The gold of the sample city: sound by its own rules, and as rich as a first look needs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from data.types import Lawful, Situation
from evaluation.annotation import read_annotations
from evaluation.marked import known_ids, read_sources

Gold = dict[str, dict[str, Any]]
WEEKDAYS = "一二三四五六日"
DATED = re.compile(r"(?:(20\d\d)年)?(\d{1,2})[月./](\d{1,2})日?[ 　]?[（(]?(?:周|星期)([一二三四五六日])")
AFTER_JUDGMENT = {("comms/P0007/立案庭电话本.xlsx", "e3")}
"""An inquiry that came when the case was over already, as people do ask."""

LEAST_KINDS = {
    "chat": 18,
    "email": 8,
    "phone_log": 5,
    "visitor_log": 5,
    "minutes": 6,
    "work_note": 8,
    "case_file": 8,
    "notice": 5,
}
FILED_AND_MET = {"F0001", "F0002", "F0003", "F0004", "F0005", "F0006", "F0007", "F0008", "F0009", "F0011", "F0012"}
"""Records with an event in the papers; F0010 has none."""

SEEN_IN_SEVERAL = {
    ("（2025）云98民终112号", "2025-10-22", "P0048"): 3,
    ("（2025）云98刑终45号", "2025-11-23", "P0006"): 2,
    ("澜公（经）立字〔2025〕36号", "2025-10-22", "L0018"): 2,
    ("（2025）云98执63号", "2025-11-20", "武兴民"): 2,
    ("临检刑诉〔2026〕15号", "2026-02-27", "郎三斗"): 2,
}
"""One occasion in a chat, a register and a note is one matter: (case, day, who) and the number of papers."""


def events(gold: Gold) -> list[dict[str, Any]]:
    return [event for row in gold.values() for event in row["events"]]


def test_sources_have_no_fault(city: Path) -> None:
    assert read_sources(city / "src", known_ids(city / "registries")).faults == []


def test_gold_can_be_scored(gold: Gold) -> None:
    assert len(read_annotations(gold.values(), "gold")) == len(gold) >= 60


def test_every_kind_is_there(gold: Gold) -> None:
    kinds = Counter(row["kind"] for row in gold.values())
    assert {kind: least for kind, least in LEAST_KINDS.items() if kinds[kind] < least} == {}


def test_every_situation_is_proposed_once_at_least(gold: Gold) -> None:
    met = {code for event in events(gold) if event["verdict"] == "unfiled" for code in event["situations"]}
    assert met == set(Situation)


def test_every_lawful_procedure_is_there(gold: Gold) -> None:
    assert {event["lawful"] for event in events(gold)} - {None} == set(Lawful)


def test_filed_records_are_met_by_the_papers(gold: Gold) -> None:
    assert {event["verdict"][6:] for event in events(gold) if event["verdict"].startswith("filed:")} == FILED_AND_MET


def test_negated_and_hypothetical_events_are_there(gold: Gold) -> None:
    statuses = Counter(event["status"] for event in events(gold))
    assert statuses["negated"] >= 3
    assert statuses["hypothetical"] >= 5
    assert sum(not row["events"] for row in gold.values()) >= 10


def test_mild_inquiries_are_the_bulk(gold: Gold) -> None:
    first = Counter(event["situations"][0] for event in events(gold) if event["verdict"] == "unfiled")
    assert first.most_common(1)[0][0] == "ask_progress"
    assert first["ask_progress"] * 3 >= first.total()


def test_some_occasions_are_seen_in_several_papers(gold: Gold) -> None:
    seen = Counter(
        (event["case_no"], event["date"], mention["registry_id"] or mention["text"])
        for row in gold.values()
        for event in row["events"]
        for mention in row["mentions"]
        if mention["id"] == event["intervener"] and event["verdict"] == "unfiled"
    )
    assert {occasion: papers for occasion, papers in seen.items() if papers > 1} == SEEN_IN_SEVERAL


def test_filed_records_agree_with_their_events(city: Path, gold: Gold) -> None:
    with (city / "registries" / "filed_records.csv").open(encoding="utf-8") as rows:
        filed = {row["record_id"]: row for row in csv.DictReader(rows)}
    for row in gold.values():
        links = {mention["id"]: mention["registry_id"] for mention in row["mentions"]}
        for event in row["events"]:
            record = filed.get(event["verdict"].removeprefix("filed:"))
            if record:
                assert (links[event["intervener"]] or "") == record["intervener_id"], row["doc_id"]
                assert (event["case_no"], event["date"]) == (record["case_no"], record["occurred_on"]), row["doc_id"]


def test_events_lie_within_the_life_of_their_case(city: Path, gold: Gold) -> None:
    with (city / "registries" / "cases.csv").open(encoding="utf-8") as rows:
        cases = {row["case_no"]: (row["filed_on"], row["closed_on"] or "2026-12-31") for row in csv.DictReader(rows)}
    outside = {
        (row["doc_id"], event["id"])
        for row in gold.values()
        for event in row["events"]
        if event["case_no"] and event["date"]
        if not cases[event["case_no"]][0] <= event["date"] <= cases[event["case_no"]][1]
    }
    assert outside == AFTER_JUDGMENT


def test_people_hold_a_post_when_they_act(city: Path, gold: Gold) -> None:
    retired = {"P0006", "P0052"}
    with (city / "registries" / "officials.csv").open(encoding="utf-8") as rows:
        posts = list(csv.DictReader(rows))
    for row in gold.values():
        links = {mention["id"]: mention["registry_id"] for mention in row["mentions"]}
        for event in row["events"]:
            who = links.get(event["intervener"] or "")
            if who and who.startswith("P") and event["date"] and who not in retired:
                held = [
                    post
                    for post in posts
                    if post["person_id"] == who
                    and post["valid_from"] <= event["date"] <= (post["valid_to"] or "2026-12-31")
                ]
                assert held, (row["doc_id"], event["id"])


def test_weekdays_are_right(gold: Gold) -> None:
    checked = 0
    for row in gold.values():
        for found in DATED.finditer(row["text"]):
            year = found[1] or next((event["date"][:4] for event in row["events"] if event["date"]), "2025")
            day = date(int(year), int(found[2]), int(found[3]))
            assert WEEKDAYS[day.weekday()] == found[4], (row["doc_id"], found[0])
            checked += 1
    assert checked >= 20


def test_documents_have_the_length_of_daily_papers(gold: Gold) -> None:
    assert {name: len(row["text"]) for name, row in gold.items() if not 150 <= len(row["text"]) <= 1200} == {}
