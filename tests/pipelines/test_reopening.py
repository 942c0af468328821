"""A new version of the registries re-opens what it can change, says why, and comes to what a fresh run comes to."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from data.registries import load_registries
from data.types import Document, Kind
from matching.changes import changes_between, footprints_of
from pipelines.reopening import Known, Sieve
from pipelines.screening import screen

ASKS = "2023年6月2日，任县长来电，打听湘96民初563号，请于法官关照。"
RELATED = "L0043,任晓梅,14754573132033699,湘泰安律师事务所,19900004099,配偶,P0011,于天佑,瑶光市中级人民法院,审判员,"

TABLE = [
    ("lawyer_relatives", RELATED, None, ASKS, "events", "lawyers L0043 added"),
    ("lawyer_relatives", RELATED, None, ASKS, "quiet", None),
    ("lawyer_relatives", RELATED, None, "任晓梅来过。", "quiet", "lawyers L0043 added"),
    ("lawyer_relatives", RELATED, None, "周三食堂停业。", "events", None),
    ("officials", None, "P0140,", ASKS, "events", "officials P0140 removed"),
    ("officials", None, "P0140,", "柳塘的任玉蘭打听案子", "events", "officials P0140 removed"),
    ("officials", None, "P0140,", "王姐问过案子", "events", None),
    ("cases", None, "（2023）湘96民初563号,", "563号那个案子", "quiet", "cases （2023）湘96民初563号 removed"),
    ("cases", None, "（2023）湘96民初563号,", "田斌家里来人了", "quiet", "cases （2023）湘96民初563号 removed"),
    ("filed_records", None, "F0001,", "任委员打过招呼", "events", "filed F0001 removed"),
    ("filed_records", None, "F0001,", "任委员来参加会议", "quiet", None),
]


def edited(registries: Path, to: Path, name: str, added: str | None, gone: str | None) -> Path:
    """A copy of the registries with a row more or without the rows that begin as told."""
    shutil.copytree(registries, to)
    rows = (to / f"{name}.csv").read_text("utf-8").splitlines()
    kept = [row for row in rows if not (gone and row.startswith(gone))] + ([added] if added else [])
    (to / f"{name}.csv").write_text("\n".join(kept) + "\n", "utf-8")
    return to


@pytest.mark.parametrize(("name", "added", "gone", "text", "known", "why"), TABLE)
def test_what_an_entry_can_touch(laid_city, tmp_path, name, added, gone, text, known, why):
    before, _ = load_registries(laid_city.registries)
    after, _ = load_registries(edited(laid_city.registries, tmp_path / "new", name, added, gone))
    sieve = Sieve(changes_between(footprints_of(before), after))
    paper = Document("d", "d.txt", Kind.WORK_NOTE, text, ())
    assert [str(change) for change in sieve.reasons(paper, Known(known))] == ([why] if why else [])


def test_a_lawyer_added_re_opens_a_part_and_comes_to_the_same(copied_after, fresh, tmp_path):
    new = edited(copied_after.registries, tmp_path / "new", "lawyer_relatives", RELATED, None)
    part = replace(copied_after.order, registries=new)
    told = screen(part)
    full = replace(fresh.order, inbox=part.inbox, registries=new, out=tmp_path / "full")
    screen(full)
    assert (part.out / "proposals.jsonl").read_bytes() == (full.out / "proposals.jsonl").read_bytes()
    assert told.complete
    assert 0 < told.counts["reopened"] < told.counts["files"]
    assert told.counts["screened"] == told.counts["reopened"]
    assert set(json.loads((part.out / "run.json").read_text("utf-8"))["reopened"]) == {"lawyers L0043 added"}
    lines = [json.loads(line) for line in (part.out / "documents.jsonl").read_text("utf-8").splitlines()]
    again = [line for line in lines if "read again for: lawyers L0043 added" in (line["reason"] or "")]
    assert {line["status"] for line in again} == {"screened"}
    assert len(again) == told.counts["reopened"]
    assert screen(part).counts["unchanged"] == len([line for line in lines if line["status"] != "quarantined"])
