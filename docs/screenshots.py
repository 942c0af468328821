"""Takes the pictures of the desk that the documents show.

    python docs/screenshots.py [--out docs/screenshots] [--store FOLDER] [NAME ...]

Screens the sample city into a new store (or takes the one that `--store` left there), makes accounts, lets two
reviewers and an approver decide what is older than the day of the pictures, signs in as each of them and takes the
pictures named, or those of SHOWN. Needs Chromium and the `dev` extra.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sample_past import BLIND, DISPUTED, Clock, Past

from pipelines.command import screen_sample_city
from review.app import create_app
from review.settings import DeskSettings
from review.site import Site
from store.accounts import NewAccount
from store.viewer import Role

CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT = 1366, 768
COLOURS = 96
MOST_BYTES = 150_000
PASSWORD = "竹林-旧桥-石磨-晴天-渡口"
TODAY = date(2026, 3, 6)
PEOPLE = (
    ("linyi", "林一", Role.REVIEWER),
    ("liner", "林二", Role.REVIEWER),
    ("gaosan", "高三", Role.APPROVER),
    ("chengsi", "程四", Role.EVALUATOR),
    ("shenwu", "沈五", Role.AUDITOR),
    ("luoliu", "罗六", Role.OPERATOR),
    ("guanqi", "管七", Role.ADMINISTRATOR),
)
CHAT, MAIL, REGISTER, SCAN, FILED = "大嫂", "池宇航", "施云帆", "谈雪松", "老姜"
SHOWN = (
    *("queue", "queue-dark", "queue-en", "item-chat", "item-mail", "item-register", "item-scan", "confirm", "amended"),
    *("second-look", "dispute", "exports", "sheet", "agreement", "ledger", "accounts"),
)
"""What the documents show; other names of `take_all` are for looking at."""
SETTLED = (
    "() => !document.querySelector('[data-load], [aria-busy=true]') && [...document.images].every((i) => i.complete)"
)


def prepare(folder: Path) -> str:
    """The address of a store with the sample city in it."""
    url = f"sqlite:///{folder / 'guowen.db'}"
    if not (folder / "guowen.db").exists():
        screen_sample_city({"out": folder, "store": url}, print)
    return url


@contextmanager
def serving(url: str, clock: Clock) -> Iterator[tuple[Site, str]]:
    """The desk on a free port, with its accounts made."""
    app = create_app(
        url,
        DeskSettings(today=lambda: TODAY, clock=clock, secure_cookies=False, organ="澜汀市中级人民法院"),
    )
    site: Site = app.state.site
    for login, name, role in PEOPLE:
        new = NewAccount(login, name, frozenset({role}), password=PASSWORD, renew=False)
        site.accounts.add(new, by="command")
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)
    yield site, f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


class Camera:
    """Signs in and takes pictures."""

    def __init__(self, browser: Browser, address: str, out: Path, wanted: Sequence[str]) -> None:
        self._browser, self._address, self.out, self._wanted = browser, address, out, wanted
        self._states: dict[str, Any] = {}

    def wants(self, name: str) -> bool:
        """Whether the picture was asked for."""
        return name in self._wanted

    def take(self, name: str, login: str, path: str, act: Callable[[Page], None] | None = None, **look: Any) -> None:
        """The picture `name` of the page at `path` as somebody sees it, after `act`."""
        if not self.wants(name):
            return
        context = self._context(login, **look)
        page = context.new_page()
        page.goto(path)
        page.wait_for_function(SETTLED)
        if act:
            act(page)
            page.wait_for_function(SETTLED)
        save(Image.open(io.BytesIO(page.screenshot())), self.out / f"{name}.png")
        context.close()

    def fetch(self, login: str, path: str) -> bytes:
        """What a link of the desk gives."""
        context = self._context(login)
        data = context.request.get(path).body()
        context.close()
        return bytes(data)

    def _context(self, login: str, *, scheme: Literal["light", "dark"] = "light") -> BrowserContext:
        context = self._browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            base_url=self._address,
            locale="zh-CN",
            color_scheme=scheme,
            reduced_motion="reduce",
            storage_state=self._states.get(login),
        )
        if login and login not in self._states:
            page = context.new_page()
            page.goto("/signin")
            page.locator("[name=login]").fill(login)
            page.locator("[name=password]").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda told: "signin" not in told)
            page.close()
            self._states[login] = context.storage_state()
        return context


def save(picture: Image.Image, path: Path) -> None:
    """Writes a picture with few colours, so that it stays small."""
    told = picture.convert("RGB")
    told.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:  # a scan has noise, which takes the colours of all else
        told.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    kept = options.store or Path(tempfile.mkdtemp())
    with tempfile.TemporaryDirectory() as folder:
        prepare(kept)
        for file in kept.glob("guowen.db*"):
            shutil.copy(file, folder)
        clock = Clock()
        with serving(f"sqlite:///{folder}/guowen.db", clock) as (site, address), sync_playwright() as playwright:
            past = Past(site, clock)
            past.make()
            clock.moment = "2026-03-06T01:05:00.000Z"
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            take_all(Camera(browser, address, options.out, options.names or SHOWN), past)
            browser.close()


def take_all(camera: Camera, past: Past) -> None:
    """Every picture, in an order in which none is changed by the one before."""
    item = {name: f"/item/{past.named(name)}" for name in (CHAT, MAIL, REGISTER, SCAN, BLIND, DISPUTED)}
    camera.take("signin", "", "/signin")
    camera.take("queue", "linyi", "/")
    camera.take("queue-dark", "linyi", "/", scheme="dark")
    for name, person in (("mail", MAIL), ("register", REGISTER), ("scan", SCAN)):
        camera.take(f"item-{name}", "linyi", item[person] + "?state=open")
    camera.take("item-chat", "linyi", item[CHAT] + "?state=open")
    camera.take("confirm", "linyi", item[CHAT] + "?state=open", lambda page: page.keyboard.press("c"))
    camera.take("reject", "linyi", item[CHAT] + "?state=open", lambda page: page.keyboard.press("x"))
    camera.take("keys", "linyi", item[CHAT] + "?state=open", lambda page: page.keyboard.press("?"))
    camera.take("amended", "linyi", item[CHAT] + "?state=open", _amend)
    camera.take("second-look", "liner", item[BLIND] + "?state=second")
    camera.take("dispute", "gaosan", item[DISPUTED] + "?state=disputed")
    camera.take("exports", "gaosan", "/exports")
    sheet(camera, past)
    camera.take("agreement", "guanqi", "/agreement")
    camera.take("drift", "guanqi", "/agreement/drift")
    camera.take("consent", "chengsi", "/consent")
    camera.take("ledger", "shenwu", "/ledger")
    camera.take("accounts", "guanqi", "/accounts")
    camera.take("account", "guanqi", "/accounts", lambda page: page.locator("td a, th a").nth(4).click())
    camera.take("runs", "luoliu", "/runs")
    english(camera, item)


def _amend(page: Page) -> None:
    """Puts another word into the channel and keeps it."""
    page.keyboard.press("e")
    page.keyboard.press("6")
    page.wait_for_function(SETTLED)
    page.locator("select:focus").select_option(label="当面")
    page.locator("form:has(select:focus) button").first.click()
    page.locator(".element.edited").wait_for()


def sheet(camera: Camera, past: Past) -> None:
    """The first page of a record sheet."""
    if not camera.wants("sheet"):
        return
    document = pypdfium2.PdfDocument(camera.fetch("gaosan", f"/item/{past.named(FILED)}/sheet.pdf"))
    save(document[0].render(scale=1.3).to_pil(), camera.out / "sheet.png")


def english(camera: Camera, item: dict[str, str]) -> None:
    """Pictures of the second language."""

    def switch(page: Page) -> None:
        other = page.locator("[name=language][value=en]")
        if other.count():
            other.click()
        page.locator("html[lang=en]").wait_for()

    camera.take("queue-en", "linyi", "/", switch)
    camera.take("item-en", "linyi", item[REGISTER] + "?state=open", switch)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "screenshots")
    parser.add_argument("--store", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
