"""From rulebook files to a checked Rulebook."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from data.errors import RulebookError
from data.rulebook.book import SEVERITIES, Rulebook
from data.rulebook.layers import Merged, digest, layers_of, merge, parse
from data.rulebook.schema import Conditions, Rules, Sourced
from data.types import Category, Channel, Lawful, Situation
from data.workdays import load_calendar

COMMON = "common"
PROFILES = ("court", "procuratorate", "police", "committee")
ITEMS = ("name", "org", "position", "occurred_on", "place", "channel", "content", "case", "relation", "handling")


def load_rulebook(profile: str, folder: Path | None = None) -> Rulebook:
    """The rulebook of `profile` (court, procuratorate, police, committee, or common for an organ of neither kind).

    `folder` holds a site's own common.toml, PROFILE.toml and calendar.toml; each lays over the shipped file of its
    name. Raises RulebookError naming file, table and key for anything that breaks the schema or contradicts itself.
    """
    if profile not in (COMMON, *PROFILES):
        raise RulebookError(f"profile {profile!r} is unknown; choose one of {', '.join((*PROFILES, COMMON))}")
    names = [COMMON] if profile == COMMON else [COMMON, profile]
    layers = layers_of(names, folder)
    merged = merge(layers)
    rules = _validated(merged)
    _check_codes(rules, merged)
    _check_references(rules, merged)
    calendar = load_calendar(folder)
    version = "+".join(merged.versions) + f"+calendar-{calendar.version}"
    return Rulebook(profile, rules, calendar, version, digest([*layers, *calendar.layers]))


def profile_for(unit: str, folder: Path | None = None) -> str:
    """The profile of a unit by the words in its name, `common` when none is told; the word that stands last decides.

    安澜市中级人民法院 -> court, 中共安澜市委政法委 -> committee.
    """
    best = (-1, 0, COMMON)
    for profile, words in _unit_words(folder).items():
        for word in words:
            at = unit.rfind(word)
            if at >= 0:
                best = max(best, (at + len(word), len(word), profile))
    return best[2]


@lru_cache(maxsize=4)
def _unit_words(folder: Path | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for profile in PROFILES:
        for layer in layers_of([profile], folder):
            words = parse(layer).get("units", {}).get("words")
            if words:
                found[profile] = tuple(words)
    return found


def _validated(merged: Merged) -> Rules:
    try:
        return Rules.model_validate(merged.tables)
    except ValidationError as errors:
        problems = [_problem(merged, error) for error in errors.errors(include_url=False, include_input=False)]
        raise RulebookError("\n".join(problems)) from None


def _problem(merged: Merged, error: Any) -> str:
    place = tuple(str(part) for part in error["loc"] if not isinstance(part, int))
    table = ".".join(place[:-1]) if len(place) > 1 else place[0]
    key = place[-1] if len(place) > 1 else ""
    what = "is no key of this table" if error["type"] == "extra_forbidden" else error["msg"]
    return f"{merged.file_of(place)}: [{table}] {key}: {what}; correct it".replace("] : ", "]: ")


def _check_codes(rules: Rules, merged: Merged) -> None:
    """The tables whose ids are the codes of data.types have exactly these."""
    expected: dict[str, tuple[str, ...]] = {
        "categories": tuple(Category),
        "situations": tuple(Situation),
        "lawful": tuple(Lawful),
        "channels": tuple(Channel),
        "items": ITEMS,
        "severities": SEVERITIES,
    }
    for table, codes in expected.items():
        ids = set(getattr(rules, table))
        if ids != set(codes):
            wrong = sorted(ids ^ set(codes))
            raise RulebookError(
                f"{merged.file_of((table,))}: [{table}] {', '.join(wrong)}: not all of the codes, or one too many; "
                f"they are {', '.join(codes)}"
            )
    froms = [rules.severities[code].from_ for code in SEVERITIES]
    if froms[0] != 0 or froms != sorted(set(froms)):
        raise RulebookError(f"{merged.file_of(('severities',))}: [severities] from: must begin at 0 and rise strictly")


def _check_references(rules: Rules, merged: Merged) -> None:
    """Every id that an entry names is there."""

    def check(place: tuple[str, ...], ids: tuple[str, ...], table: str) -> None:
        for id_ in ids:
            if id_ not in getattr(rules, table):
                raise RulebookError(
                    f"{merged.file_of(place)}: [{'.'.join(place[:-1])}] {place[-1]}: {id_!r} is no id of [{table}]"
                )

    for table in Rules.model_fields:
        entries = getattr(rules, table)
        for id_, entry in entries.items() if isinstance(entries, dict) else [("", entries)]:
            place = (table, id_) if id_ else (table,)
            if isinstance(entry, Sourced):
                check((*place, "source"), tuple(item.split(" ")[0] for item in entry.source), "provisions")
            if isinstance(entry, Conditions):
                check((*place, "situations"), entry.situations, "situations")
                check((*place, "objects"), entry.objects, "objects")
            for key, target in (
                ("object", "objects"),
                ("field_object", "objects"),
                ("org_object", "objects"),
                ("to", "routes"),
            ):
                value = getattr(entry, key, None)
                if value:
                    check((*place, key), value if isinstance(value, tuple) else (value,), target)
    for table in ("reporting", "deadlines", "classing"):
        if not any(_always(entry) for entry in getattr(rules, table).values()):
            raise RulebookError(
                f"{merged.file_of((table,))}: [{table}]: no entry applies without conditions; add one that does"
            )


def _always(entry: Any) -> bool:
    conditions = ("situations", "objects", "severity_from", "flags", "field_object", "org_object", "words")
    return not any(getattr(entry, name, None) for name in conditions)
