"""A store of hand-made proposals, the desk over it on a port of this host, people who visit it, and a browser.

`served` is one desk for all tests that only read; `own_desk` has a copy of the store for one test. `signed_in` and
`visitor_of` make people: `visitor = signed_in(Role.REVIEWER, units=["..."], person_id="P0017")`, then
`visitor.get("/")`, `visitor.post("/item/Gchat/claim", {"field": "value"})` (token and cookie go along),
`visitor.htmx("POST", ...)`, `visitor.account`, `visitor.open(page)` to put the session into a browser page.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import insert, select, update

from data.errors import FileStatus
from records.proposals import Proposal
from records.types import CaseItem, Evidence, Passage, PersonLink, Reasoned, Record, Rival
from review.app import create_app
from review.settings import DeskSettings
from review.site import Site
from store.accounts import Account, Cost, NewAccount, SignedIn
from store.database import open_database
from store.desk_tables import BARS
from store.repository import open_store
from store.rows import Batch, FileOutcome, PlannedFile
from store.tables import PROPOSALS as PROPOSALS_TABLE
from store.viewer import Role
from tests.needs import require

CHROMIUM = Path("/usr/bin/chromium")
TODAY = date(2024, 3, 10)
HOSTILE = '<img src=x onerror="window.hacked=1">'
CASE = CaseItem("（2024）川97刑终12号", "安澜市中级人民法院", "盗窃罪", ("周大海",), "二审")


def piece(doc_id: str, text: str, base: int, quote: str, item: str, **location: Any) -> Evidence:
    """The evidence of `quote`, which stands once in `text`, a turn that begins at `base`."""
    start = base + text.index(quote)
    return Evidence(doc_id, doc_id.partition("!/")[0], location, start, start + len(quote), quote, item)


def turn(doc_id: str, base: int, role: str, text: str, **location: Any) -> Passage:
    return Passage(doc_id, base, base + len(text), role, None, None, text, location)


CHAT = "comms/P0017/群聊.txt"
ASK = "2024-03-05 09:12 袁峰: 小敏，周大海那个案子到哪一步了？家里人找到我了"
REPLY = "2024-03-05 09:20 小敏: 不方便说"
CHAT_PROPOSAL = Proposal(
    proposal_id="Gchat",
    verdict="unfiled",
    severity="low",
    score=0.81,
    category="inquire",
    situations=("ask_progress",),
    record=Record(
        name="袁峰",
        org="安澜市公安局",
        position="副局长",
        occurred_on="2024-03-05",
        channel="短信微信",
        content="周大海那个案子到哪一步了？",
        case=CASE,
        handling="不方便说",
    ),
    intervener=PersonLink(
        "袁峰",
        "officials",
        "P0002",
        0.97,
        (Reasoned("name", 4.6, "姓名一致：袁峰"),),
        (
            Rival("officials", "P0002", "袁峰", "安澜市公安局", "副局长", 0.97, ()),
            Rival("officials", "P0301", "袁锋", "柳塘县水利局", "科员", 0.31, (Reasoned("name", 2.1, "姓名音同"),)),
        ),
    ),
    recipient=PersonLink("小敏", "officials", "P0017", 1.0, (Reasoned("talk", 0.0, "材料所有人"),)),
    evidence=(
        piece(CHAT, ASK, 0, "袁峰", "name", line=1),
        piece(CHAT, ASK, 0, "2024-03-05", "occurred_on", line=1),
        piece(CHAT, ASK, 0, "周大海那个案子到哪一步了？", "content", line=1),
        piece(CHAT, ASK, 0, "周大海那个案子", "case", line=1),
        piece(CHAT, REPLY, 400, "不方便说", "handling", line=9),
    ),
    passages=(turn(CHAT, 0, "message", ASK, line=1), turn(CHAT, 400, "message", REPLY, line=9)),
    due_on="2024-03-12",
    report_to=("同级党委政法委",),
    rules=("打探办案进展（法发〔2015〕11号《实施办法（试行）》第二条）",),
)
HOSTILE_DOC = f"units/{HOSTILE}.docx!/{HOSTILE}"
HOSTILE_TEXT = f"昨日{HOSTILE}打招呼<script>window.hacked=1</script>，请予关照"
HOSTILE_PROPOSAL = replace(
    CHAT_PROPOSAL,
    proposal_id="Ghostile",
    severity="critical",
    category="interfere",
    situations=("plead", "benefit"),
    record=Record(name=HOSTILE, content="打招呼", occurred_on="2024-03-01"),
    intervener=PersonLink(HOSTILE, None, None, 0.0, (), (Rival("officials", "P9", HOSTILE, "", "", 0.5, ()),)),
    recipient=PersonLink("", None, None, 0.0),
    evidence=(piece(HOSTILE_DOC, HOSTILE_TEXT, 0, "打招呼", "content", paragraph=2),),
    passages=(turn(HOSTILE_DOC, 0, "paragraph", HOSTILE_TEXT, paragraph=2),),
    due_on="2024-03-05",
    rules=(HOSTILE,),
    report_to=(HOSTILE,),
)
LOG = "units/电话记录.xlsx"
HEAD = "时间 | 来电人 | 内容"
ROW = "2024-03-06 | 市政协 老周 | 问宏达的执行案能不能缓一缓"
LOG_PROPOSAL = replace(
    CHAT_PROPOSAL,
    proposal_id="Glog",
    severity="high",
    score=0.6,
    category="interfere",
    situations=("direct_outcome",),
    record=Record(name="老周", content="能不能缓一缓", case=CaseItem(None, None, "宏达的执行案", None, None)),
    intervener=PersonLink(
        "老周",
        None,
        None,
        0.0,
        (),
        (
            Rival("officials", "P5", "周明", "市政协", "委员", 0.5, ()),
            Rival("officials", "P6", "周亮", "市政协", "委员", 0.5, ()),
        ),
    ),
    recipient=PersonLink("", None, None, 0.0),
    evidence=(
        piece(LOG, ROW, 20, "老周", "name", sheet="电话", row=2),
        piece(LOG, ROW, 20, "能不能缓一缓", "content", sheet="电话", row=2),
    ),
    passages=(turn(LOG, 0, "header", HEAD, sheet="电话", row=1), turn(LOG, 20, "row", ROW, sheet="电话", row=2)),
    due_on=None,
)
LONG = "cases/笔录.pdf"
LINES = [f"第{n}段：本院经审理查明的一般事实，与请托无关，仅为占满页面而写。" * 4 for n in range(40)]
LAST_LINE = "钱副院长当面要求对该案从轻处理。"
LONG_PROPOSAL = replace(
    CHAT_PROPOSAL,
    proposal_id="Glong",
    severity="medium",
    record=Record(name="钱副院长", content=LAST_LINE, case=replace(CASE, case_no="安检刑诉〔2023〕105号")),
    evidence=(piece(LONG, LAST_LINE, 9000, LAST_LINE, "content", page=7, paragraph=3),),
    passages=(
        *(turn(LONG, 200 * n, "paragraph", line, page=n // 6 + 1) for n, line in enumerate(LINES)),
        turn(LONG, 9000, "paragraph", LAST_LINE, page=7, paragraph=3),
    ),
    due_on="2024-03-12",
)
PROPOSALS = (CHAT_PROPOSAL, HOSTILE_PROPOSAL, LOG_PROPOSAL, LONG_PROPOSAL)
REASON = "units/密.docx: 文件有口令 [encrypted]；请解除口令后重新放入"


UNIT = "安澜市中级人民法院"
"""Whose all proposals of the store are."""
RECUSED = "P9999"
"""A person whom every proposal of the store bars."""
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: these desks speak plain HTTP, and reading the system's certificates takes its time."""
CHEAP = Cost(passes=1, memory=8)
SETTINGS = DeskSettings(today=lambda: TODAY, secure_cookies=False, password_cost=CHEAP)
PASSWORD = "三月-竹林-旧桥-石磨-晴"


