"""Checks that all registries share. Vectorised: Python looks at single rows only where a check has flagged them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from data.normalize import key
from data.registries.cells import PHONE, day_of, items_of, masked_phone
from data.registries.faults import Fault
from data.registries.tables import Table
from data.registry import Official

if TYPE_CHECKING:
    import pandas as pd

LIST_OF_PHONES = rf"\s*(?:{PHONE})\s*(?:[;；、]\s*(?:{PHONE})\s*)*"


class Checks:
    """The faults of one registry and the rows that stay.

    Masks are pandas boolean series over `frame`. A fatal fault takes its rows out of `kept`; every later check sees
    only what is still in, so that one row is not told off twice for one mistake.
    """

    def __init__(self, table: Table) -> None:
        self.file = table.file
        self.frame = table.frame
        self.faults: list[Fault] = list(table.faults)
        self.dates: dict[str, pd.Series] = {}

    def tell(
        self, mask: pd.Series, column: str, problem: str, way_out: str, *, fatal: bool = False, show: bool = True
    ) -> None:
        """Records the fault for each row of `mask`; `show` False keeps the cell out of the report."""
        flagged = self.frame[mask]
        if flagged.empty:
            return
        for line, value in zip(
            flagged["line"], flagged[column] if show else flagged["line"].astype("str"), strict=True
        ):
            told = str(value) if show else ""
            self.faults.append(Fault(self.file, int(line), column, told, problem, way_out, fatal))
        if fatal:
            self.leave_out(mask)

    def leave_out(self, mask: pd.Series) -> None:
        """Takes the rows of `mask` out."""
        self.frame = self.frame[~mask]
        self.dates = {column: days[~mask] for column, days in self.dates.items()}

    def filled(self, column: str, *, show: bool = False) -> None:
        """Rows with an empty `column` are left out."""
        self.tell(
            self.frame[column] == "", column, "is empty", "the row is left out; fill it in", fatal=True, show=show
        )

    def unique(self, column: str) -> None:
        """Rows that repeat the value of `column` are left out, the first one stays."""
        self._repeated(self.frame[column], column)

    def unique_by(self, column: str, keys: pd.Series) -> None:
        """As `unique`, by `keys` instead of the cells."""
        self._repeated(keys, column)

    def _repeated(self, keys: pd.Series, column: str) -> None:
        again = keys.duplicated(keep="first")
        if not again.any():
            return
        met = ~again & keys.isin(keys[again])
        first = dict(zip(keys[met], self.frame["line"][met], strict=True))
        for key, line, value in zip(keys[again], self.frame["line"][again], self.frame[column][again], strict=True):
            problem, way_out = (
                f"stands already in line {first[key]}",
                "the first row counts; remove this one or give it a number",
            )
            self.faults.append(Fault(self.file, int(line), column, str(value), problem, way_out, True))
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
        self.dates[column] = self.frame[column].map(values).astype("object").where(lambda days: days.notna(), None)
        way_out = "the row is left out; correct it" if fatal else "read as not told; correct it"
        for cell, problem in problems.items():
            self.tell(self.frame[column] == cell, column, problem, way_out, fatal=fatal)

    def order(self, earlier: str, later: str, problem: str, way_out: str, *, fatal: bool) -> None:
        """Tells the rows whose day `earlier` comes after their day `later`."""
        import pandas as pd

        first, last = (pd.to_datetime(self.dates[column]) for column in (earlier, later))
        self.tell(first > last, later, problem, way_out, fatal=fatal)

    def phones(self, column: str) -> None:
        """Tells cells that hold something else than phone numbers; only the last four digits are shown."""
        cells = self.frame[column]
        bad = (cells != "") & ~cells.str.fullmatch(LIST_OF_PHONES)
        for line, cell in zip(self.frame["line"][bad], cells[bad], strict=True):
            way_out = "what is no phone is not read; write the digits, ; between numbers"
            told = masked_phone(cell)
            self.faults.append(Fault(self.file, int(line), column, told, "is no phone number", way_out, False))

    def known(self, column: str, ids: pd.Index, where: str) -> None:
        """Tells ids that no row of `where` has, and empties them."""
        cells = self.frame[column]
        unknown = (cells != "") & ~cells.isin(ids)
        self.tell(unknown, column, f"is not in {where}", "read as not told; correct the id or add the row")
        if unknown.any():
            self.frame = self.frame.assign(**{column: cells.mask(unknown, "")})

    def known_items(self, column: str, ids: pd.Index, where: str) -> None:
        """As `known`, for cells that list ids; the others of the list stay."""
        cells = self.frame[column]
        singles = cells.str.split(r"[;；、]", regex=True).explode().str.strip()
        unknown = singles[(singles != "") & ~singles.isin(ids)]
        lines = self.frame["line"]
        for at, item in unknown.items():
            way_out = "the id is left out; correct it or add the row"
            self.faults.append(
                Fault(self.file, int(lines[at]), column, str(item), f"is not in {where}", way_out, False)
            )
        if not unknown.empty:
            gone = set(unknown)
            changed = cells.copy()
            for at in unknown.index.unique():
                changed[at] = ";".join(item for item in items_of(cells[at]) if item not in gone)
            self.frame = self.frame.assign(**{column: changed})

    def named(self, column: str, id_column: str, officials: Mapping[str, Official]) -> None:
        """Tells rows whose name is neither name nor alias of the official that `id_column` has; names are not shown."""
        cells, ids = self.frame[column], self.frame[id_column]
        both = (cells != "") & (ids != "")
        for line, name, id_ in zip(self.frame["line"][both], cells[both], ids[both], strict=True):
            official = officials[id_]
            if key(name) not in {key(official.name), *map(key, official.aliases)}:
                problem = f"is not the name of {id_column} {id_} in the officials registry"
                way_out = "the id counts; correct the name or the id"
                self.faults.append(Fault(self.file, int(line), column, "", problem, way_out, False))
