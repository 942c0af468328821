"""How likely an event is what it says, and whether that is enough to propose it.

The score is a logistic model over the features of `extractors.scoring_features`: the probability that a careful
inspector would mark the event too, as one that took place and that no lawful procedure covers. Weights and costs stand
in `data/lexicons/scoring.toml`; `models.scoring_training` learns the weights. How grave an event is, is not in it: the
rulebook alone says so.

Who proposes whatever is more likely than cost of a false proposal / (cost of a false proposal + cost of a miss) keeps
the expected cost least, if scores are probabilities (Elkan 2001, The foundations of cost-sensitive learning, IJCAI).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.errors import ConfigError
from data.types import Event, Status
from extractors.forms import Form
from extractors.scoring_features import surely

FILE = "scoring.toml"


@dataclass(frozen=True, slots=True)
class Costs:
    """What a missed event and a false proposal cost, in any one unit; `false_elsewhere` a false proposal from an
    instrument of a case or a paper without ties to the office."""

    miss: float
    false: float
    false_elsewhere: float

    def threshold(self, form: Form) -> float:
        """The score 0..1 from which an event of a paper of this form is worth proposing."""
        false = self.false if form is Form.OFFICE else self.false_elsewhere
        return false / (false + self.miss)


@dataclass(frozen=True, slots=True)
class Scorer:
    """`weights` by feature, `base` the log odds of an event without any; `aside` the probability of an act from which
    an event that is no claim (denied, supposed, lawful) is told; `digest` tells one file from another."""

    base: float
    weights: Mapping[str, float]
    costs: Costs
    aside: float
    digest: str = ""

    def score(self, features: Mapping[str, float]) -> float:
        """The probability 0..1 of an event with these features; unknown ones count nothing."""
        total = self.base + math.fsum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-total))

    def keeps(self, event: Event, features: Mapping[str, float], form: Form) -> bool:
        """Whether `event`, scored, is told. What is no claim against anybody needs an act of `aside` only."""
        if is_claim(event):
            return event.score >= self.costs.threshold(form)
        return features.get("act", 0.0) >= surely(self.aside)


def is_claim(event: Event) -> bool:
    """Whether `event` says that something happened which no lawful procedure covers."""
    return event.status is Status.ASSERTED and event.lawful is None


@lru_cache(maxsize=1)
def shipped_scorer() -> Scorer:
    """The scorer of `data/lexicons/scoring.toml`."""
    return load_scorer()


def load_scorer(path: Path | None = None) -> Scorer:
    """The scorer of a file, the shipped one without a path.

    Raises ConfigError naming the file and the value when it cannot be read, a cost is not above 0 or a weight is no
    number.
    """
    place = str(path or f"data/lexicons/{FILE}")
    try:
        raw = (path or files("data") / "lexicons" / FILE).read_bytes()
        told = tomllib.loads(raw.decode("utf-8"))
        weights = {name: float(value) for name, value in told["weights"].items()}
        costs = Costs(**{name: _above_zero(place, name, value) for name, value in told["costs"].items()})
        return Scorer(float(told["base"]), weights, costs, float(told["aside"]), sha256(raw).hexdigest()[:8])
    except OSError as error:
        raise ConfigError(f"{place}: cannot be read ({error.strerror}); restore it from the release") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{place}: not a file of weights and costs ({error}); restore it from the release") from None


def _above_zero(place: str, name: str, value: Any) -> float:
    if not float(value) > 0:
        raise ConfigError(f"{place}: cost {name!r} is {value}; costs are above 0")
    return float(value)
