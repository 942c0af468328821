"""A case number taken apart, and the values of the words it is written with."""

from __future__ import annotations

from dataclasses import dataclass

COURT = "court"
ZERO_ONE = str.maketrans("OoIl|", "00111")
CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"0": 0, "两": 2}
DIGITS_OF_CHINESE = str.maketrans("零一二三四五六七八九", "0123456789")
UNITS = {"十": 10, "百": 100}
CENTURY = 2000


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The parts of a case number. None and empty mean not told; `head` is the court's code or the place's short name.

    `organ` is court, procuratorate, police, supervision, arbitration or review. `former` marks the shape before 2016
    （2015）泽刑初字第9号. `joint` is 字 where the organ prints it between type and year. `code` are digits before a
    type that may be the end of a court's code or a year (97刑终12号): `head` and `year` are not told then.
    """

    organ: str
    type: str
    number: int
    year: int | None = None
    head: str = ""
    sign: str = ""
    department: str = ""
    former: bool = False
    joint: str = ""
    code: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that tells this case from any other."""
        return self.year is not None and (bool(self.head) or self.former)

    @property
    def normal(self) -> str:
        """The number as registries print it, with what is known: （2024）川97刑终12号, 安检刑诉〔2024〕27号."""
        if self.organ == COURT:
            year = f"（{self.year}）" if self.year else ""
            former = "字第" if self.former else ""
            return f"{year}{self.head or self.code}{self.type}{former}{self.number}号"
        year = f"〔{self.year}〕" if self.year else ""
        return f"{self.head}{self.sign}{self.department}{self.type}{self.joint}{year}{self.number}号"

    def may_be(self, other: CaseNumber) -> bool:
        """Whether what is told here agrees with `other`, a complete number: not told never disagrees."""
        return (
            self.number == other.number
            and (not self.type or (self.organ == other.organ and self.type == other.type))
            and (self.year is None or self.year == other.year)
            and (not self.head or other.head.endswith(self.head))
            and (not self.department or not other.department or self.department == other.department)
            and (not self.code or other.head.endswith(self.code) or str(other.year).endswith(self.code))
        )


def value_of(written: str) -> int:
    """The value of a number as printed, letters for 0 and 1 and Chinese numerals included (十二, 二〇二四)."""
    plain = written.replace(" ", "").translate(ZERO_ONE)
    if plain.isdecimal():
        return int(plain)
    if not set(plain) & set(UNITS):
        return int("".join(str(CHINESE_DIGITS[sign]) for sign in plain))
    total, current = 0, 0
    for sign in plain:
        if sign in UNITS:
            total += (current or 1) * UNITS[sign]
            current = 0
        else:
            current = CHINESE_DIGITS[sign]
    return total + current


def year_of(written: str | None) -> int | None:
    """The year of 2024, 2O24, 二〇二四 or 24; None for None."""
    if written is None:
        return None
    year = value_of(written)
    return year if year >= 1000 else CENTURY + year
