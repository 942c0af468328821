"""Acts: which words are an inquiry, an interference or a meddling, by the decider the pipeline was given."""

from __future__ import annotations

from extractors.component import Component
from extractors.draft import Draft


class Acts(Component):
    """Hands the draft to the decider. Runs last: a decider may look at every span."""

    name = "acts"

    def annotate(self, draft: Draft) -> None:
        """Adds the decider's findings in text order."""
        draft.findings.extend(self.resources.decider.decide(draft))
