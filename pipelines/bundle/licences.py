"""Under which licence each wheel of a bundle stands, in the words of the wheel itself."""

from __future__ import annotations

import zipfile

from packaging.metadata import RawMetadata

from pipelines.bundle.wheels import Wheel

COLUMNS = ("name", "version", "licence", "told_by", "files")
LONG = 120
"""Characters beyond which the field `License` holds the licence's text and not its name."""
NAMES = ("licen", "copying", "notice", "authors")


def licence_table(wheels: list[Wheel]) -> str:
    """TSV of COLUMNS, a line a wheel: licence, which field of its metadata tells it, the licence's files inside it.

    The expression of PEP 639 goes before the classifiers, those before the free field; a wheel without any has an
    empty licence, and its files have to be looked at.
    """
    rows = [COLUMNS, *((wheel.name, wheel.version, *licence(wheel.told), " ".join(_files(wheel))) for wheel in wheels)]
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def licence(told: RawMetadata) -> tuple[str, str]:
    """The licence and the field of the metadata that tells it; two empty texts where none does."""
    if expression := told.get("license_expression"):
        return expression, "License-Expression"
    kinds = [line for line in told.get("classifiers", []) if line.startswith("License ::") and line.count("::") > 1]
    if kinds:
        return "; ".join(line.rpartition(" :: ")[2] for line in kinds), "Classifier"
    free = told.get("license", "").strip()
    first = free.splitlines()[0].strip() if free else ""
    return (first[:LONG], "License") if first and first.upper() != "UNKNOWN" else ("", "")


def _files(wheel: Wheel) -> list[str]:
    with zipfile.ZipFile(wheel.path) as packed:
        inner = [name for name in packed.namelist() if ".dist-info/" in name and not name.endswith("/")]
    return sorted(name for name in inner if any(word in name.rpartition("/")[2].lower() for word in NAMES))
