"""A small invented place, and papers marked up by hand: ⟦p1|王院长⟧."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from data.registry import Agent, Case, FiledRecord, LawyerRelative, Official, Registries, Tenure
from data.types import (
    Document,
    Event,
    Extraction,
    Kind,
    Mention,
)
from tests.marked import event, marked

COURT, CITY_COURT = "白岭县人民法院", "青河市中级人民法院"


def post(org, position, start, end=None, field=""):
    """A tenure from ISO days."""
    return Tenure(org, position, field, date.fromisoformat(start), date.fromisoformat(end) if end else None)


def official(key, name, *posts, aliases=(), gender="男", phones=()):
    """An official of the invented place."""
    return Official(key, name, aliases, gender, phones, posts)


OFFICIALS = (
    official(
        "P01",
        "王建国",
        post(COURT, "院长", "2018-01-01", "2022-06-30"),
        post(CITY_COURT, "副院长", "2022-07-01"),
    ),
    official("P02", "王丽华", post(COURT, "院长", "2022-07-01"), gender="女"),
    official("P03", "王海涛", post(CITY_COURT, "院长", "2019-03-01")),
    official("P04", "李强", post(COURT, "副院长", "2019-01-01")),
    official("P05", "任志远", post("白岭县人民政府", "县长", "2020-01-01"), phones=("13800000005",)),
    official("P06", "钟明", post("白岭县司法局", "律师工作科科长", "2017-01-01")),
    official("P07", "杜德胜", post(COURT, "审判员", "2016-01-01"), phones=("13800000007",)),
    official("P08", "周敏", post(COURT, "审判员", "2016-01-01"), gender="女"),
    official("P09", "袁涛", post("白岭县城市建设投资集团有限公司", "总经理", "2018-01-01")),
    official("P10", "司马昭明", post("东湖区教育局", "局长", "2015-01-01")),
    official("P11", "王伟", post("东湖区审计局", "副局长", "2015-01-01")),
    official("P12", "郑红霞", post("白岭县公安局", "副局长", "2015-01-01"), gender="女"),
    official("P13", "郑红霞", post("白岭县住房和城乡建设局", "局长", "2015-01-01"), gender="女"),
    official(
        "P14", "何建设", post(COURT, "院长", "2010-01-01", "2017-12-31"), post("白岭县政协", "委员", "2018-01-01")
    ),
    official("P15", "张伟", post("白岭县人民检察院", "检察官", "2015-01-01"), aliases=("张卫",)),
    official("P16", "袁小梅", post("东湖区城市建设投资集团有限公司", "总经理", "2018-01-01"), gender="女"),
)
LAWYERS = (
    LawyerRelative("L01", "陈静", "1", "川明律师事务所", "13900000001", "子女", "P08", "周敏", COURT, "审判员", None),
    LawyerRelative(
        "L02", "沈娟", "2", "川和律师事务所", "", "离任本人", None, "沈娟", COURT, "刑庭庭长", date(2020, 5, 1)
    ),
)
LOAN, ASSAULT, WORKS = "（2024）川9721民初5号", "（2024）川9721刑初88号", "（2023）川9721执167号"
CASES = (
    Case(
        LOAN,
        COURT,
        "民间借贷纠纷",
        ("周大海", "白岭恒基物流有限公司"),
        ("P07",),
        (Agent("沈娟", "川和律师事务所", "2"),),
        date(2024, 1, 5),
        None,
    ),
    Case(ASSAULT, COURT, "故意伤害罪", ("刘三立",), ("P08",), (), date(2024, 2, 1), None),
    Case(
        WORKS,
        COURT,
        "建设工程款执行",
        ("康永福", "白岭远大建筑有限公司"),
        ("P07",),
        (),
        date(2023, 1, 5),
        date(2023, 12, 1),
    ),
)
FILED = (
    FiledRecord(
        "F01",
        "P07",
        "杜德胜",
        "任志远",
        "P05",
        "白岭县人民政府",
        "县长",
        LOAN,
        date(2024, 3, 5),
        "电话",
        "询问进展",
        date(2024, 3, 6),
    ),
    FiledRecord(
        "F02", "P08", "周敏", "孙老栓", None, "", "", ASSAULT, date(2024, 4, 1), "当面", "说情", date(2024, 4, 3)
    ),
)


@pytest.fixture(scope="session")
def city() -> Registries:
    """The four registries of the invented place."""
    return Registries(
        officials={o.person_id: o for o in OFFICIALS},
        lawyers={lawyer.entry_id: lawyer for lawyer in LAWYERS},
        cases={c.case_no: c for c in CASES},
        filed={f.record_id: f for f in FILED},
    )


@pytest.fixture(name="marked")
def marked_fixture() -> Callable[..., tuple[Document, tuple[Mention, ...]]]:
    """`marked`, for test modules."""
    return marked


@pytest.fixture(name="event")
def event_fixture() -> Callable[..., Event]:
    """`event`, for test modules."""
    return event


@pytest.fixture
def linked(city: Registries):
    """(text, kind, owner, folder) -> {mention id: Link} by a resolver over the invented place."""
    from matching.resolver import Resolver

    resolver = Resolver(city)

    def link(text, kind=Kind.WORK_NOTE, events=(), **fields):
        document, mentions = marked(text, kind, **fields)
        reading = resolver.resolve(document, Extraction(mentions, tuple(events)))
        return {found.mention_id: found for found in reading.links}

    return link
