"""Which files a new version of the registries re-opens, and by which entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from data.codec import from_text, to_text
from data.registry import Registries
from data.types import Document
from extractors.names import names_of
from extractors.vocabulary import Told, VocabularyChange
from matching.changes import Change, Changes, How, RegistryEntry, changes_between
from matching.concerns import Concerns
from store.repository import Store
from store.rows import Run

MOST = 500
"""Entries that may differ for papers to be looked at one by one; beyond that each is read again."""
WHOLE = "registries"
"""Stands for all entries, where no single one can be named."""


class Known(StrEnum):
    """What the last run found in a file: any event, or none. None has no people, cases or filed records to settle."""

    EVENTS = "events"
    QUIET = "quiet"


class Sieve:
    """Tells of a paper which changes of the registries may change what is found in it. Built once a process."""

    def __init__(self, changes: Changes) -> None:
        self._entries = changes.entries
        self._many = len(changes.entries) > MOST
        if self._many:
            return
        self._vocabulary = VocabularyChange(changes.before, changes.after)
        sides = (names_of(changes.before), names_of(changes.after))
        self._holders = _holders(changes)
        parties: defaultdict[str, set[str]] = defaultdict(set)
        for names in sides:
            for party, numbers in names.cases_of_party.items():
                for number in numbers:
                    parties[number].add(party)
        self._concerns = Concerns(changes, parties)

    def reasons(self, document: Document, known: Known) -> tuple[Change, ...]:
        """The entries for which the paper is to be read again, in order; none when it would come to the same."""
        if self._many:
            return (Change(WHOLE, "", How.CHANGED),)
        found = set(self._named(self._vocabulary.told_in(document)))
        if known is Known.EVENTS:
            found.update(self._concerns.touching(document))
        return tuple(sorted(found))

    def _named(self, told: Told) -> Iterable[Change]:
        """The changes that brought or took what the paper holds; all of them where no single one did."""
        if not told:
            return ()
        keys = {*told.words, *told.cases, *([told.owner] if told.owner else [])}
        found = {change for key in keys for change in self._holders.get(key, ())}
        if told.days or told.everything or not found:
            dated = [change for change in self._entries if change.kind in ("cases", "filed")]
            found.update(dated if told.days and dated else self._entries)
        return found


def _holders(changes: Changes) -> Mapping[str, set[Change]]:
    """Word, number or id -> the changed entries that have it."""
    found: defaultdict[str, set[Change]] = defaultdict(set)
    for change in changes.entries:
        for entry in changes.versions_of(change):
            names = names_of(_alone(change, entry))
            literal = names.people | names.given | names.parties | names.organisations | names.firms
            for word in (*literal, *names.places, *names.serials, *names.causes, *names.cases_of_party, *names.pending):
                found[word].add(change)
            for word in (*names.surnames, change.entry_id):
                found[word].add(change)
    return found


def _alone(change: Change, entry: RegistryEntry) -> Registries:
    return Registries(**{change.kind: {change.entry_id: entry}})  # type: ignore[arg-type]


def changes_since(store: Store, run: Run, after: Registries) -> Changes | None:
    """The changes of the registries since the last finished run of the inbox; None before it and without any."""
    before = store.registries_before(run)
    if before is None or before == after.sha256:
        return None
    return changes_between(store.entries_before(run), after)


def to_column(reasons: Iterable[Change]) -> str:
    """The reasons as the store keeps them: `[[kind, id, how], ...]`."""
    return to_text([[change.kind, change.entry_id, change.how.value] for change in reasons])


def in_words(column: str) -> str:
    """The reasons as operators read them; empty without any."""
    told = [" ".join(filter(None, row)) for row in from_text(column)] if column else []
    return f"read again for: {', '.join(told)}" if told else ""


def by_entry(columns: Iterable[str]) -> dict[str, int]:
    """The number of files that each entry re-opened, by entry in order; `columns` as `to_column` has them."""
    found: Counter[str] = Counter()
    for column in columns:
        found.update(" ".join(filter(None, row)) for row in (from_text(column) if column else ()))
    return dict(sorted(found.items()))
