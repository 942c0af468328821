"""Words that mean something to a database, in every place that takes words: on SQLite and PostgreSQL they are words."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from store.desk_tables import ACCOUNTS, DECISIONS, SAVED_VIEWS
from store.tables import PROPOSALS
from store.viewer import Role
from tests.databases import new_database
from tests.review.conftest import fill_desk, serving

WORDS = (
    "' OR '1'='1",
    '" OR 1=1 --',
    "'; DROP TABLE proposals; --",
    "%",
    "_",
    "%' ESCAPE '",
    "\\",
    "') UNION SELECT login FROM accounts --",
    ":account_id",
    "%(a)s",
    "$1 ?",
    "{0}{x}",
    "袁峰' AND pg_sleep(9) --",
    "\ud800",
    "\u202e\U0001f600",
)
READER = (Role.REVIEWER, Role.APPROVER, Role.EVALUATOR)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request, tmp_path_factory):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sql') / 'guowen.db'}"
    else:
        url = new_database(request.getfixturevalue("postgres"))
    fill_desk(url)
    with serving(url) as served:
        yield served


def asked(words):
    """As an address has it; a half of a character goes as bytes that are no text."""
    return quote(words.encode("utf-8", "surrogatepass"), safe="")


@pytest.fixture
def unharmed(desk):
    """The tables hold what they held."""

    def counts():
        with desk.site.database.reading() as connection:
            tables = (PROPOSALS, DECISIONS, ACCOUNTS)
            return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    desk.visitor(*READER)
    desk.visitor(Role.ADMINISTRATOR)
    desk.visitor(Role.AUDITOR)
    before = counts()
    yield
    assert counts() == before


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("words", WORDS, ids=ascii)
def test_in_addresses_they_find_nothing(desk, words):
    told = asked(words)
    reader = desk.visitor(*READER)
    for name in ("words", "unit", "case_no", "person"):
        answer = reader.get(f"/api/v1/counts?{name}={told}")
        assert (answer.status_code, answer.json()["total"]) == (200, 0), name
    every = "&".join(f"{name}={told}" for name in ("state", "order", "situation", "severity", "since", "page", "at"))
    assert reader.get(f"/?{every}").status_code == 200
    assert reader.get(f"/next?words={told}&after={told}").headers["location"].endswith("done=nothing_left")
    for path in (
        "/exports?unit={0}&since={0}&taken={0}",
        "/consent?unit={0}&page={0}",
        "/agreement?unit={0}&since={0}",
    ):
        assert reader.get(path.format(told)).status_code == 200
    for path in ("/item/{0}", "/api/v1/items/{0}", "/item/{0}/sheet.pdf", "/item/Gchat/source/paper?doc={0}"):
        assert reader.get(path.format(told)).status_code == 404, path
    assert desk.visitor(Role.ADMINISTRATOR).get(f"/accounts/{told}").status_code == 404
    ledger = "&".join(f"{name}={told}" for name in ("actor", "action", "subject", "day", "before"))
    assert desk.visitor(Role.AUDITOR).get(f"/ledger?{ledger}").status_code == 200


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("words", WORDS[:-2], ids=ascii)
def test_in_forms_they_are_kept_as_they_are(desk, words):
    reader = desk.visitor(*READER)
    for name in (words, "另一卷"):
        reader.post("/views", {"name": name, "back": "/?state=open"})
    assert names(desk, reader) == {words, "另一卷"}
    reader.post("/views/delete", {"name": words})
    assert names(desk, reader) == {"另一卷"}
    assert reader.post("/item/Gchat/edit", {"item": "content", "value": words}).status_code == 303
    assert reader.get("/api/v1/items/Gchat").json()["drafts"] == {"content": words}
    reader.post("/item/Gchat/edit/drop", {"item": words})
    assert reader.get("/api/v1/items/Gchat").json()["drafts"] == {"content": words}
    reader.post("/item/Gchat/release")
    for form in ({"kind": words}, {"kind": "merge", "target": words}, {"kind": "split", "papers": words}):
        assert reader.htmx("POST", "/item/Gchat/decide", form).status_code in (404, 422)
    assert reader.post(f"/consent/{asked(words)}", {"given": "given"}).status_code == 404
    assert reader.post("/exports/batch", {"format": "csv", "unit": words}).status_code == 422


def names(desk, visitor):
    with desk.site.database.reading() as connection:
        mine = select(SAVED_VIEWS.c.name).where(SAVED_VIEWS.c.account_id == visitor.account.account_id)
        return set(connection.execute(mine).scalars())


@pytest.mark.usefixtures("unharmed")
def test_nobody_signs_in_by_them(desk):
    login = desk.visitor(*READER).account.login
    with desk.stranger() as client:
        client.get("/signin")
        csrf = client.cookies["guowen_form"]
        for words in (f"{login}' --", f"{login}' OR '1'='1", "' UNION SELECT 1 --"):
            answer = client.post("/signin", data={"login": words, "password": words, "csrf": csrf})
            assert answer.status_code in (401, 429)
        client.cookies.set("guowen", "' OR '1'='1", domain="127.0.0.1", path="/")
        assert client.get("/").status_code == 303
