"""Markup in everything that people or papers tell: it is shown as words, and no page runs any of it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import update

from records.types import PersonLink
from store.accounts import Declared
from store.desk.rows import DecisionKind, Verdict
from store.repository import open_store
from store.tables import PROPOSALS
from store.viewer import Role
from tests.review.conftest import CHAT_PROPOSAL, SETTINGS, piece, serving, turn
from tests.review.ways import ways_of

SCRIPT = "<script>window.hacked=1</script>"
IMAGE = "<img src=x onerror=window.hacked=1>"
QUOTED = "\"'><svg/onload=window.hacked=1>"
"""Leaves an attribute before it begins."""
RAW = (SCRIPT, IMAGE, QUOTED, "<svg/onload", "javascript:window")
MARKUP = f"{IMAGE}{QUOTED}{SCRIPT}"
DOC = f"comms/{IMAGE}/{QUOTED.replace('/', '')}.zip!/{IMAGE}.eml"
TEXT = f"{MARKUP}案子到哪一步了？"
READER = (Role.REVIEWER, Role.APPROVER, Role.EVALUATOR, Role.OPERATOR)


def hostile(proposal_id):
    record = replace(
        CHAT_PROPOSAL.record, name=MARKUP, org=MARKUP, position=MARKUP, content="案子到哪一步了？", handling=MARKUP,
        case=replace(CHAT_PROPOSAL.record.case, case_no=MARKUP, unit=MARKUP, cause=MARKUP, parties=(MARKUP,)),
    )  # fmt: skip
    rival = replace(CHAT_PROPOSAL.intervener.candidates[0], name=MARKUP, org=MARKUP, position=MARKUP)
    person = PersonLink(MARKUP, "officials", "P0002", 0.9, (), (rival,))
    words = turn(DOC, 0, "message", TEXT, sheet=MARKUP, row=2)
    sent = replace(words, speaker=MARKUP, sent_at="2024-03-05T09:12:00")
    reason = {"comparison": "name", "fits": True, "words": MARKUP}
    filed = {"record_id": "R1", "recorder": MARKUP, "intervener": MARKUP, "case_no": MARKUP, "occurred_on": None,
             "channel": MARKUP, "filed_on": None, "fits": False, "reasons": [reason]}  # fmt: skip
    named = {"role": "named", "words": MARKUP, "registry": None, "id": None, "name": "", "candidates": []}
    tenure = {"org": MARKUP, "position": MARKUP, "valid_from": None, "valid_to": None, "decided": True}
    return replace(
        CHAT_PROPOSAL, proposal_id=proposal_id, unit=MARKUP, record=record, intervener=person, recipient=person,
        evidence=(piece(DOC, TEXT, 0, "案子到哪一步了？", "content", sheet=MARKUP, row=2),), passages=(sent,),
        rules=(MARKUP,), report_to=(MARKUP,),
        details={"people": [named], "compared": [filed], "tenures": {"intervener": [tenure], "recipient": []}},
    )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('markup') / 'guowen.db'}"
    with open_store(url) as store:
        run = store.begin_run(f"/{IMAGE}", {"code": MARKUP, "rulebook": MARKUP})
        store.save_proposals(run, [hostile("Gopen"), hostile("Gdone"), hostile("Ginfo")])
        store.finish_run(run, {}, {})
    with serving(url, replace(SETTINGS, organ=MARKUP)) as served:
        yield worked_on(served)


def worked_on(served):
    """Notes, edits, views and declarations say it too."""
    reader = served.visitor(*READER, name=MARKUP[:60])
    viewer = served.site.accounts.viewer(reader.account)
    with served.site.database.writing() as connection:
        connection.execute(update(PROPOSALS).values(barred_by="0" * 64))
    served.site.desk.decide(viewer, "Gdone", Verdict(DecisionKind.CONFIRM, note=MARKUP))
    served.site.desk.decide(viewer, "Ginfo", Verdict(DecisionKind.INFO, note=MARKUP))
    served.site.desk.claim(viewer, "Gopen")
    served.site.desk.edit(viewer, "Gopen", "place", MARKUP)
    reader.post("/views", {"name": IMAGE, "back": f"/?words={quote(MARKUP)}"})
    served.site.accounts.declare(reader.account.account_id, Declared(IMAGE, IMAGE), by="test")
    return served


def unescaped(text):
    return [raw for raw in RAW if raw in text]


def visitors(desk):
    return [desk.visitor(*READER, name=MARKUP[:60]), desk.visitor(Role.ADMINISTRATOR), desk.visitor(Role.AUDITOR)]


def test_no_page_shows_it_as_markup(desk):
    reader, administrator, auditor = visitors(desk)
    shown = 0
    for way in ways_of(desk.app.routes):
        if way.method != "GET" or not way.permissions:
            continue
        for visitor in (reader, administrator, auditor):
            if visitor.account.roles.isdisjoint(way.holders()):
                continue
            for proposal_id in ("Gopen", "Gdone", "Ginfo"):
                path = way.address(proposal_id=proposal_id, account_id=reader.account.account_id)
                told = quote(MARKUP)
                answer = visitor.get(f"{path}?doc={quote(DOC)}&words={told}&unit={told}&case_no={told}&done={told}")
                assert answer.status_code < 500, path
                if "html" in answer.headers.get("content-type", ""):
                    assert unescaped(answer.text) == [], path
                    shown += "&lt;img src=x" in answer.text
                if "{" not in way.path:
                    break
    assert shown >= 10


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/item/Gopen/decide", {"kind": MARKUP, "reason": MARKUP}),
        ("/item/Gopen/decide", {"kind": "merge", "target": MARKUP}),
        ("/item/Gopen/edit", {"item": MARKUP, "value": MARKUP}),
        ("/item/Gopen/edit", {"item": "occurred_on", "value": MARKUP}),
        (f"/item/{quote(MARKUP, safe='')}/claim", {}),
        ("/exports/batch", {"format": MARKUP, "since": MARKUP}),
        ("/account/language", {"language": MARKUP, "back": MARKUP}),
        ("/account/declared", {"person": MARKUP, "relation": MARKUP * 9}),
        ("/account/password", {"current": MARKUP, "password": MARKUP, "again": MARKUP}),
        (f"/{quote(MARKUP)}", {MARKUP: MARKUP}),
    ],
)
def test_no_refusal_shows_it_as_markup(desk, path, form):
    reader = visitors(desk)[0]
    for answer in (reader.post(path, form), reader.htmx("POST", path, form), reader.get(path)):
        assert answer.status_code < 500
        assert unescaped(answer.text) == []
        assert all(not unescaped(value) for value in answer.headers.values())


def test_the_forms_of_sign_in_and_accounts_show_what_was_typed_as_words(desk):
    administrator = visitors(desk)[1]
    typed = dict.fromkeys(("login", "name", "units", "person_id", "subject"), MARKUP)
    answer = administrator.post("/accounts/new", {**typed, "roles": "reviewer", "reach": "some"})
    assert (answer.status_code, unescaped(answer.text)) == (422, [])
    with desk.stranger() as client:
        client.get(f"/signin?next={quote(MARKUP)}&language={quote(MARKUP)}")
        form = {"login": MARKUP, "password": MARKUP, "next": f"/{MARKUP}", "csrf": client.cookies["guowen_form"]}
        answer = client.post("/signin", data=form)
    assert answer.status_code == 401
    assert "&lt;script&gt;" in answer.text
    assert unescaped(answer.text) == []


def test_a_browser_runs_none_of_it(desk, chromium):
    reader, administrator, auditor = visitors(desk)
    context = chromium.new_context(base_url=desk.address, locale="zh-CN")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if "Content Security" in told.text else None)
    told = quote(MARKUP)
    walks = [
        (reader, ("/", f"/?words={told}&unit={told}", "/item/Gopen", "/item/Gdone?state=confirmed", "/exports",
                  "/account", f"/nothing/{told}", f"/item/Gopen/source/paper?doc={quote(DOC)}", "/consent", "/runs")),
        (administrator, (f"/accounts/{reader.account.account_id}", "/accounts")),
        (auditor, ("/ledger",)),
    ]  # fmt: skip
    for visitor, paths in walks:
        visitor.open(page)
        for path in paths:
            page.goto(path)
            assert page.evaluate("window.hacked") is None, path
            assert page.locator("img[onerror], svg[onload], main script").count() == 0, path
    context.close()
    assert faults == []
