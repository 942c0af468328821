"""The installer of a bundle refuses what is damaged, foreign, or not for this machine, and leaves nothing behind."""

from __future__ import annotations

import platform
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from pipelines.bundle.manifest import Made, write_manifest

HERE = platform.machine()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return laid(tmp_path / "bundle")


def laid(folder: Path, machine: str = HERE, python: str = "3.11", glibc: str = "2.17") -> Path:
    """A bundle with one file that stands for a wheel."""
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "some-1.0-py3-none-any.whl").write_bytes(b"wheel")
    (folder / "requirements.txt").write_text("some==1.0\n", "utf-8")
    script = files("pipelines").joinpath("bundle", "install.sh").read_text("utf-8")
    (folder / "install.sh").write_text(script, "utf-8")
    write_manifest(folder, Made("0.1.0", "", ("ocr",), python, machine, glibc))
    return folder


def install(bundle: Path, *more: str) -> tuple[int, str]:
    """(exit code, standard error) of the installer; nothing was left behind."""
    to = bundle.parent / "to"
    done = subprocess.run(
        ["/bin/sh", str(bundle / "install.sh"), "--to", str(to), *more], capture_output=True, text=True, check=False
    )
    assert not to.exists()
    return done.returncode, done.stderr


def test_a_changed_file_is_named(bundle: Path) -> None:
    (bundle / "requirements.txt").write_text("other==1.0\n", "utf-8")
    code, told = install(bundle)
    assert code == 3
    assert "requirements.txt" in told


def test_a_missing_file_is_named(bundle: Path) -> None:
    (bundle / "wheels" / "some-1.0-py3-none-any.whl").unlink()
    code, told = install(bundle)
    assert code == 3
    assert "wheels/some-1.0-py3-none-any.whl" in told


def test_a_file_that_is_not_listed_is_named(bundle: Path) -> None:
    (bundle / "wheels" / "evil-1.0-py3-none-any.whl").write_bytes(b"evil")
    code, told = install(bundle)
    assert code == 3
    assert "wheels/evil-1.0-py3-none-any.whl" in told


def test_a_link_is_named(bundle: Path) -> None:
    (bundle / "wheels" / "link").symlink_to("/etc/passwd")
    code, told = install(bundle)
    assert code == 3
    assert "wheels/link" in told


def test_another_digest(bundle: Path) -> None:
    code, told = install(bundle, "--digest", "0" * 64)
    assert code == 3
    assert "SHA256SUMS" in told


UNFIT = [
    ({"machine": "riscv64"}, "riscv64"),
    ({"glibc": "9.99"}, "9.99"),
    ({"python": "3.14"}, "is Python 3."),
]


@pytest.mark.parametrize(("asked", "said"), UNFIT)
def test_a_machine_that_does_not_fit(tmp_path: Path, asked: dict[str, str], said: str) -> None:
    code, told = install(laid(tmp_path / "bundle", **asked))
    assert code == 2
    assert said in told


def test_a_folder_that_is_taken(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    code, told = install(bundle, "--to", str(tmp_path / "taken"))
    assert code == 2
    assert "is there already" in told
    assert (tmp_path / "taken" / "file").exists()
