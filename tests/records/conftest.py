"""A small invented place, its rulebooks, and findings made by hand or from marked-up papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.registry import Agent, Case, FiledRecord, LawyerRelative, Official, Registries, Tenure
from data.rulebook import Intervener, load_rulebook
from data.types import Extraction, Kind
from matching.resolver import Resolver
from records.findings import findings_of
from records.types import CaseItem, Evidence, Finding, Passage, PersonLink, Record
from tests.marked import event as plain_event
from tests.marked import marked

COURT = "白岭县人民法院"
LOAN = "（2024）川9721民初5号"


def official(key, name, org, position, field):
    """An official in one post since 2016."""
    return Official(key, name, (), "男", (), (Tenure(org, position, field, date(2016, 1, 1), None),))


OFFICIALS = (
    official("P05", "任志远", "白岭县人民政府", "县长", "行政机关"),
    official("P07", "杜德胜", COURT, "审判员", "审判机关"),
    official("P04", "李强", COURT, "副院长", "审判机关"),
)


@pytest.fixture(scope="session")
def city() -> Registries:
    """Three officials, a lawyer, a case, a filed record."""
    lawyer = LawyerRelative("L01", "陈静", "1", "川明律师事务所", "", "子女", "P04", "李强", COURT, "副院长", None)
    case = Case(
        LOAN,
        COURT,
        "民间借贷纠纷",
        ("周大海", "白岭恒基物流有限公司"),
        ("P07",),
        (Agent("陈静", "川明律师事务所", "1"),),
        date(2024, 1, 5),
        None,
    )
    filed = FiledRecord(
        "F01", "P07", "杜德胜", "任志远", "P05", "", "", LOAN, date(2024, 3, 5), "电话", "询问", date(2024, 3, 6)
    )
    return Registries(
        officials={person.person_id: person for person in OFFICIALS},
        lawyers={"L01": lawyer},
        cases={LOAN: case},
        filed={"F01": filed},
    )


@pytest.fixture(scope="session")
def court():
    """The courts' rulebook as shipped."""
    return load_rulebook("court")


def event(key="e1", **fields):
    """An asserted event about case c1 on 9 March 2024, unless told otherwise."""
    return plain_event(key, **({"case": "c1", "date": date(2024, 3, 9)} | fields))


@pytest.fixture
def found(city):
    """(marked text, kind, events ...) -> the reading and its findings."""
    resolver = Resolver(city)

    def find(text, kind=Kind.WORK_NOTE, events=None, **fields):
        document, mentions = marked(text, kind, **({"owner": "P07"} | fields))
        reading = resolver.resolve(document, Extraction(mentions, tuple(events or [event()])))
        return reading, findings_of(reading, city)

    return find


@pytest.fixture(name="event")
def event_fixture():
    """`event`, for test modules."""
    return event


PLAIN = Finding(
    doc_id="a.txt",
    path="a.txt",
    kind="work_note",
    event_id="e1",
    situations=("ask_progress",),
    channel="phone",
    score=0.9,
    record=Record(
        name="任志远",
        occurred_on="2024-03-09",
        channel="电话",
        content="问进展",
        case=CaseItem(LOAN, COURT, "民间借贷纠纷", ("周大海",), "一审"),
    ),
    intervener=PersonLink("任县", "officials", "P05", 0.9),
    recipient=PersonLink("杜德胜", "officials", "P07", 1.0),
    recipient_unit=COURT,
    standing=Intervener(field="行政机关", org="白岭县人民政府", position="县长"),
    case_words="周大海那个案子",
    case_reasons=(),
    case_candidates=(LOAN,),
    evidence=(Evidence("a.txt", "a.txt", {"line": 1}, 0, 2, "任县", "name"),),
    passages=(Passage("a.txt", 0, 9, "paragraph", None, None, "任县来电问进展。。", {"line": 1}),),
)


@pytest.fixture
def finding():
    """(doc_id, day, ...) -> a finding about 任志远 and the loan case, changed as told."""

    def make(doc_id="a.txt", day="2024-03-09", **fields):
        record = replace(PLAIN.record, occurred_on=day, **fields.pop("record", {}))
        evidence = tuple(replace(piece, doc_id=doc_id, path=doc_id) for piece in PLAIN.evidence)
        passages = tuple(replace(passage, doc_id=doc_id) for passage in PLAIN.passages)
        told = {"doc_id": doc_id, "path": doc_id, "record": record, "evidence": evidence, "passages": passages}
        return replace(PLAIN, **(told | fields))

    return make
