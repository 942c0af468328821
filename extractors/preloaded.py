"""Importing this loads what all extractors need, whatever their registries: for the process workers are forked from.

Dictionary, linear models, lexicons and patterns then lie in memory once, and a worker starts without reading them. The
models of ONNX Runtime are left to the workers: its sessions do not outlive a fork for certain.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from data.errors import GuowenError
from data.layout import parse_turns
from data.registry import Registries
from data.types import Document, Kind
from extractors.component import Resources
from extractors.gate import Gate
from extractors.linear import shipped_model
from extractors.linear_decider import ActModels, LinearDecider
from extractors.names import names_of
from extractors.people import People
from extractors.pipeline import Extractor, Parts
from extractors.roles import LinearRoles

SAID = "3月5日上午王院长打电话来，问（2024）川01刑初1号案件能不能从轻处理。"
"""A sentence with a day, a person, an organ, a case and an act: what patterns there are is compiled for it."""


def _load() -> None:
    names, people = names_of(Registries()), People()
    acts, clauses, sorts, roles = map(shipped_model, ("acts", "clauses", "sorts", "roles"))
    resources = Resources(names, LinearDecider(ActModels(acts, clauses, sorts), people))
    extractor = Extractor(Parts(resources, Gate(names), LinearRoles(roles, people)))
    extractor.extract(Document("", "", Kind.WORK_NOTE, SAID, parse_turns(SAID, Kind.WORK_NOTE)))
    gc.collect()
    gc.freeze()  # a collection in a worker then leaves the shared pages alone


with suppress(GuowenError):  # the worker that needs what is broken says so
    _load()
