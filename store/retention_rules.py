"""When the words of a proposal are erased."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """Days, counted in UTC, after which words go; 0 is never.

    Confirmed records have no rule: records of inquiries are to be kept for good (永久存储, 法发〔2015〕10号 and 11号).
    Nor has what waits for a second decision or an approver: somebody has taken it for grave. What was merged into
    another goes with that one, as its evidence.
    """

    rejected_days: int = 90  # after the rejection
    expired_days: int = 365  # after its deadline and its first proposal, whichever was later, while nobody decided
    withdrawn_days: int = 180  # after the machine took it back, while nobody decided

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self)):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 (never) or more days")
