"""Which files and columns the registries have, and which of them a row cannot do without."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """One registry file. Without `needed` columns the file cannot be used; `required` files must be there at all."""

    name: str
    key: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    required: bool


OFFICIALS = Sheet(
    name="officials",
    key="person_id",
    columns=(
        "person_id",
        "name",
        "aliases",
        "gender",
        "org",
        "position",
        "field",
        "valid_from",
        "valid_to",
        "phone",
    ),
    needed=("person_id", "name", "org", "position"),
    required=True,
)
LAWYERS = Sheet(
    name="lawyer_relatives",
    key="entry_id",
    columns=(
        "entry_id",
        "lawyer_name",
        "license_no",
        "law_firm",
        "phone",
        "relation",
        "official_id",
        "official_name",
        "official_org",
        "official_position",
        "left_on",
    ),
    needed=("entry_id", "lawyer_name"),
    required=False,
)
CASES = Sheet(
    name="cases",
    key="case_no",
    columns=("case_no", "unit", "cause", "parties", "handlers", "agents", "filed_on", "closed_on"),
    needed=("case_no",),
    required=True,
)
FILED = Sheet(
    name="filed_records",
    key="record_id",
    columns=(
        "record_id",
        "recorder_id",
        "recorder",
        "intervener",
        "intervener_id",
        "intervener_org",
        "intervener_position",
        "case_no",
        "occurred_on",
        "channel",
        "content",
        "filed_on",
    ),
    needed=("record_id", "intervener", "case_no"),
    required=False,
)
SHEETS = (OFFICIALS, LAWYERS, CASES, FILED)
"""In the order their bytes are hashed and their faults are told."""
