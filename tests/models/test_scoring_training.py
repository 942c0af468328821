"""Learning the scores of events: what the fit must come to, and what the file holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,import-not-found,unused-ignore]

from evaluation.annotation import read_annotations
from extractors.assembly import Candidate
from extractors.forms import Form
from extractors.scoring import Costs, Scorer, load_scorer
from models.scoring_training import COSTS, FitSettings, Judged, fit, marked, table
from tests.events import EVENT

SETTINGS = FitSettings(least=3, pull=1.0)


def _examples(count: int, seed: int = 0) -> list[Judged]:
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        act, named = float(draw.uniform(-3, 3)), bool(draw.random() < 0.5)
        features = {"act": act} | ({"named": 1.0} if named else {}) | {"always": 1.0}
        right = bool(draw.random() < 1 / (1 + np.exp(-(0.8 * act + named - 0.5))))
        found.append(Judged(Candidate(EVENT, features), right, Form.OFFICE))
    return found


def test_the_fit_is_that_of_another_library() -> None:
    examples = _examples(400)
    names = ["act", "named"]
    columns = [[one.candidate.features.get(name, 0.0) for name in names] for one in examples]
    other = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(columns, [one.right for one in examples])
    mine = fit(examples, SETTINGS)
    assert [mine.weights[name] for name in names] == pytest.approx(other.coef_[0], abs=2e-3)
    assert mine.base == pytest.approx(other.intercept_[0], abs=2e-3)


def test_scores_are_right_on_the_whole() -> None:
    examples = _examples(400)
    mine = fit(examples, SETTINGS)
    mean = sum(mine.score(one.candidate.features) for one in examples) / len(examples)
    assert mean == pytest.approx(sum(one.right for one in examples) / len(examples), abs=1e-3)


def test_what_is_always_so_or_hardly_ever_is_not_weighed() -> None:
    examples = _examples(40)
    rare = replace(examples[0].candidate, features={**examples[0].candidate.features, "once": 1.0})
    mine = fit([replace(examples[0], candidate=rare), *examples[1:]], SETTINGS)
    assert set(mine.weights) == {"act", "named"}


def test_few_papers_move_weights_little() -> None:
    start = Scorer(0.3, {"act": 2.0, "elsewhere": 1.5}, COSTS, 0.3)
    near = fit(_examples(60), replace(SETTINGS, pull=1e6), start)
    far = fit(_examples(4000), SETTINGS, start)
    assert near.weights == pytest.approx({"act": 2.0, "elsewhere": 1.5, "named": 0.0}, abs=0.01)
    assert far.weights["act"] == pytest.approx(0.8, abs=0.15)
    assert far.weights["elsewhere"] == 1.5


def test_the_file_reads_as_it_was_written(tmp_path: Path) -> None:
    mine = replace(fit(_examples(100), SETTINGS), costs=Costs(3.0, 2.0, 50.0), aside=0.25)
    (tmp_path / "scoring.toml").write_text(table(mine, SETTINGS, "100 candidates"), "utf-8")
    again = load_scorer(tmp_path / "scoring.toml")
    assert replace(again, digest="") == mine
    assert table(again, SETTINGS, "100 candidates") == (tmp_path / "scoring.toml").read_text("utf-8")


def _row(events: list[dict[str, object]]) -> dict[str, object]:
    text = "任玉兰问过案子，又请人吃饭"
    spans = {"p1": (0, 3), "x1": (3, 5), "x2": (8, 12)}
    types = {"p": "PER", "x": "TRIGGER"}
    mentions = [
        {"id": key, "start": a, "end": b, "type": types[key[0]], "text": text[a:b], "registry_id": None}
        for key, (a, b) in spans.items()
    ]
    common = {"intervener": "p1", "recipient": None, "case": None, "case_no": None, "time": None, "date": None}
    rest = {"channel": "face", "on_behalf_of": None, "via": None, "situations": ["plead"]}
    whole = [{**common, **rest, **event} for event in events]
    return {"doc_id": "d", "kind": "work_note", "text": text, "mentions": mentions, "events": whole}


def _event(number: int, status: str, lawful: str | None, verdict: str) -> dict[str, object]:
    return {"id": f"e{number}", "triggers": [f"x{number}"], "status": status, "lawful": lawful, "verdict": verdict}


MARKED = [
    ([_event(1, "asserted", None, "unfiled")], [True, False]),
    ([_event(1, "asserted", None, "filed:F0001"), _event(2, "negated", None, "not_event")], [True, False]),
    ([_event(1, "asserted", "litigant", "lawful"), _event(2, "asserted", None, "unfiled")], [False, True]),
    ([], [False, False]),
]


@pytest.mark.parametrize(("gold", "right"), MARKED)
def test_right_is_what_pairs_with_something_asserted_and_unlawful(
    gold: list[dict[str, object]], right: list[bool]
) -> None:
    read = _row([_event(number, "asserted", None, "unfiled") for number in (1, 2)])
    wanted = read_annotations([json.loads(json.dumps(_row(gold)))], "gold")["d"]
    assert marked(wanted, read_annotations([read], "prediction")["d"]) == right
