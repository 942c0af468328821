"""Checks that all registries share. Vectorised: Python looks at single rows only where a check has flagged them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from data.normalize import key
from data.registries.cells import PHONE, day_of, items_of, masked_phone
from data.registries.faults import Fault, Problem
from data.registries.tables import Table
from data.registry import Official

if TYPE_CHECKING:
    import pandas as pd

LIST_OF_PHONES = rf"\s*(?:{PHONE})\s*(?:[;；、]\s*(?:{PHONE})\s*)*"
LIST_MARKS = r"[;；、]"
UNSHOWN = frozenset(
    {
        "name",
        "aliases",
        "lawyer_name",
        "official_name",
        "recorder",
        "intervener",
        "parties",
        "agents",
        "content",
    }
)
"""Columns that hold names or words of people: a fault names the place, never the cell."""


class Checks:
    """The faults of one registry and the rows that stay.

    Masks are pandas boolean series over `frame`. A fatal fault takes its rows out of `frame`; every later check sees
    only what is still in, so that one row is not told off twice for one mistake.
    """

    def __init__(self, table: Table) -> None:
        self.file = table.file
        self.frame = table.frame
        self.faults: list[Fault] = list(table.faults)
        self.dates: dict[str, pd.Series] = {}

    def tell(self, mask: pd.Series, column: str, problem: Problem) -> None:
        """Records the fault for each row of `mask`, and takes the rows out when it is fatal."""
        flagged = self.frame[mask]
        if flagged.empty:
            return
        for line, cell in zip(flagged["line"], flagged[column], strict=True):
            self.tell_one(int(line), column, str(cell), problem)
        if problem.fatal:
            self.leave_out(mask)

    def tell_one(self, line: int, column: str, cell: str, problem: Problem) -> None:
        """Records one fault; of a phone the last four digits are shown, of names nothing."""
        shown = "" if column in UNSHOWN else masked_phone(cell) if column == "phone" else cell
        self.faults.append(Fault(self.file, line, column, shown, problem.what, problem.way_out, problem.fatal))

    def leave_out(self, mask: pd.Series) -> None:
        """Takes the rows of `mask` out."""
        self.frame = self.frame[~mask]
        self.dates = {column: days[~mask] for column, days in self.dates.items()}

    def filled(self, column: str) -> None:
        """Rows with an empty `column` are left out."""
        empty = Problem("is empty", "the row is left out; fill it in", fatal=True)
        self.tell(self.frame[column] == "", column, empty)

    def unique(self, column: str, keys: pd.Series | None = None) -> None:
        """Rows that repeat the value of `column` (or of `keys`) are left out, the first one stays."""
        values = self.frame[column] if keys is None else keys
        again = values.duplicated(keep="first")
        if not again.any():
            return
        met = ~again & values.isin(values[again])
        first = dict(zip(values[met], self.frame["line"][met], strict=True))
        way_out = "the first row counts; remove this one or give it a number of its own"
        for same, line, cell in zip(values[again], self.frame["line"][again], self.frame[column][again], strict=True):
            problem = Problem(f"stands already in line {first[same]}", way_out, fatal=True)
            self.tell_one(int(line), column, cell, problem)
        self.leave_out(again)

    def days(self, column: str, *, fatal: bool) -> None:
        """Parses `column` into `dates[column]` (datetime.date or None); rows without a readable day are told."""
        values: dict[str, date | None] = {}
        problems: dict[str, str] = {}
        for cell in self.frame[column].unique():
            try:
                values[cell] = day_of(cell)
            except ValueError as error:
                problems[cell] = str(error)
                values[cell] = None
        days = self.frame[column].map(values).astype("object")
        self.dates[column] = days.where(days.notna(), None)
        way_out = "the row is left out; correct it" if fatal else "read as not told; correct it"
        for cell, what in problems.items():
            self.tell(self.frame[column] == cell, column, Problem(what, way_out, fatal))

    def order(self, earlier: str, later: str, *, fatal: bool) -> None:
        """Tells the rows whose day `earlier` comes after their day `later`."""
        import pandas as pd

        first, last = (pd.to_datetime(self.dates[column]) for column in (earlier, later))
        way_out = "the row is left out; correct the days" if fatal else "both days are kept; correct them"
        self.tell(first > last, later, Problem(f"lies before {earlier}", way_out, fatal))

    def phones(self, column: str) -> None:
        """Tells cells that hold something else than phone numbers."""
        cells = self.frame[column]
        bad = (cells != "") & ~cells.str.fullmatch(LIST_OF_PHONES)
        way_out = "what is no phone is not read; write the digits, ; between numbers"
        self.tell(bad, column, Problem("is no phone number", way_out))

    def known(self, column: str, ids: pd.Index, where: str) -> None:
        """Tells ids that no row of `where` has, and empties them."""
        cells = self.frame[column]
        unknown = (cells != "") & ~cells.isin(ids)
        way_out = "read as not told; correct the id or add the row"
        self.tell(unknown, column, Problem(f"is not in {where}", way_out))
        if unknown.any():
            self.frame = self.frame.assign(**{column: cells.mask(unknown, "")})

    def known_items(self, column: str, ids: pd.Index, where: str) -> None:
        """As `known`, for cells that list ids; the others of the list stay."""
        cells, lines = self.frame[column], self.frame["line"]
        singles: pd.Series = cells.str.split(LIST_MARKS, regex=True).explode().str.strip()
        unknown = singles[(singles != "") & ~singles.isin(ids)]
        if unknown.empty:
            return
        problem = Problem(f"is not in {where}", "the id is left out; correct it or add the row")
        for line, item in zip(lines.loc[unknown.index], unknown, strict=True):
            self.tell_one(int(line), column, str(item), problem)
        gone = frozenset(unknown)
        lists = cells[cells.index.isin(unknown.index)]
        kept = {cell: ";".join(item for item in items_of(cell) if item not in gone) for cell in lists.unique()}
        self.frame = self.frame.assign(**{column: cells.replace(kept)})

    def named(self, column: str, id_column: str, officials: Mapping[str, Official]) -> None:
        """Tells rows whose name is neither name nor alias of the official that `id_column` has."""
        cells, ids = self.frame[column], self.frame[id_column]
        both = (cells != "") & (ids != "")
        way_out = "the id counts; correct the name or the id"
        for line, name, id_ in zip(self.frame["line"][both], cells[both], ids[both], strict=True):
            official = officials[id_]
            if key(name) not in {key(official.name), *map(key, official.aliases)}:
                problem = Problem(f"is not the name of {id_column} {id_} in the officials registry", way_out)
                self.tell_one(int(line), column, name, problem)
