"""An id may pass to another matter when papers come in; its line is another then, so a decided one becomes news."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.registry import Registries
from records.merge import known, merge, proposal_id
from records.proposals import propose
from records.types import Finding, PersonLink
from tests.records.conftest import PLAIN

UNKNOWN = {"intervener": PersonLink("老周", None, None, 0.0)}


def paper(number: int, doc_id: str, day: str | None = "2024-03-09", channel: str = "phone", **told: object) -> Finding:
    """A finding whose evidence stands at a place of its own in its paper, as that of two events does."""
    evidence = tuple(replace(e, doc_id=doc_id, path=doc_id, start=number, end=number + 2) for e in PLAIN.evidence)
    fields = {"doc_id": doc_id, "path": doc_id, "event_id": f"e{number}", "channel": channel, "evidence": evidence}
    return replace(PLAIN, **(fields | {"record": replace(PLAIN.record, occurred_on=day)} | told))


def named(findings: list[Finding]) -> dict[str, set[tuple[str, str]]]:
    """Id -> the findings that it names."""
    return {proposal_id(matter): {known(finding) for finding in matter.findings} for matter in merge(findings)}


def test_an_id_passes_to_what_sorts_before_it(court):
    first, other = paper(1, "b"), paper(2, "b", channel="face")
    before, after = named([first]), named([first, other])
    (id_,) = before
    assert after[id_] == {known(other)}
    line, now = (propose(some, Registries(), court) for some in ([first], [first, other]))
    assert next(one.row() for one in now if one.proposal_id == id_) != line[0].row()


ROWS = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(["2024-03-09", "2024-03-10", "2024-03-20", None]),
    st.sampled_from(["phone", "face", "message"]),
    st.sampled_from([{}, UNKNOWN]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=2, max_size=6), new=st.integers(1, 3))
def test_an_id_that_names_other_findings_than_before_has_another_line(rows, new, court):
    told = [paper(number, doc, day, way, **fields) for number, (doc, day, way, fields) in enumerate(rows)]
    old = told[: max(1, len(told) - new)]
    before, after = named(old), named(told)
    lines = {one.proposal_id: one.row() for one in propose(old, Registries(), court)}
    now = {one.proposal_id: one.row() for one in propose(told, Registries(), court)}
    for id_ in before.keys() & after.keys():
        if before[id_].isdisjoint(after[id_]):
            assert lines[id_] != now[id_]
