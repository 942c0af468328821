"""Takes the pictures of the reviewer's pages that the README shows.

    python docs/screenshots.py STORE_URL [--today YYYY-MM-DD] [--words NAME] [--out docs/screenshots]

Needs Chromium and the `dev` extra. `--words` chooses the proposal by a name or a case number; without it the first of
the queue is shown. `--dark`, `--run` and `--width` are for looking at what the README does not show.
"""

from __future__ import annotations

import argparse
import socket
import threading
from datetime import date
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from review.app import DeskSettings, create_app

CHROMIUM = "/usr/bin/chromium"
HEIGHT = 768


def main() -> None:
    options = _options()
    app = create_app(options.store, settings=DeskSettings(today=lambda: options.today))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": options.width, "height": HEIGHT},
            color_scheme="dark" if options.dark else "light",
            reduced_motion="reduce",
            locale="zh-CN",
        )
        page.goto(app.state.access.address("127.0.0.1", port))
        page.screenshot(path=options.out / "queue.png")
        if options.run:
            page.goto(f"http://127.0.0.1:{port}/run")
            page.screenshot(path=options.out / "run.png")
        if options.words:
            page.goto(f"http://127.0.0.1:{port}/")
            page.locator("input[type=search]").fill(options.words)
            page.keyboard.press("Enter")
            page.wait_for_url("**words=*")
        elif options.run:
            page.goto(f"http://127.0.0.1:{port}/")
        page.locator("[data-row] th a").first.click()
        page.wait_for_url("**/item/**")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=options.out / "item.png")
        browser.close()
    server.should_exit = True
    thread.join(10)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--today", type=date.fromisoformat, default=date(2025, 8, 5))
    parser.add_argument("--words", default="")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "screenshots")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--run", action="store_true")
    parser.add_argument("--width", type=int, default=1366)
    return parser.parse_args()


if __name__ == "__main__":
    main()
