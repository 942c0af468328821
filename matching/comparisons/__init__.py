"""The weighted comparisons of a mention with a person. To add one: its file, its row here, its table of cases in
tests/matching/test_comparisons.py, and the weights of its levels in data/lexicons/match_weights.toml."""

from __future__ import annotations

from matching.comparisons import (
    case,
    document,
    gender,
    name,
    org,
    phone,
    place,
    profession,
    rarity,
    record,
    talk,
    tenure,
    title,
)
from matching.comparisons.base import Agreement, Compare, Feature

FEATURES = (
    Feature("name", name.name_match, name.LEVELS),
    Feature("rarity", rarity.rarity_match, rarity.LEVELS),
    Feature("title", title.title_match, title.LEVELS),
    Feature("tenure", tenure.tenure_match, tenure.LEVELS),
    Feature("place", place.place_match, place.LEVELS),
    Feature("org", org.org_match, org.LEVELS),
    Feature("phone", phone.phone_match, phone.LEVELS),
    Feature("document", document.document_match, document.LEVELS),
    Feature("talk", talk.talk_match, talk.LEVELS),
    Feature("gender", gender.gender_match, gender.LEVELS),
    Feature("case", case.case_match, case.LEVELS),
    Feature("profession", profession.profession_match, profession.LEVELS),
    Feature("record", record.record_match, record.LEVELS),
)

__all__ = ["FEATURES", "Agreement", "Compare", "Feature"]
