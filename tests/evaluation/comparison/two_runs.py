"""Small runs over the same gold, written by hand: one paper each, one unfiled event in it."""

from evaluation.measures import Bootstrap
from evaluation.scorer import score
from tests.evaluation.rows import WANG, event, row

ONCE = Bootstrap(resamples=1)
RIGHT = event()
WRONG_CASE = event(case_no="（2024）川97刑终99号")
WRONG_DAY = event(date="2024-03-06")


def papers(*events_of):
    """One paper for every list of events: d00, d01, ..."""
    return [row(WANG, *events, doc_id=f"d{number:02d}") for number, events in enumerate(events_of)]


def run(gold, predicted):
    """The scores of a list of events a paper against another."""
    return score(papers(*gold), papers(*predicted), ONCE)


def pairs(gold, first, second):
    """The documents of two runs, one to one."""
    one, other = run(gold, first), run(gold, second)
    return list(zip(one.documents, other.documents, strict=True))
