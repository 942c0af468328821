"""The officials registry: several rows of one person_id are one person's posts over time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from data.lexicon import alternatives, rows
from data.normalize import key
from data.registries.cells import items_of, phones_of
from data.registries.checks import Checks
from data.registries.columns import OFFICIALS
from data.registries.faults import Fault
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
    backwards = "lies before valid_from"
    checks.order("valid_from", "valid_to", backwards, "the row is left out; correct the dates", fatal=True)
    _same_rows(checks)
    _same_person(checks)
    for column in ("org", "position"):
        checks.tell(checks.frame[column] == "", column, "is empty", "kept without it; fill it in")
    checks.tell(~checks.frame["gender"].isin(GENDERS), "gender", "is not 男 or 女", "read as not told; correct it")
    checks.phones("phone")
    _shared_phones(checks)
    _overlaps(checks)
    return _build(checks), checks.faults


def _same_rows(checks: Checks) -> None:
    again = checks.frame.duplicated(subset=list(OFFICIALS.columns), keep="first")
    checks.tell(again, "person_id", "the row stands twice", "the second one is left out; remove it", fatal=True)


def _same_person(checks: Checks) -> None:
    """Rows of one id that have another name than its first row are left out: whose post it is can't be told."""
    frame = checks.frame
    first = frame.groupby("person_id", sort=False)["name"].transform("first")
    differs = frame["name"] != first
    if differs.any():
        same = [key(a) == key(b) for a, b in zip(frame["name"][differs], first[differs], strict=True)]
        differs[differs] = [not equal for equal in same]
        way_out = "the row is left out; give the other person an id of their own, or note a former name under aliases"
        problem = "has another name in an earlier row of the same id"
        checks.tell(differs, "person_id", problem, way_out, fatal=True)
    frame = checks.frame
    for column, way_out in (
        ("phone", "all of them are kept; correct the wrong one"),
        ("gender", "the first one counts; correct it"),
    ):
        told = frame[frame[column] != ""]
        first = told.groupby("person_id", sort=False)[column].transform("first")
        mask = (told[column] != first).reindex(frame.index, fill_value=False)
        checks.tell(mask, "person_id", f"has another {column} in an earlier row of the same id", way_out)


def _shared_phones(checks: Checks) -> None:
    """A number that stands for two people identifies neither."""
    told = checks.frame[checks.frame["phone"] != ""]
    pairs = told.drop_duplicates(["phone", "person_id"])
    shared = pairs["phone"].duplicated(keep="first")
    mask = shared.reindex(checks.frame.index, fill_value=False)
    way_out = "both keep it; correct it if it is not a shared line"
    checks.tell(mask, "person_id", "has the phone of another person_id", way_out)


def _overlaps(checks: Checks) -> None:
    """Two people in one post of one organisation at a time, where the post is one person's; a day's overlap passes."""
    import pandas as pd

    frame = checks.frame
    exclusive = frame[(frame["org"] != "") & frame["position"].map(_exclusive_of(frame["position"]))]
    if exclusive.empty:
        return
    spans = exclusive[["line", "person_id", "org", "position"]].assign(
        start=pd.to_datetime(checks.dates["valid_from"].reindex(exclusive.index)).fillna(pd.Timestamp("1900-01-01")),
        end=pd.to_datetime(checks.dates["valid_to"].reindex(exclusive.index)).fillna(pd.Timestamp("2200-01-01")),
    )
    spans = spans.sort_values(["org", "position", "start", "line"], kind="stable")
    groups = spans.groupby(["org", "position"], sort=False)
    latest = groups["end"].cummax()
    before = latest.groupby([spans["org"], spans["position"]], sort=False).shift()
    holder = groups["person_id"].shift()
    holder_line = groups["line"].shift()
    clash = spans[(spans["start"] < before)]
    for at in clash.index:
        if holder[at] == clash["person_id"][at]:
            problem = f"the person's own post of line {int(holder_line[at])} overlaps this one"
        else:
            problem = f"the post has another holder at the same time, line {int(holder_line[at])}"
        way_out = "both are kept; correct valid_from or valid_to"
        checks.faults.append(
            Fault(
                checks.file, int(clash["line"][at]), "valid_from", str(frame["valid_from"][at]), problem, way_out, False
            )
        )


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
    """One official an id. Words that repeat (organisations, posts, days) are shared, which halves the memory."""
    frame = checks.frame
    shared: dict[str, str] = {}
    people: dict[str, tuple[str, str, list[Tenure], list[str], list[str]]] = {}
    columns = [frame[name] for name in ("person_id", "name", "gender", "aliases", "phone", "org", "position", "field")]
    days = [checks.dates[name] for name in ("valid_from", "valid_to")]
    for row in zip(*columns, *days, strict=True):
        person_id, name, gender, aliases, phone, org, position, field, start, end = row
        tenure = Tenure(
            shared.setdefault(org, org),
            shared.setdefault(position, position),
            shared.setdefault(field, field),
            start,
            end,
        )
        known = people.get(person_id)
        if known is None:
            gender = shared.setdefault(gender, gender) if gender in GENDERS else ""
            people[person_id] = (name, gender, [tenure], [aliases] if aliases else [], [phone] if phone else [])
        else:
            known[2].append(tenure)
            if aliases and aliases not in known[3]:
                known[3].append(aliases)
            if phone and phone not in known[4]:
                known[4].append(phone)
    return {
        person_id: Official(
            person_id=person_id,
            name=name,
            aliases=items_of(";".join(aliases)),
            gender=gender,
            phones=phones_of(";".join(phones)),
            tenures=tuple(sorted(tenures, key=_by_start)) if len(tenures) > 1 else tuple(tenures),
        )
        for person_id, (name, gender, tenures, aliases, phones) in people.items()
    }


def _by_start(tenure: Tenure) -> tuple[date, date]:
    return tenure.valid_from or date.min, tenure.valid_to or date.max