@dataclass(frozen=True)
class Visitor:
    """Somebody with a session, who speaks to the desk by plain HTTP. Redirects are shown, not followed."""

    account: Account
    token: str
    csrf: str
    http: httpx2.Client = field(repr=False)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.http.get(path, headers=_named(headers))

    def post(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> httpx2.Response:
        """A form of the desk, its token in it."""
        return self.http.post(path, data={"csrf": self.csrf, **(data or {})}, headers=_named(headers))

    def htmx(self, method: str, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> httpx2.Response:
        """A request as htmx makes it, the token in a header."""
        told = {"HX-Request": "true", "X-CSRF-Token": self.csrf, **_named(headers)}
        return self.http.request(method, path, data=dict(data) if data else None, headers=told)

    def open(self, page: Any) -> Any:
        """Puts the session into the browser of a page; returns the page."""
        page.context.add_cookies([{"name": "guowen", "value": self.token, "url": str(self.http.base_url)}])
        return page


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True)
class Served:
    """A desk that is listening on `port`; `site` are its parts."""

    port: int
    site: Site
    app: Any
    visitors: dict[Any, Visitor] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stranger(self) -> httpx2.Client:
        """A client of nobody."""
        return httpx2.Client(base_url=self.address, timeout=20, trust_env=False, verify=NO_TLS)

    def visitor(
        self, *roles: Role, units: Sequence[str] | None = None, person_id: str | None = None, name: str = ""
    ) -> Visitor:
        """Somebody with these roles; asked for the same again it is the same account and session."""
        key = (frozenset(roles), tuple(units) if units is not None else None, person_id, name)
        if key not in self.visitors:
            login = f"u{len(self.visitors)}-{secrets.token_hex(4)}"
            new = NewAccount(
                login=login,
                name=name or f"测试员{len(self.visitors)}",
                roles=frozenset(roles),
                units=key[1],
                person_id=person_id,
                password=PASSWORD,
                renew=False,
            )
            self.site.accounts.add(new, by="test")
            self.visitors[key] = self.enter(login)
        return self.visitors[key]

    def enter(self, login: str, password: str = PASSWORD) -> Visitor:
        """A new session of an account."""
        # Not from the address of this host: failures of those who sign in over HTTP would count against it.
        found = self.site.accounts.sign_in(login, password, "entered")
        assert isinstance(found, SignedIn)
        client = self.stranger()
        client.cookies.set("guowen", found.token, domain="127.0.0.1", path="/")
        return Visitor(found.account, found.token, found.session.csrf, client)


class Compiled(BytecodeCache):
    """Templates, compiled once for all desks: that takes longer than to serve a page."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._known.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@contextmanager
def serving(url: str, settings: DeskSettings = SETTINGS) -> Iterator[Served]:
    """A desk over the store at `url` on a free port."""
    app = create_app(url, settings)
    app.state.site.pages.templates.bytecode_cache = COMPILED
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    desk = Served(listening.getsockname()[1], app.state.site, app)
    yield desk
    for visitor in desk.visitors.values():
        visitor.http.close()
    server.should_exit = True
    thread.join(10)
    listening.close()


def _fill(url: str) -> None:
    """Two runs: the second no longer proposes `Ggone` and leaves one file in quarantine, one partly read."""
    files = {
        "comms/P0017/群聊.txt": (FileStatus.OK, ""),
        "units/密.docx": (FileStatus.ENCRYPTED, REASON),
        "units/半.pdf": (FileStatus.PARTIAL, "units/半.pdf, 第 3 页: 无法识别；请另存后重放"),
    }
    with open_store(url) as store:
        for proposals in ((*PROPOSALS, replace(CHAT_PROPOSAL, proposal_id="Ggone")), PROPOSALS):
            run = store.begin_run("/inbox", {"code": "1", "rulebook": "court/1+0"})
            planned = tuple(PlannedFile(path, "0" * 64, "w") for path in files)
            batch = Batch(run.run_id, run.run_id, 0, planned)
            store.plan_batches(run, [batch])
            store.commit_batch(run, batch, [FileOutcome(p, "0" * 64, "w", s, r) for p, (s, r) in files.items()])
            store.save_proposals(run, proposals)
            store.finish_run(run, {"files": 3, "unchanged": 1, "quarantined": 1}, {})


def _tell_who_may_see(url: str) -> None:
    """Every proposal has a unit and bars; one bar is the same for all."""
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(
            update(PROPOSALS_TABLE).where(PROPOSALS_TABLE.c.barred_by.is_(None)).values(barred_by="0" * 64)
        )
        connection.execute(update(PROPOSALS_TABLE).values(unit=UNIT))
        ids = connection.execute(select(PROPOSALS_TABLE.c.proposal_id)).scalars().all()
        connection.execute(insert(BARS), [{"proposal_id": i, "person": RECUSED, "kind": "declared"} for i in ids])
    database.close()


def fill_desk(url: str) -> None:
    """Makes a store at `url` and puts the two runs into it; everybody but the recused may see them."""
    _fill(url)
    _tell_who_may_see(url)


@pytest.fixture(scope="session")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A filled store for all tests that only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('review') / 'guowen.db'}"
    fill_desk(url)
    return url


@pytest.fixture(scope="session")
def fill_store() -> Callable[[str], None]:
    """What puts the two runs into a store."""
    return fill_desk


@pytest.fixture(scope="session")
def blank_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled store as nobody has touched it."""
    path = tmp_path_factory.mktemp("blank") / "guowen.db"
    fill_desk(f"sqlite:///{path}")
    return path


@pytest.fixture
def own_store_url(blank_copy: Path, tmp_path: Path) -> str:
    """A filled store of this test's own."""
    shutil.copy(blank_copy, tmp_path / "guowen.db")
    return f"sqlite:///{tmp_path / 'guowen.db'}"


@pytest.fixture(scope="session")
def served(store_url: str) -> Iterator[Served]:
    """A desk for all tests that only read."""
    with serving(store_url) as desk:
        yield desk


@pytest.fixture
def own_desk(own_store_url: str) -> Iterator[Served]:
    """A desk over a store of this test's own."""
    with serving(own_store_url) as desk:
        yield desk


def _serving_more(store: Path) -> Iterator[Callable[..., Served]]:
    with ExitStack() as stack:
        url = f"sqlite:///{store}"
        yield lambda **settings: stack.enter_context(serving(url, replace(SETTINGS, **settings)))


@pytest.fixture
def serve_desk(own_store_url: str) -> Iterator[Callable[..., Served]]:
    """Serves a store of this test's own with settings of its own: `serve_desk(claim_minutes=1)`."""
    yield from _serving_more(Path(own_store_url.removeprefix("sqlite:///")))


@pytest.fixture(scope="module")
def serve_module(blank_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """The same for all tests of a module: starting a desk takes longer than most of them."""
    store = tmp_path_factory.mktemp("module") / "guowen.db"
    shutil.copy(blank_copy, store)
    yield from _serving_more(store)


@pytest.fixture
def signed_in(served: Served) -> Callable[..., Visitor]:
    """Makes visitors of the desk that is only read."""
    return served.visitor


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for one module: while Playwright runs, its event loop is the thread's, and nobody else can have one."""
    require("chromium", CHROMIUM.exists(), f"{CHROMIUM} is not installed: no page can be opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


def _watched_page(chromium: Any, desk: Served) -> Iterator[Any]:
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, reduced_motion="reduce", base_url=desk.address, locale="zh-CN"
    )
    page = context.new_page()
    page.asked = []
    page.faults = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    assert page.faults == []
    assert {url.split("/")[2] for url in page.asked} <= {f"127.0.0.1:{desk.port}"}
    context.close()


@pytest.fixture
def page(chromium: Any, served: Served) -> Iterator[Any]:
    """A page of a fresh browser profile before `served`, of nobody yet: `visitor.open(page)` signs in."""
    yield from _watched_page(chromium, served)


@pytest.fixture
def own_page(chromium: Any, own_desk: Served) -> Iterator[Any]:
    """The same before `own_desk`."""
    yield from _watched_page(chromium, own_desk)
