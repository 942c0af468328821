"""The officials registry: several rows of one person_id are one person's posts over time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from data.lexicon import alternatives, rows
from data.normalize import key
from data.registries.cells import items_of, phones_of
from data.registries.checks import Checks
from data.registries.columns import OFFICIALS
from data.registries.faults import Fault, Problem
from data.registries.tables import Table
from data.registry import Official, Tenure

if TYPE_CHECKING:
    import pandas as pd

GENDERS = ("", "男", "女")


def read_officials(table: Table) -> tuple[dict[str, Official], list[Fault]]:
    """The officials of `table` by person_id, in the order of the file, and the table's faults."""
    checks = Checks(table)
    checks.filled("person_id")
    checks.filled("name")
    checks.days("valid_from", fatal=True)
    checks.days("valid_to", fatal=True)
    checks.order("valid_from", "valid_to", fatal=True)
    repeated = checks.frame[checks.frame["person_id"].duplicated(keep=False)]
    again = repeated.duplicated(subset=list(OFFICIALS.columns), keep="first").reindex(
        checks.frame.index, fill_value=False
    )
    checks.tell(again, "person_id", Problem("the row stands twice", "the second one is left out; remove it", True))
    _same_person(checks)
    for column in ("org", "position"):
        checks.tell(checks.frame[column] == "", column, Problem("is empty", "kept without it; fill it in"))
    unknown = ~checks.frame["gender"].isin(GENDERS)
    checks.tell(unknown, "gender", Problem("is not 男 or 女", "read as not told; correct it"))
    checks.phones("phone")
    _shared_phones(checks)
    _overlaps(checks)
    return _build(checks), checks.faults


def _same_person(checks: Checks) -> None:
    """Rows of one id that have another name than its first row are left out: whose post it is can't be told."""
    frame = checks.frame
    first = frame.groupby("person_id", sort=False)["name"].transform("first")
    pairs = frame["name"] + "\n" + first
    differs = frame["name"] != first
    if differs.any():
        same = {pair for pair in pairs[differs].unique() if len({key(name) for name in pair.split("\n")}) == 1}
        way_out = "the row is left out; give the other person an id of their own, or note a former name under aliases"
        problem = Problem("has another name in an earlier row of the same id", way_out, fatal=True)
        checks.tell(differs & ~pairs.isin(same), "person_id", problem)
    _same_cells(checks, "phone", "all of them are kept; correct the wrong one")
    _same_cells(checks, "gender", "the first one counts; correct it")


def _same_cells(checks: Checks, column: str, way_out: str) -> None:
    """Tells rows of one id whose `column` is another than in the id's first row that has one."""
    told = checks.frame[checks.frame[column] != ""]
    first = told.groupby("person_id", sort=False)[column].transform("first")
    mask = (told[column] != first).reindex(checks.frame.index, fill_value=False)
    checks.tell(mask, "person_id", Problem(f"has another {column} in an earlier row of the same id", way_out))


def _shared_phones(checks: Checks) -> None:
    """A number that stands for two people identifies neither."""
    told = checks.frame[checks.frame["phone"] != ""]
    shared = told.drop_duplicates(["phone", "person_id"])["phone"].duplicated(keep="first")
    mask = shared.reindex(checks.frame.index, fill_value=False)
    way_out = "both keep it; correct it if it is not a shared line"
    checks.tell(mask, "person_id", Problem("has the phone of another person_id", way_out))


