"""The operator's log: known events with known fields, and no word of papers or registries."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import FileStatus
from pipelines.desk_log import desk_logged
from pipelines.logs import COMMON, EVENTS, HIDDEN, EventLog, event_log
from pipelines.screening import screen
from pipelines.settings import Settings
from pipelines.watchers import observing
from tests.pipelines.conftest import CHAT, DULL, NOTE

GRAM = 8
NAMES = ("name", "aliases", "org", "lawyer_name", "law_firm", "official_name", "parties", "handlers", "agents", "unit")
ALWAYS = {"event", "level", "timestamp"}


def lines(told: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in told.splitlines()]


def grams(text: str) -> set[str]:
    return {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}


def of_registries(folder: Path) -> set[str]:
    """Names, numbers of phones, licences and cases, ids of persons: what a row tells of somebody."""
    found: set[str] = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                told = [row[name] for name in NAMES if row.get(name)]
                told += [value for name, value in row.items() if name.endswith(("_no", "phone", "_id")) and value]
                found |= {part for value in told for part in re.split(r"[;|]", value) if len(part) > 1}
    return found


def of_papers(inbox: Path) -> set[str]:
    """Names of files and folders, and every run of eight characters that a paper says."""
    stems = {part for path in inbox.rglob("*") for part in (path.stem, path.name)}
    return stems | grams(NOTE) | grams(DULL) | {gram for row in CHAT for cell in row for gram in grams(cell)}


def words_in(log: str, wanted: set[str]) -> set[str]:
    """What of `wanted` stands in the log, escaped or not; a short stem only as a word of its own."""
    plain = log + "".join(json.dumps(line, ensure_ascii=False) for line in lines(log))
    return {one for one in wanted if re.search(rf"(?<![0-9A-Za-z]){re.escape(one)}(?![0-9A-Za-z])", plain)}


@pytest.fixture(scope="module")
def night(laid_city, tmp_path_factory) -> str:
    """The log of a night over the whole city."""
    root = tmp_path_factory.mktemp("night")
    order = replace(laid_city.order, out=root / "out", store_url=f"sqlite:///{root / 'guowen.db'}")
    with observing(Settings(log_file=root / "guowen.log")) as watcher:
        assert screen(order, watcher).complete
    assert (root / "guowen.log").stat().st_mode & 0o077 == 0
    return (root / "guowen.log").read_text("utf-8")


def test_no_word_of_papers_or_registries_is_in_the_log_of_a_night(night, laid_city):
    wanted = of_registries(laid_city.registries) | of_papers(laid_city.inbox)
    assert {"任玉兰", "P0011", "19900001184", "note", "打听（2023）"} <= wanted
    codes = {status.value for status in FileStatus}  # a file of this city is called as a reason is: empty
    assert words_in(night, wanted - codes) == set()
    assert HIDDEN not in night


def test_the_events_of_a_night(night):
    found = lines(night)
    names = [line["event"] for line in found]
    assert [names[0], names[-1]] == ["planned", "concluded"]
    assert set(names[1:-1]) == {"committed"}
    assert {line["run"] for line in found} == {found[0]["run"]}
    assert found[0]["files"] == found[0]["waiting"] == sum(int(str(line["files"])) for line in found[1:-1])
    for line in found:
        assert set(line) == {*EVENTS[str(line["event"])], *COMMON, *ALWAYS}


def test_events_and_fields_are_a_contract():
    assert {event: len(fields) for event, fields in EVENTS.items()} == {
        "planned": 7,
        "committed": 5,
        "failed": 3,
        "worker_lost": 1,
        "concluded": 4,
        "stopped": 3,
        "retained": 2,
        "metrics_failed": 1,
        "desk_started": 2,
        "desk_fault": 2,
        "desk_warning": 1,
        "desk_stopped": 1,
    }


def test_what_is_no_code_is_hidden_and_what_is_unknown_refused():
    stream = io.StringIO()
    log = EventLog(stream)
    log.write("retained", counts={"任玉兰": 1, "rejected": 2}, seconds=0.5)
    assert lines(stream.getvalue())[0]["counts"] == {HIDDEN: 1, "rejected": 2}
    for event, told in (("screened", {}), ("retained", {"path": "a.txt"})):
        with pytest.raises(KeyError):
            log.write(event, **told)


def test_a_run_that_stops_leaves_its_kind_and_place_and_none_of_its_words(tmp_path):
    path = tmp_path / "guowen.log"
    with pytest.raises(ValueError, match="任玉兰"), observing(Settings(log_file=path)):
        raise ValueError("任玉兰 asked")
    (line,) = lines(path.read_text("utf-8"))
    assert (line["event"], line["level"], line["error"]) == ("stopped", "error", "ValueError")
    assert re.fullmatch(r"pipelines/test_logs\.py:\d+", str(line["place"]))


def test_the_desk_tells_of_faults_by_kind_and_place(tmp_path):
    path, server = tmp_path / "guowen.log", logging.Logger("of the server")
    with event_log(path) as log, desk_logged(log, port=8017, tls=False) as faults:
        assert faults is not None
        server.addHandler(faults)
        server.error("%s at %s", "KeyError", "/srv/guowen/review/pages/queue.py:12")
        server.warning("Invalid HTTP request /?q=任玉兰")
    told = lines(path.read_text("utf-8"))
    assert [line["event"] for line in told] == ["desk_started", "desk_fault", "desk_warning", "desk_stopped"]
    assert (told[1]["error"], told[1]["place"]) == ("KeyError", "pages/queue.py:12")
    assert "任玉兰" not in path.read_text("utf-8").encode().decode("unicode_escape", "replace")


def test_without_a_log_file_nobody_is_told(tmp_path):
    with event_log(None) as log:
        assert log is None
    assert list(tmp_path.iterdir()) == []
