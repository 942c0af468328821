"""Which cities an area belongs to, as the registry itself shows it: by the posts of those who moved between the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.registry import Registries
from matching import orgs

CITY = "city"


class Areas:
    """The cities of areas. A registry of one city, or of none, tells nothing apart."""

    def __init__(self) -> None:
        self._cities: set[str] = set()
        self._moves: set[frozenset[str]] = set()
        self._of: Mapping[str, frozenset[str]] | None = None

    def add(self, units: Iterable[str]) -> set[str]:
        """Takes in the organisations of one person; gives their areas, "" among them for one without."""
        parsed = [orgs.parse(unit) for unit in units]
        areas = {name.area for name in parsed}
        self._cities.update(name.area for name in parsed if name.level == CITY)
        if len(areas) > 1:
            self._moves.add(frozenset(areas))
        return areas

    @property
    def by_area(self) -> Mapping[str, frozenset[str]]:
        """Area -> the city it is, and those that somebody has come from or gone to; areas of which the registry shows
        no city are left out. Empty when it knows fewer than two cities."""
        if self._of is None:
            found: dict[str, set[str]] = {city: {city} for city in self._cities if city}
            for moved in self._moves if len(found) > 1 else ():
                cities = moved & self._cities
                for area in moved - {""}:
                    found.setdefault(area, set()).update(cities)
            self._of = {area: frozenset(of) for area, of in found.items() if of} if len(found) > 1 else {}
        return self._of

    @property
    def names(self) -> frozenset[str]:
        """The cities that any post is in."""
        return frozenset(self._cities - {""})

    def cities_of(self, areas: Iterable[str]) -> frozenset[str]:
        """The cities of some areas together, none when that of one is not known."""
        found = [self.by_area.get(area, frozenset()) for area in areas]
        return frozenset().union(*found) if all(found) else frozenset()


def areas_of(registries: Registries) -> Areas:
    """The areas of the officials registry."""
    areas = Areas()
    for official in registries.officials.values():
        areas.add(post.org for post in official.tenures)
    return areas
