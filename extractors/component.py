"""What a pipeline component is, and what all of them share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from extractors.draft import Draft
from extractors.names import Names
from extractors.spans import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extractors.decision import Decider
    from extractors.neural.reader import NeuralReader
    from extractors.tagger import Tagger


@dataclass(frozen=True, slots=True)
class Resources:
    """What components may ask for besides the text. `tagger` is None when names are found by rules alone, `reader` when
    no neural model reads."""

    names: Names
    decider: Decider
    tagger: Tagger | None = None
    reader: NeuralReader | None = None


class Component:
    """One step of the pipeline. A subclass names itself and adds to the draft; it never takes away."""

    name: ClassVar[str]

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def __call__(self, doc: Doc) -> Doc:
        self.annotate(doc._.draft)
        return doc

    def annotate(self, draft: Draft) -> None:
        """Adds what this component finds to `draft`."""
        draft.spans.extend(self.find(draft))

    def find(self, draft: Draft) -> Iterable[Span]:
        """The spans this component sees in the document."""
        raise NotImplementedError(f"component {self.name!r} defines neither find() nor annotate()")
