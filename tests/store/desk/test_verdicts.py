"""Who may decide what, and when."""

from __future__ import annotations

import pytest

from data.errors import Taken, Unfit
from store import viewer as viewers
from store.desk.rows import DECIDED, FINAL, PENDING, DecisionKind, DeskState, Outcome
from store.desk.verdicts import RULES, after, after_second, claimable, differ, kinds_for, rule_for
from store.viewer import Role, Viewer

K, S = DecisionKind, DeskState
COURT = "安澜市中级人民法院"


def person(*roles: Role) -> Viewer:
    return Viewer("a", frozenset(roles), None, frozenset())


REVIEWER, APPROVER, EVALUATOR = person(Role.REVIEWER), person(Role.APPROVER), person(Role.EVALUATOR)
BOTH = person(Role.REVIEWER, Role.APPROVER)

WORK = (S.OPEN, S.INFO, S.REMINDED)
# (who, what, in which state, round, where it stands then: None when the verdict or the state tells)
ALLOWED = [
    *((REVIEWER, kind, state, 1, None) for kind in (K.CONFIRM, K.AMEND, K.REJECT) for state in WORK),
    *((REVIEWER, kind, S.SECOND, 2, None) for kind in (K.CONFIRM, K.AMEND, K.REJECT, K.NOT_PERSON)),
    *((APPROVER, kind, S.DISPUTED, 3, None) for kind in (K.CONFIRM, K.AMEND, K.REJECT, K.NOT_PERSON)),
    *((BOTH, kind, S.DISPUTED, 3, None) for kind in (K.CONFIRM, K.AMEND, K.REJECT)),
    *((REVIEWER, K.REMIND, state, 1, S.REMINDED) for state in WORK),
    *((REVIEWER, K.INFO, state, 1, S.INFO) for state in WORK),
    *((REVIEWER, K.MERGE, state, 1, S.MERGED) for state in WORK),
    *((REVIEWER, K.SPLIT, state, 1, None) for state in WORK),
    *((REVIEWER, K.NOT_PERSON, state, 1, None) for state in WORK),
    *((who, K.REOPEN, state, 1, S.OPEN) for who in (REVIEWER, APPROVER) for state in DECIDED),
]  # fmt: skip
REFUSED = [
    (REVIEWER, K.CONFIRM, S.DISPUTED, Unfit),
    (APPROVER, K.CONFIRM, S.OPEN, Unfit),
    (APPROVER, K.REJECT, S.SECOND, Unfit),
    (EVALUATOR, K.CONFIRM, S.OPEN, Unfit),
    (EVALUATOR, K.REOPEN, S.CONFIRMED, Unfit),
    (REVIEWER, K.CONFIRM, S.CONFIRMED, Taken),
    (REVIEWER, K.REJECT, S.MERGED, Taken),
    (REVIEWER, K.CONFIRM, S.ERASED, Taken),
    (REVIEWER, K.MERGE, S.SECOND, Taken),
    (REVIEWER, K.SPLIT, S.CONFIRMED, Taken),
    (REVIEWER, K.REMIND, S.SECOND, Taken),
    (REVIEWER, K.INFO, S.DISPUTED, Taken),
    (REVIEWER, K.REOPEN, S.OPEN, Unfit),
    (REVIEWER, K.REOPEN, S.SECOND, Unfit),
]


@pytest.mark.parametrize(("who", "kind", "state", "round_", "to"), ALLOWED)
def test_what_may_be_said(who, kind, state, round_, to):
    rule = rule_for(who, kind, state, met=False)
    assert (rule.round, rule.to) == (round_, to)
    assert kind in kinds_for(who, state, met=False)


@pytest.mark.parametrize(("who", "kind", "state", "error"), REFUSED)
def test_what_may_not_be_said(who, kind, state, error):
    with pytest.raises(error):
        rule_for(who, kind, state, met=False)
    assert kind not in kinds_for(who, state, met=False)


def test_every_rule_has_its_row_here():
    told = {(kind, state) for _, kind, state, _, _ in ALLOWED}
    assert told == {(kind, state) for rule in RULES for kind in rule.kinds for state in rule.states}


@pytest.mark.parametrize(("who", "state"), [(REVIEWER, S.SECOND), (BOTH, S.DISPUTED)])
def test_who_made_one_decision_makes_no_other(who, state):
    assert kinds_for(who, state, met=True) == ()
    for kind in FINAL:
        with pytest.raises(Unfit):
            rule_for(who, kind, state, met=True)


@pytest.mark.parametrize(
    ("who", "state", "may"),
    [(REVIEWER, S.OPEN, True), (REVIEWER, S.SECOND, True), (REVIEWER, S.DISPUTED, False), (APPROVER, S.DISPUTED, True),
     (APPROVER, S.OPEN, False), (EVALUATOR, S.OPEN, False), (REVIEWER, S.CONFIRMED, False)],
)  # fmt: skip
def test_who_holds_what(who, state, may):
    assert claimable(who, state) is may


@pytest.mark.parametrize(
    ("kind", "severe", "state"),
    [(K.CONFIRM, False, S.CONFIRMED), (K.AMEND, False, S.CONFIRMED), (K.REJECT, False, S.REJECTED),
     (K.CONFIRM, True, S.SECOND), (K.REJECT, True, S.SECOND)],
)  # fmt: skip
def test_where_a_first_decision_leads(kind, severe, state):
    assert after(kind, severe) is state


def outcome(day="2024-03-05", case_no="（2024）川97刑终12号", person="P1", situation="ask_progress", place="办公室"):
    record = {"occurred_on": day, "case": {"case_no": case_no}, "place": place}
    return Outcome(record, (situation,), {"registry": "officials", "id": person} if person else None)


SAME = outcome()
PAIRS = [
    ((K.CONFIRM, SAME), (K.CONFIRM, SAME), False),
    ((K.CONFIRM, SAME), (K.AMEND, outcome(place="茶楼")), False),
    ((K.CONFIRM, SAME), (K.AMEND, outcome(situation="ask_deliberation")), False),  # the same category
    ((K.CONFIRM, SAME), (K.AMEND, outcome(situation="pressure")), True),
    ((K.CONFIRM, SAME), (K.AMEND, outcome(day="2024-03-06")), True),
    ((K.CONFIRM, SAME), (K.AMEND, outcome(day=None)), True),
    ((K.CONFIRM, SAME), (K.AMEND, outcome(case_no="（2024）川97刑终13号")), True),
    ((K.CONFIRM, SAME), (K.AMEND, outcome(person="P2")), True),
    ((K.CONFIRM, SAME), (K.AMEND, outcome(person=None)), True),
    ((K.CONFIRM, SAME), (K.REJECT, SAME), True),
    ((K.REJECT, SAME), (K.REJECT, outcome(day="2024-03-06", person=None)), False),
]


@pytest.mark.parametrize(("first", "second", "apart"), PAIRS)
def test_when_two_decisions_differ(first, second, apart):
    assert differ(first, second, COURT) is apart
    assert differ(second, first, COURT) is apart
    final = S.REJECTED if second[0] is K.REJECT else S.CONFIRMED
    assert after_second(first, second, COURT) is (S.DISPUTED if apart else final)


def test_sight_knows_the_same_states_as_the_desk():
    assert tuple(state.value for state in PENDING) == viewers.PENDING
