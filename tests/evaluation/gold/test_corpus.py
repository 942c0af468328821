"""The training corpus: every paper keeps to the guidelines, and the cities together cover what they tell of."""

from collections import Counter
from pathlib import Path

import pytest

from data.types import Channel, Kind, Lawful, Situation, Status, VerdictKind
from evaluation.gold.known import known_in
from evaluation.gold.validation import check_path
from evaluation.marked import read_sources

CORPUS = Path(__file__).parents[3] / "data" / "corpus"
CITIES = sorted(folder for folder in CORPUS.iterdir() if (folder / "src").is_dir())


@pytest.fixture(scope="module")
def events():
    known = {city: known_in(city / "world")[0] for city in CITIES}
    documents = [one for city in CITIES for one in read_sources(city / "src", known[city]).documents]
    return [(document.head["kind"], event) for document in documents for event in document.events]


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_no_paper_breaks_the_guidelines(city):
    known, _ = known_in(city / "world")
    assert [str(fault) for fault in check_path(city / "src", known).errors] == []


def test_every_code_occurs(events):
    counts = Counter(code for _, event in events for code in event["situations"])
    counts.update(event["lawful"] for _, event in events if event["lawful"])
    counts.update(event["status"] for _, event in events)
    counts.update(event["channel"] for _, event in events)
    counts.update(event["verdict"].partition(":")[0] for _, event in events)
    counts.update(kind for kind, _ in events)
    codes = [*Situation, *Lawful, *Status, *Channel, *VerdictKind, *Kind]
    assert [code.value for code in codes if counts[code.value] < 5] == []
