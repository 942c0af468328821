"""A small invented registry, and a way to run one component over one text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from data.layout import parse_turns
from data.registry import Agent, Case, LawyerRelative, Official, Registries, Tenure
from data.types import Document, Kind
from extractors.component import Component, Resources
from extractors.draft import Draft
from extractors.forms import form_of
from extractors.gate import Gate, GateSettings
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of
from extractors.spans import Span, settle
from extractors.words import dictionary, split

Found = list[tuple[str, str]]


def _official(person_id: str, name: str, org: str, position: str) -> Official:
    tenure = Tenure(org, position, "审判机关", date(2018, 1, 1), None)
    return Official(person_id, name, (), "男", (), (tenure,))


def _case(case_no: str, cause: str, parties: tuple[str, ...], filed: date) -> Case:
    agents = (Agent("马长征", "湘泰安律师事务所", "14754573132033651"),)
    return Case(case_no, "瑶光市中级人民法院", cause, parties, ("P0014",), agents, filed, None)


@pytest.fixture(scope="session")
def registries() -> Registries:
    """Two courts, four officials, one lawyer, three cases."""
    officials = (
        _official("P0014", "段峰", "瑶光市中级人民法院", "审判员"),
        _official("P0013", "杜德胜", "瑶光市中级人民法院", "审判员"),
        _official("P0140", "任玉兰", "柳塘县人民政府", "副县长"),
        _official("P0092", "田玉兰", "柳塘县人民法院", "审判员"),
    )
    cases = (
        _case("（2024）湘96刑终362号", "故意伤害罪", ("胡子轩",), date(2024, 2, 1)),
        _case("（2023）湘96民终684号", "金融借款合同纠纷", ("王天佑", "瑶光宏达矿业有限公司"), date(2023, 3, 1)),
        _case("（2024）湘96执369号", "借款合同执行", ("赵峰", "瑶光远大物流有限公司"), date(2024, 3, 1)),
    )
    lawyer = LawyerRelative(
        "L0001", "卢志强", "1", "湘博理律师事务所", "", "子女", "P0014", "段峰", "瑶光市中级人民法院", "审判员", None
    )
    return Registries(
        {official.person_id: official for official in officials},
        {lawyer.entry_id: lawyer},
        {case.case_no: case for case in cases},
        {},
        "",
    )


@pytest.fixture(scope="session")
def draft(registries: Registries) -> Callable[..., Draft]:
    """Makes an empty draft of a text, all of it to be read."""
    names = names_of(registries)
    gate = Gate(names, GateSettings(threshold=0.0))
    splitter = dictionary(names.words)

    def make(text: str, kind: Kind = Kind.WORK_NOTE, owner: str | None = "P0014") -> Draft:
        document = Document("d", "d", kind, text, parse_turns(text, kind), owner=owner)
        reading = tuple(gate.stretches(document))
        starts = frozenset(at for s in reading for at, _ in split(splitter, text[s.start : s.end], s.start))
        return Draft(document, form=form_of(document, names), reading=reading, word_starts=starts)

    return make


@pytest.fixture(scope="session")
def run(registries: Registries, draft: Callable[..., Draft]) -> Callable[..., Found]:
    """(label, words) that a chain of components leaves standing, in text order."""
    resources = Resources(names_of(registries), LexicalDecider())

    def find(kinds: tuple[type[Component], ...], text: str, **told: object) -> Found:
        empty = draft(text, **told)
        for kind in kinds:
            kind(resources).annotate(empty)
        spans: list[Span] = settle(empty.spans)
        return [(span.label.value, empty.words_of(span)) for span in spans]

    return find
