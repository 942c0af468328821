"""The parts of a bundle that need no network."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from packaging.metadata import parse_email

from data.errors import BundleError
from pipelines.bundle.build import make_bundle, requirement
from pipelines.bundle.licences import licence, licence_table
from pipelines.bundle.manifest import Made, write_manifest
from pipelines.bundle.source import pins, source_tree
from pipelines.bundle.wheels import check_pins, read_wheels, what_went_wrong

LICENCES = [
    ("License-Expression: MIT\nLicense: other", ("MIT", "License-Expression")),
    ("License: long words\nClassifier: License :: OSI Approved :: BSD License", ("BSD License", "Classifier")),
    ("License: Apache 2.0\n        and its text", ("Apache 2.0", "License")),
    ("License: UNKNOWN", ("", "")),
    ("Summary: nothing told", ("", "")),
]
SAID = [
    (
        "WARNING: ... NewConnectionError('<...>: Failed to establish')\nERROR: No matching distribution",
        "cannot be reached",
    ),
    ("ERROR: No matching distribution found for some==9.9", "some==9.9"),
    ("python: No module named pip", "ensurepip"),
    (
        "ERROR: Cannot install a==1 and b==2 because these package versions have conflicting dependencies.",
        "a==1 and b==2",
    ),
    ("ERROR: 403 Client Error for url: https://user:word@index.intranet/simple/", "…"),
]


@pytest.mark.parametrize(("told", "expected"), LICENCES)
def test_licence(told: str, expected: tuple[str, str]) -> None:
    assert licence(parse_email(f"Metadata-Version: 2.4\nName: a\nVersion: 1\n{told}\n")[0]) == expected


@pytest.mark.parametrize(("told", "expected"), SAID)
def test_what_pip_said_is_told_without_addresses(told: str, expected: str) -> None:
    said = what_went_wrong(told)
    assert expected in said
    assert "intranet" not in said
    assert "word" not in said


def wheel(
    folder: Path, file: str = "some_thing-1.0-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"
) -> Path:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / file, "w") as packed:
        packed.writestr("some_thing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: Some.Thing\nVersion: 1.0\n")
        packed.writestr("some_thing-1.0.dist-info/LICENSE", "words")
    return folder / file


def test_a_wheel_tells_name_version_and_what_it_needs(tmp_path: Path) -> None:
    path = wheel(tmp_path / "wheels")
    (read,) = read_wheels(tmp_path / "wheels")
    assert (read.name, read.version, read.glibc) == ("some-thing", "1.0", (2, 17))
    assert requirement(read) == f"some-thing==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert licence_table([read]).splitlines()[1] == "some-thing\t1.0\t\t\tsome_thing-1.0.dist-info/LICENSE"


def test_a_damaged_wheel_is_named(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels").write_bytes(b"half")
    with pytest.raises(BundleError, match="some_thing-1.0"):
        read_wheels(tmp_path / "wheels")


@pytest.mark.parametrize("pinned", [{}, {"some-thing": "1.1"}])
def test_a_wheel_without_its_pin_is_named(tmp_path: Path, pinned: dict[str, str]) -> None:
    wheel(tmp_path / "wheels")
    with pytest.raises(BundleError, match="make constraints"):
        check_pins(read_wheels(tmp_path / "wheels"), pinned, "guowen")


def test_every_file_is_in_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a.whl").write_bytes(b"a")
    seal = write_manifest(tmp_path, Made("0.1.0", "abc", ("ocr",), "3.11", "x86_64", "2.34"))
    told = json.loads((tmp_path / "MANIFEST.json").read_text("utf-8"))
    assert {file["path"]: file["sha256"] for file in told["files"]}["wheels/a.whl"] == hashlib.sha256(b"a").hexdigest()
    sums = (tmp_path / "SHA256SUMS").read_bytes()
    assert hashlib.sha256(sums).hexdigest() == seal
    assert {line.split("  ./")[1] for line in sums.decode().splitlines()} == {
        "wheels/a.whl",
        "platform.txt",
        "MANIFEST.json",
    }


def test_pins_are_pins(tmp_path: Path) -> None:
    tree = source_tree(None)
    assert pins(tree)["jieba"] == "0.42.1"
    assert "://" not in (tree / "constraints.txt").read_text("utf-8")
    (tmp_path / "constraints.txt").write_text("a==1\nb>=2\n", "utf-8")
    with pytest.raises(BundleError, match=r"constraints.txt, line 2: 'b>=2'"):
        pins(tmp_path)


def test_no_bundle_over_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BundleError, match="is there already"):
        make_bundle(tmp_path, ("ocr",))


def test_no_bundle_of_an_extra_or_a_tree_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"--extra ocrr.*dask, dev"):
        make_bundle(tmp_path / "out", ("ocrr",))
    with pytest.raises(BundleError, match=r"pyproject.toml: not there"):
        make_bundle(tmp_path / "out", ("ocr",), tmp_path)
