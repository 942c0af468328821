"""Acts: which words are an inquiry, an interference or a meddling, by the decider the pipeline was given."""

from __future__ import annotations

from dataclasses import replace

from extractors.component import Component
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.grounds import grounds
from extractors.scope import review


class Acts(Component):
    """Hands the draft to the decider and reviews what it found. Runs last: a decider may look at every span."""

    name = "acts"

    def annotate(self, draft: Draft) -> None:
        """Adds the decider's findings in text order, as reviewed, with the grounds of their status and procedure."""
        draft.findings.extend(_reviewed(draft, finding) for finding in self.resources.decider.decide(draft))


def _reviewed(draft: Draft, finding: Finding) -> Finding:
    settled = review(draft, finding)
    return replace(settled, reasons=(*settled.reasons, *grounds(draft, settled)))
