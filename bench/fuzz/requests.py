"""Requests that no browser sends: every described route of the desk, asked with values of every shape.

    python -m bench.fuzz.requests [--tries 100]

Each route is asked by somebody who may; a fault is an answer of the server's own fault (500 and above), or one that
shows the inside of the program. Hypothesis draws the same values every time, so a fault is met again by running it
again. Writes `bench/results/fuzz_requests.md`; leaves with 1 when there is a fault.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import unittest
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from hypothesis import strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from store.desk.rows import DecisionKind, Verdict
from store.viewer import Role
from tests.review.conftest import Served, Visitor, fill_desk, serving
from tests.review.ways import ways_of

RESULTS = Path(__file__).parent.parent / "results" / "fuzz_requests.md"
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
"""Values as the description has them, and values that go against it."""
TRACES = (b"Traceback (most recent call last)", b'File "/', b"sqlalchemy", b"sqlite3.", b"psycopg")
"""What shows the inside of the program."""
READERS = frozenset({Role.REVIEWER, Role.APPROVER, Role.EVALUATOR, Role.OPERATOR})
"""Roles that one account may join: one visitor asks for nearly everything."""
ENDING = ("POST", "/signout")
"""What ends the session that asks: each time by a new one."""
ALONE = frozenset({("POST", "/signin"), ENDING, ("POST", "/account/password"), ("POST", "/item/{proposal_id}/recuse")})
"""What closes or blinds the account that asks: by a visitor of its own."""
OPEN, CONFIRMED = "Gchat", "Glong"
"""Items of the store."""
UNTOLD = (
    "state",
    "unit",
    "case_no",
    "situation",
    "category",
    "severity",
    "person",
    "since",
    "until",
    "words",
    "order",
    "page",
    "at",
    "after",
    "done",
    "answer",
    "around",
    "place",
    "number",
    "consent",
    "verdict",
    "taken",
    "changed",
    "status",
    "path",
    "back",
    "query",
)
"""Parameters that handlers read from the address by themselves: no description names them."""
SETTINGS = hypothesis.settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)


@dataclass(slots=True)
class Told:
    """How often which route was asked (by `METHOD path`), with which status it answered, and the faults as curl."""

    asked: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Told) -> None:
        """Counts the other in."""
        self.asked += other.asked
        self.statuses += other.statuses
        self.faults += other.faults


class Crowd:
    """Who asks: one visitor for what most roles do, and one each for what is kept apart from that."""

    def __init__(self, desk: Served) -> None:
        self._desk = desk
        self._holders = {way.key: way.holders() for way in ways_of(desk.app.routes)}
        self._someone = desk.visitor(Role.OPERATOR, name="某某").account.account_id

    def visitor(self, key: tuple[str, str]) -> Visitor:
        """Somebody who may ask for the route of that method and path."""
        holders = self._holders[key]
        roles = READERS if holders & READERS else frozenset({min(holders)})
        known = self._desk.visitor(*roles, name="".join(key) if key in ALONE else "")
        return self._desk.enter(known.account.login) if key == ENDING else known

    def ids(self, count: int) -> dict[str, str]:
        """What the path of the try `count` names: an open item, what was drawn, a confirmed item, in turn."""
        item = {0: {"proposal_id": OPEN}, 2: {"proposal_id": CONFIRMED}}.get(count % 3, {})
        return item | {"account_id": self._someone} if item else {}


def fuzz(desk: Served, mode: GenerationMode, tries: int) -> Told:
    """Asks every described route `tries` times, or as often as its description allows for."""
    crowd, told = Crowd(desk), Told()
    confirmer = desk.visitor(Role.REVIEWER, name="核定人")
    desk.site.desk.decide(desk.site.accounts.viewer(confirmer.account), CONFIRMED, Verdict(DecisionKind.CONFIRM))
    for found in schemathesis.openapi.from_dict(desk.app.openapi()).get_all_operations():
        if mode is GenerationMode.NEGATIVE and not _can_be_wrong(found.ok()):
            continue
        with suppress(Unsatisfiable, unittest.SkipTest):
            told.add(_fuzz_route(desk, crowd, found.ok(), (mode, tries)))
    return told


def _can_be_wrong(operation: Any) -> bool:
    """Whether anything goes against the description of a route: nothing does where all it takes is text.

    Looking for it there in vain takes most of the time.
    """
    raw = operation.definition.raw
    free = {"type", "title", "default"}
    shapes = [parameter["schema"] for parameter in raw.get("parameters", ())]
    return "requestBody" in raw or any(shape.get("type") != "string" or set(shape) - free for shape in shapes)


def _fuzz_route(desk: Served, crowd: Crowd, operation: Any, how: tuple[GenerationMode, int]) -> Told:
    mode, tries = how
    key, told = (operation.method.upper(), operation.path), Told()
    extra = strategies.dictionaries(strategies.sampled_from(UNTOLD), strategies.text(max_size=40), max_size=3)

    def ask(case: Any, more: dict[str, str]) -> None:
        count = told.asked.total()
        visitor = crowd.visitor(key)
        ids = {name: value for name, value in crowd.ids(count).items() if name in case.path_parameters}
        case.path_parameters.update(ids)
        case.query = {**more, **(case.query or {})}
        answer = case.call(
            base_url=desk.address,
            headers={"X-CSRF-Token": visitor.csrf, **({"HX-Request": "true"} if count % 2 else {})},
            cookies={"guowen": visitor.token, "guowen_form": visitor.csrf},
            allow_redirects=False,
            timeout=20,
        )
        told.asked[" ".join(key)] += 1
        told.statuses[answer.status_code] += 1
        if answer.status_code >= 500 or any(trace in answer.content for trace in TRACES):
            told.faults.append(f"{answer.status_code} {case.as_curl_command()}")

    wanted = hypothesis.settings(SETTINGS, max_examples=tries)
    wanted(hypothesis.given(case=operation.as_strategy(generation_mode=mode), more=extra)(ask))()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tries", type=int, default=100)
    tries = parser.parse_args().tries
    found: dict[str, tuple[Told, float]] = {}
    for mode in MODES:
        with tempfile.TemporaryDirectory(prefix="gw") as folder:
            url = f"sqlite:///{folder}/guowen.db"
            fill_desk(url)
            with serving(url) as desk:
                begun = time.perf_counter()
                told = fuzz(desk, mode, tries)
                found[mode.value] = told, time.perf_counter() - begun
        print(
            f"{mode.value}: {told.asked.total():,} requests, {len(told.faults)} faults",
            *told.faults,
            sep="\n",
            flush=True,
        )
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(report(found, tries)) + "\n", "utf-8")
    if faults := [fault for told, _ in found.values() for fault in told.faults]:
        sys.exit(f"{len(faults)} faults")


def report(found: dict[str, tuple[Told, float]], tries: int) -> list[str]:
    """The result as Markdown."""
    lines = ["# Requests that no browser sends\n", f"At most {tries} tries a route. `python -m bench.fuzz.requests`\n"]
    lines += ["| values | routes | requests | seconds | answers | faults |", "|---|---|---|---|---|---|"]
    for mode, (told, seconds) in found.items():
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(told.statuses.items()))
        asked = f"{len(told.asked)} | {told.asked.total():,} | {seconds:.0f}"
        lines.append(f"| {mode} | {asked} | {statuses} | {len(told.faults)} |")
    return lines


if __name__ == "__main__":
    main()
