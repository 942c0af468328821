"""Every ground of recusal through every way out of the desk, with bars that the registries themselves tell.

Four matters of one case are hidden from people tied to it in eleven ways; two matters of the same intervener in
another case are not. A visitor tied to nothing must meet the four wherever they are to be met, so that a way out that
shows nothing to anybody is not taken for a closed one.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from data.registry import Agent, Case, LawyerRelative, Official, Registries
from records.types import CaseItem, PersonLink, Rival
from store.accounts import Declared
from store.desk.consents import Consents, consented
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.desk_tables import BARS
from store.repository import open_store
from store.viewer import BarKind, Role, account_key, name_key
from tests.review.conftest import CHAT_PROPOSAL, LOG_PROPOSAL, serving

HIDDEN_CASE, OPEN_CASE, OLD_CASE = "（2024）川97刑终12号", "（2024）川97民初8号", "（2023）川97刑初3号"
HIDDEN_COURT, OPEN_COURT = "云岭区人民法院", "安澜市中级人民法院"
HIDDEN = ("Xopen", "Xdone", "Xsecond", "Xdispute")
SECRET = "不方便说"
SIGNS = (*HIDDEN, SECRET, "刑终12号", HIDDEN_COURT, "群聊")
PASSED_ON = "有事项按回避规定转由他人办理。"
NOBODYS = "Xnever"
PAPER = "comms/P0017/群聊.txt"
OFFICIALS = {
    key: Official(key, name, (), "", (), ())
    for key, name in (
        ("P0111", "方娟"), ("P0112", "苏建国"), ("P0119", "谢安"), ("P0150", "苏红"), ("P0160", "郑和平"),
        ("P0301", "袁锋"),
    )
}  # fmt: skip
KIN = LawyerRelative("L0001", "顾小青", "LIC1", "川明所", "", "子女", "P0150", "苏红", "某局", "科长", None)
CASES = (
    Case(HIDDEN_CASE, HIDDEN_COURT, "盗窃罪", ("周大海",), ("P0111",), (Agent("顾小青", "川明所", "LIC1"),),
         date(2024, 1, 2), None),
    Case(OPEN_CASE, OPEN_COURT, "买卖合同纠纷", ("宏达公司",), ("P0119",), (), date(2024, 1, 2), None),
    Case(OLD_CASE, HIDDEN_COURT, "诈骗罪", ("某甲",), ("P0111", "P0112"), (), date(2023, 5, 1), date(2024, 6, 1)),
)  # fmt: skip
REGISTRIES = Registries(OFFICIALS, {"L0001": KIN}, {case.case_no: case for case in CASES}, sha256="r" * 64)
GO_BETWEEN = {
    "role": "via",
    "words": "老郑",
    "registry": "officials",
    "id": "P0160",
    "name": "郑和平",
    "candidates": [],
}
INTERVENER = PersonLink(
    "袁峰", "officials", "P0002", 0.97, (), (Rival("officials", "P0002", "袁峰", "", "", 0.97, ()),)
)


def hidden(proposal_id, severity="low"):
    return replace(
        CHAT_PROPOSAL, proposal_id=proposal_id, severity=severity, unit=HIDDEN_COURT, details={"people": [GO_BETWEEN]}
    )


def shown(proposal_id):
    case = CaseItem(OPEN_CASE, OPEN_COURT, "买卖合同纠纷", ("宏达公司",), None)
    record = replace(CHAT_PROPOSAL.record, case=case, content="能不能缓一缓", handling=None)
    told = {name: getattr(LOG_PROPOSAL, name) for name in ("evidence", "passages")}
    return replace(
        CHAT_PROPOSAL, proposal_id=proposal_id, unit=OPEN_COURT, intervener=INTERVENER, record=record, **told
    )


@dataclass(frozen=True)
class Tied:
    """How somebody is tied to the case: the ground, and what of the account tells it."""

    kind: BarKind
    person_id: str | None = None
    name: str = ""
    declares: str = ""
    steps_back: bool = False


TIES = {
    "a candidate for the intervener": Tied(BarKind.NAMED, "P0301"),
    "the go-between": Tied(BarKind.NAMED, "P0160"),
    "a party, by name": Tied(BarKind.NAMED, name="周大海"),
    "an agent's relative": Tied(BarKind.RELATIVE, "P0150"),
    "an agent's relative, by name": Tied(BarKind.RELATIVE, name="苏红"),
    "the handler": Tied(BarKind.HANDLER, "P0111"),
    "the handler, by name": Tied(BarKind.HANDLER, name="方娟"),
    "one of the handler's panel": Tied(BarKind.PANEL, "P0112"),
    "one of the handler's panel, by name": Tied(BarKind.PANEL, name="苏建国"),
    "who declares the party": Tied(BarKind.DECLARED, declares="周大海"),
    "who steps back": Tied(BarKind.DECLARED, steps_back=True),
}
READER = (Role.REVIEWER, Role.APPROVER, Role.EVALUATOR)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('recusal') / 'guowen.db'}"
    severities = ("low", "low", "critical", "critical")
    proposals = [*map(hidden, HIDDEN, severities), shown("Yopen"), shown("Ydone")]
    with open_store(url) as store:
        run = store.begin_run("/inbox", {"code": "1", "registries": REGISTRIES.sha256})
        store.save_proposals(run, proposals, REGISTRIES)
        store.finish_run(run, {}, {})
    with serving(url) as served:
        decided(served)
        yield served


def decided(served):
    """Two confirmed items, one that waits for a second look, one in dispute."""
    first, second = (served.visitor(Role.REVIEWER, name=name) for name in ("初核员", "复核员"))
    viewers = [served.site.accounts.viewer(one.account) for one in (first, second)]
    for proposal_id in ("Xdone", "Ydone", "Xsecond", "Xdispute"):
        served.site.desk.decide(viewers[0], proposal_id, Verdict(DecisionKind.CONFIRM))
    served.site.desk.decide(viewers[1], "Xdispute", Verdict(DecisionKind.REJECT, RejectReason.LAWFUL))
    evaluator = served.visitor(Role.EVALUATOR, name="评估员")
    for proposal_id in ("Xdone", "Ydone"):
        Consents(served.site.database).say(served.site.accounts.viewer(evaluator.account), proposal_id, given=True)


def person(desk, tied, *roles):
    """Somebody tied to the case in that way, or to nothing."""
    told = {"person_id": tied.person_id, "name": tied.name} if tied else {}
    visitor = desk.visitor(*roles, **told) if tied and (tied.person_id or tied.name) else desk.visitor(
        *roles, name=f"无名{list(TIES.values()).index(tied) if tied else ''}"
    )  # fmt: skip
    if tied and tied.declares:
        desk.site.accounts.declare(visitor.account.account_id, Declared(tied.declares, "同学"), by="test")
    if tied and tied.steps_back and Role.REVIEWER in roles:
        for proposal_id in HIDDEN:
            assert visitor.post(f"/item/{proposal_id}/recuse").status_code in (303, 404)  # 404: done already
    return visitor


STATES = ("open", "second", "disputed", "confirmed", "withdrawn")
SEARCHES = (
    "words=刑终12号", "words=袁峰", "words=峰", f"case_no={HIDDEN_CASE}", f"unit={HIDDEN_COURT}", "person=P0002",
    "situation=ask_progress", "severity=low", "since=2024-03-05&until=2024-03-05", "order=score",
)  # fmt: skip
PAGES = (
    *(f"/?state={state}" for state in STATES),
    *(f"/?state=open&{wish}" for wish in SEARCHES),
    *(f"/next?state=open&{wish}" for wish in SEARCHES[:4]),
    *(f"/next?state={state}" for state in ("second", "disputed", "confirmed")),
    "/item/Yopen", "/item/Ydone", "/exports", f"/exports?unit={HIDDEN_COURT}", "/consent",
    f"/consent?unit={HIDDEN_COURT}", "/agreement", f"/agreement?unit={HIDDEN_COURT}",
    "/api/v1/queue?state=all", f"/api/v1/queue?unit={HIDDEN_COURT}", "/api/v1/counts?state=all", "/api/v1/records",
)  # fmt: skip
"""What names no item of the four."""
BATCHES = ("xlsx", "csv", "json")
OF_ITEM = (
    "/item/{}", f"/item/{{}}/source/paper?doc={PAPER}", f"/item/{{}}/source/page?doc={PAPER}",
    f"/item/{{}}/source/image?doc={PAPER}", "/item/{}/sheet.docx", "/item/{}/sheet.pdf", "/api/v1/items/{}",
)  # fmt: skip
CHANGES = (
    ("/item/{}/claim", {}), ("/item/{}/decide", {"kind": "confirm"}), ("/item/{}/settle", {"kind": "confirm"}),
    ("/item/{}/settle", {"like": "1"}), ("/item/{}/edit", {"item": "place", "value": "茶楼"}),
    ("/item/{}/edit/drop", {"item": "place"}), ("/item/{}/release", {}), ("/item/{}/recuse", {}),
    ("/consent/{}", {"given": "given"}),
)  # fmt: skip


def words(answer):
    """All text of an answer, that of the parts of a workbook too, and where it leads."""
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    return answer.text + unquote(answer.headers.get("location", ""))


def met(visitor):
    """Way out -> the signs of the four matters that come out of it, but for what the request itself tells."""
    found = {}
    for path in PAGES:
        answer = visitor.get(path)
        assert answer.status_code in (200, 303), path
        found[path] = [sign for sign in SIGNS if sign in words(answer) and sign not in path]
    for form in BATCHES:
        answer = visitor.post("/exports/batch", {"format": form})
        assert answer.status_code == 200, form
        found[form] = [sign for sign in SIGNS if sign in words(answer)]
    give_back(visitor)
    return found


def give_back(visitor):
    """What the way to the next item has claimed."""
    for proposal_id in (*HIDDEN, "Yopen"):
        visitor.post(f"/item/{proposal_id}/release")


def test_who_is_tied_to_nothing_meets_them_everywhere(desk):
    visitor = person(desk, None, *READER)
    found = met(visitor)
    told_already = {f"/agreement?unit={HIDDEN_COURT}", "/?state=withdrawn"}
    assert {way for way, signs in found.items() if not signs} == told_already
    assert "<b>4</b>" in visitor.get("/agreement").text
    counts = visitor.get("/api/v1/counts?state=all").json()
    assert (counts["total"], counts["units"], counts["passed_on"]) == (6, {HIDDEN_COURT: 4, OPEN_COURT: 2}, False)
    assert PASSED_ON not in visitor.get("/").text
    assert [visitor.get(way.format("Xdone")).status_code for way in OF_ITEM[:2]] == [200, 200]
    assert [visitor.get(way.format("Xdone")).status_code for way in OF_ITEM[4:]] == [200, 200, 200]


@pytest.mark.parametrize("way", TIES)
def test_who_is_recused_meets_them_nowhere(desk, way):
    tied = TIES[way]
    visitor = person(desk, tied, *READER)
    assert grounds(desk, visitor) == {tied.kind.value} - ({"declared"} if tied.declares else set())
    assert {out: signs for out, signs in met(visitor).items() if signs} == {}
    page = visitor.get("/").text
    assert re.findall(r'<p class="passed">(.*?)</p>', page) == [PASSED_ON]
    counts = visitor.get("/api/v1/counts?state=all").json()
    assert (counts["total"], counts["units"], counts["passed_on"]) == (2, {OPEN_COURT: 2}, True)
    assert {name: n for name, n in counts["states"].items() if n} == {"open": 1, "confirmed": 1}
    assert visitor.get("/api/v1/counts?words=12").json()["total"] == 0
    assert "<b>1</b>" in visitor.get("/agreement").text
    assert len(visitor.get("/api/v1/records").json()["records"]) == 1


@pytest.mark.parametrize("way", TIES)
def test_what_they_name_is_as_what_does_not_exist(desk, way):
    visitor = person(desk, TIES[way], *READER)
    wrong = []
    for path in OF_ITEM:
        answers = [visitor.get(path.format(id_)) for id_ in (NOBODYS, "Xdone", "Xdispute")]
        wrong += [difference for answer in answers[1:] for difference in differs(path, answers[0], answer)]
    for path, form in CHANGES:
        wrong += differs(path, *(visitor.post(path.format(id_), form) for id_ in (NOBODYS, "Xopen")))
    for proposal_id in ("Xopen", "Xdone"):
        forms = ({"kind": "merge", "target": id_} for id_ in (NOBODYS, proposal_id))
        wrong += differs("merge", *(visitor.htmx("POST", "/item/Yopen/decide", form) for form in forms))
    give_back(visitor)
    assert wrong == []


def differs(path, never, there):
    """The way, when the two answers can be told apart or the item was not refused."""
    texts = {re.sub("X[a-z]+", "ID", re.sub(r"[\w-]{43}", "TOKEN", words(answer))) for answer in (there, never)}
    refused = there.status_code in (404, 422) or path.endswith("/release")
    same = len(texts) == 1 and there.status_code == never.status_code and set(there.headers) == set(never.headers)
    return [] if same and refused else [(path, there.status_code, never.status_code)]


def grounds(desk, visitor):
    """Why the visitor's person is barred from the first of them, the account's own declarations left out."""
    account = visitor.account
    keys = {name_key(account.name), account_key(account.account_id), account.person_id or "nobody"}
    with desk.site.database.reading() as connection:
        found = select(BARS.c.kind).where(BARS.c.proposal_id == HIDDEN[0], BARS.c.person.in_(keys))
        return set(connection.execute(found).scalars())


@pytest.mark.parametrize("way", TIES)
def test_leave_for_gold_is_not_theirs_to_give_or_take(desk, way):
    visitor = person(desk, TIES[way], *READER)
    for given, left in (("missing", {"Xdone"}), ("given", {"Xdone", "Ydone"})):
        visitor.post("/consent", {"given": given})
        with desk.site.database.reading() as connection:
            assert {item.proposal_id for item in consented(connection)} == left


def test_a_decision_of_one_s_own_is_gone_with_its_matter(desk):
    """Who decided, and is found to be tied afterwards, neither sees it among his own nor takes it back."""
    visitor = desk.visitor(Role.REVIEWER, name="后来回避")
    visitor.post("/item/Xopen/decide", {"kind": "remind"})
    visitor.post("/views", {"name": "案", "query": f"case_no={HIDDEN_CASE}"})
    assert "Xopen" in visitor.get("/?state=reminded").text
    desk.site.accounts.declare(visitor.account.account_id, Declared("周大海", "同学"), by="test")
    for path in ("/?state=mine", "/?state=reminded", "/item/Yopen"):
        assert not [sign for sign in HIDDEN if sign in visitor.get(path).text], path
    assert visitor.post("/undo").headers["location"] == "/?state=open&done=nothing_to_undo"
    other = desk.visitor(Role.REVIEWER, name="初核员")
    assert "Xopen" in other.get("/?state=reminded").text
    other.post("/item/Xopen/decide", {"kind": "reopen", "note": "还原"})


@pytest.mark.parametrize("way", ["an agent's relative, by name", "a party, by name"])
def test_figures_of_reviewers_leave_them_out(desk, way):
    """The second reviewer decided on nothing but one of the four."""
    free = desk.visitor(Role.ADMINISTRATOR, name="管理员")
    tied = person(desk, TIES[way], Role.ADMINISTRATOR)
    assert "复核员" in free.get("/agreement/drift").text
    assert "复核员" not in tied.get("/agreement/drift").text
    assert "初核员" in tied.get("/agreement/drift").text
    assert [sign for sign in SIGNS if sign in tied.get("/agreement").text] == []


def test_the_ledger_tells_an_auditor_ids_and_no_words(desk):
    auditor = person(desk, TIES["a party, by name"], Role.AUDITOR)
    for path in ("/ledger", "/ledger?subject=Xdone", "/ledger?action=decision_made"):
        page = auditor.get(path).text
        assert not [sign for sign in (SECRET, "刑终12号", HIDDEN_COURT, "群聊", "袁峰", "老郑") if sign in page], path
    assert auditor.get("/item/Xdone").status_code == 403
