"""What a model learnt from, kept beside its weights: digests of gold files and documents, never a word of them.

With it gold that a training run has read is known again and refused as a test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data.errors import ConfigError, GoldError
from evaluation.gold.leaks import DIGEST, text_digest
from evaluation.gold.near_duplicates import normalised
from evaluation.sketches import HASHES, likeness, sketch_of, table_of

FORMAT = 1
NEAR = 0.5
"""The likeness of two texts from which they are taken for one. Papers of different cities, forms included, stay below
0.2; one sign in thirty changed anywhere leaves about 0.7 (docs/evaluation/honesty.md)."""
SAME = "same text"
NEARLY = "nearly the same text"


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was learnt from: the SHA-256 of its id, the digest of its text (`evaluation.gold.leaks`), empty
    for a text without a letter, and the text's sketch, in hex."""

    doc: str
    text: str
    sketch: str


@dataclass(frozen=True, slots=True)
class GoldFile:
    """A file that was learnt from, or tested on."""

    sha256: str
    documents: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The headlines, 0..1 or None where nothing was measured, on a gold file that was not learnt from."""

    gold: GoldFile
    headlines: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """`files` are the weights, name to SHA-256; `versions` those of the code and libraries that trained."""

    trainer: str
    files: Mapping[str, str]
    gold: tuple[GoldFile, ...]
    documents: tuple[ReadDocument, ...]
    seed: int
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    tests: tuple[Figures, ...] = ()
    licence: str = ""


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A model by the name it is shown under, with what it learnt from."""

    name: str
    record: TrainingRecord


@dataclass(frozen=True, slots=True)
class Overlap:
    """A document of a test that a training run has read. `how` is SAME or NEARLY; `likeness` 0..1."""

    doc_id: str
    how: str
    likeness: float


@dataclass(slots=True)
class Learnt:
    """Gathers what is learnt from, file by file."""

    gold: list[GoldFile] = field(default_factory=list)
    documents: list[ReadDocument] = field(default_factory=list)

    def add(self, sha256: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """The documents of one gold file."""
        read = [read_document(row) for row in rows]
        self.gold.append(GoldFile(sha256, len(read)))
        self.documents += read


def read_document(row: Mapping[str, Any]) -> ReadDocument:
    """The digests of one gold row."""
    doc = hashlib.sha256(row["doc_id"].encode("utf-8", "surrogatepass")).hexdigest()
    return ReadDocument(doc, text_digest(row["text"]), sketch_of(normalised(row["text"])).hex())


def overlaps(documents: Sequence[ReadDocument], rows: Iterable[Mapping[str, Any]]) -> tuple[Overlap, ...]:
    """Which of the gold rows are among the documents, in their order: equal but for width, blanks and signs, or nearly.

    A passage of a longer document, or a document within a longer one, is not seen. Raises GoldError when the digests
    are of another normalisation: they would be equal to nothing.
    """
    if any(document.text and not document.text.startswith(DIGEST) for document in documents):
        raise GoldError(f"training record: digests of another version than {DIGEST[:-1]}; train again to compare")
    texts = {document.text for document in documents}
    table = table_of([bytes.fromhex(document.sketch) for document in documents if document.text])
    found = []
    for row in rows:
        mine = read_document(row)
        if not mine.text:
            continue
        if mine.text in texts:
            found.append(Overlap(row["doc_id"], SAME, 1.0))
        elif len(table) and (best := float(likeness(bytes.fromhex(mine.sketch), table).max())) >= NEAR:
            found.append(Overlap(row["doc_id"], NEARLY, round(best, 2)))
    return tuple(found)


def written(record: TrainingRecord) -> str:
    """The text of a record file; the same record gives the same bytes."""
    documents = sorted(record.documents, key=lambda one: (one.text, one.doc))
    values = {
        "format": FORMAT,
        **{name: value for name, value in asdict(record).items() if name != "documents"},
        "documents": [[one.doc, one.text, one.sketch] for one in documents],
    }
    head = json.dumps({**values, "documents": None}, ensure_ascii=False, indent=1, sort_keys=True)
    lines = ",\n  ".join(json.dumps(row) for row in values["documents"])
    return head.replace('"documents": null', f'"documents": [\n  {lines}\n ]', 1) + "\n"


def read_record(path: Path) -> TrainingRecord:
    """The record that `written` wrote. Raises ConfigError naming the file, its fault and the way out."""
    way_out = "restore the model folder from its copy, or train again"
    try:
        values = json.loads(path.read_bytes())
        if values["format"] != FORMAT:
            raise ConfigError(f"{path}: training record of format {values['format']!r}, {FORMAT} is known; {way_out}")
        return TrainingRecord(
            trainer=values["trainer"],
            files={str(name): str(digest) for name, digest in values["files"].items()},
            gold=tuple(GoldFile(**one) for one in values["gold"]),
            documents=tuple(_checked(*row) for row in values["documents"]),
            seed=values["seed"],
            settings=values["settings"],
            versions=values["versions"],
            tests=tuple(Figures(GoldFile(**one["gold"]), one["headlines"]) for one in values["tests"]),
            licence=values["licence"],
        )
    except OSError as error:
        raise ConfigError(f"{path}: training record cannot be read ({error.strerror}); {way_out}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: damaged training record ({type(error).__name__}); {way_out}") from None


def _checked(doc: str, text: str, sketch: str) -> ReadDocument:
    if len(bytes.fromhex(sketch)) != HASHES or len(bytes.fromhex(doc)) != 32 or not isinstance(text, str):
        raise ValueError("a digest of another length")
    return ReadDocument(doc, text, sketch)