def _overlaps(checks: Checks) -> None:
    """Two people in one post of one organisation at a time, where the post is one person's.

    The day on which one leaves and the other comes may be the same. Groups with a clash are gone through one by one.
    """
    import pandas as pd

    frame = checks.frame
    exclusive = frame[(frame["org"] != "") & frame["position"].map(_exclusive_of(frame["position"]))]
    if exclusive.empty:
        return
    spans = exclusive[["line", "person_id", "valid_from"]].assign(
        post=pd.factorize(exclusive["org"] + "\n" + exclusive["position"])[0],
        start=_ordinals(checks.dates["valid_from"].loc[exclusive.index], date.min),
        end=_ordinals(checks.dates["valid_to"].loc[exclusive.index], date.max),
    )
    spans = spans.sort_values(["post", "start", "line"], kind="stable")
    before = spans["end"].groupby(spans["post"]).cummax().groupby(spans["post"]).shift()
    clashing = spans[(spans["start"] < before).groupby(spans["post"]).transform("any")]
    for _, group in clashing.groupby("post", sort=False):
        _overlaps_of_post(checks, group)


def _ordinals(days: pd.Series, open_end: date) -> list[int]:
    return [(day or open_end).toordinal() for day in days.to_numpy(dtype=object)]


def _overlaps_of_post(checks: Checks, group: pd.DataFrame) -> None:
    columns = ("line", "person_id", "valid_from", "start", "end")
    holder = (0, "", 0)
    for line, person_id, shown, start, end in zip(*(group[name] for name in columns), strict=True):
        if start < holder[2]:
            whose = "the person's own post" if person_id == holder[1] else "the post of another holder"
            what = f"overlaps {whose} in line {holder[0]}, and it is a post of one person"
            problem = Problem(what, "both are kept; correct valid_from or valid_to")
            checks.tell_one(int(line), "valid_from", shown, problem)
        if end > holder[2]:
            holder = (int(line), person_id, end)


def _exclusive_of(positions: pd.Series) -> Mapping[str, bool]:
    one_holder = _one_holder()
    return {position: one_holder(position) for position in positions.unique()}


@lru_cache(maxsize=1)
def _one_holder() -> Callable[[str], bool]:
    """Says of a position whether one person holds it at a time."""
    posts = [
        (row["ending"], re.compile(rf".*{alternatives(tuple(row['except'].split()))}{re.escape(row['ending'])}"))
        for row in rows("registry_posts")
    ]

    def one_holder(position: str) -> bool:
        return any(position.endswith(ending) and not several.fullmatch(position) for ending, several in posts)

    return one_holder


def _build(checks: Checks) -> dict[str, Official]:
    """One official an id; the rows after an id's first are gathered and merged at the end, for few ids have any."""
    frame = checks.frame
    names = ("person_id", "name", "gender", "aliases", "phone", "org", "position", "field")
    columns = [frame[name].to_numpy(dtype=object) for name in names]
    days = [checks.dates[name].to_numpy(dtype=object) for name in ("valid_from", "valid_to")]
    people: dict[str, Official] = {}
    later: dict[str, list[Official]] = {}
    for person_id, name, gender, aliases, phone, org, position, field, start, end in zip(*columns, *days, strict=True):
        official = Official(
            person_id=person_id,
            name=name,
            aliases=items_of(aliases) if aliases else (),
            gender=gender if gender in GENDERS else "",
            phones=phones_of(phone) if phone else (),
            tenures=(Tenure(org, position, field, start, end),),
        )
        if people.setdefault(person_id, official) is not official:
            later.setdefault(person_id, []).append(official)
    for person_id, rows_ in later.items():
        people[person_id] = _merged([people[person_id], *rows_])
    return people


def _merged(rows_: Sequence[Official]) -> Official:
    """One person of all their rows: the first name and gender told, every alias and phone, posts by time."""
    first = rows_[0]
    tenures = [tenure for row in rows_ for tenure in row.tenures]
    return replace(
        first,
        aliases=tuple(dict.fromkeys(alias for row in rows_ for alias in row.aliases)),
        gender=next((row.gender for row in rows_ if row.gender), ""),
        phones=tuple(dict.fromkeys(phone for row in rows_ for phone in row.phones)),
        tenures=tuple(sorted(tenures, key=lambda t: (t.valid_from or date.min, t.valid_to or date.max))),
    )
