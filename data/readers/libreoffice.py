"""LibreOffice as a converter: a process of its own, without macros, links or network, ended when it takes too long."""

from __future__ import annotations

import atexit
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from data.errors import FileStatus, ReadError
from data.readers.base import Source
from data.watch import grant_seconds, guarded

SECONDS = 90
"""Wall-clock seconds for one conversion; an ordinary one takes one or two."""
ADDRESS_BYTES = 8 * 1024**3
"""Address space of the converter. It maps far more than it uses: about 2 GB for a letter."""
OUTPUT_BYTES = 1024**3
_FIRST_START = 81
"""What soffice.bin exits with after it has laid out a new profile and wants to be started again."""
_PREFIX = "guowen-office-"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def program() -> str | None:
    """The path of LibreOffice's own executable, None when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    # The start script would stand between us and the process that must die with us.
    direct = Path(found).resolve().parent / "soffice.bin"
    return str(direct) if direct.is_file() else found


def to_docx(source: Source, ending: str) -> bytes:
    """The bytes of a DOCX with everything `source` holds; `ending` tells LibreOffice its format (`.doc` ...).

    Raises ReadError: UNSUPPORTED when LibreOffice is not installed, TIMEOUT when it takes longer than SECONDS,
    DAMAGED when it cannot open the file.
    """
    executable = program()
    if executable is None:
        raise ReadError(
            FileStatus.UNSUPPORTED,
            source.label,
            f"{ending} files are read with LibreOffice, which is not installed",
            place="whole file",
            way_out="install libreoffice-writer, or open it in its own program and save it as .docx",
        )
    grant_seconds(SECONDS)
    with tempfile.TemporaryDirectory(prefix="work-", dir=_home()) as folder:
        paper = Path(folder) / f"paper{ending}"
        paper.write_bytes(source.data)
        code = _convert(source, executable, paper)
        if code == _FIRST_START:
            code = _convert(source, executable, paper)
        result = paper.with_suffix(".docx")
        if result.is_file() and result.stat().st_size:
            return result.read_bytes()
    raise ReadError(
        FileStatus.DAMAGED,
        source.label,
        f"LibreOffice cannot open it (it ended with {code})",
        place="whole file",
        way_out="open it in the program it was made with and save it as .docx, or ask the sender for it again",
    )


def _convert(source: Source, executable: str, paper: Path) -> int:
    """The exit code of one run."""
    command = [
        executable,
        f"-env:UserInstallation={(_home() / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(paper.parent),
        str(paper),
    ]
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(_home()), "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(  # noqa: S603 - a fixed program; only the file is foreign
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**environment, "SAL_USE_VCLPLUGIN": "svp"},
        cwd=paper.parent,
        start_new_session=True,
        preexec_fn=_confine_child,  # noqa: PLW1509 - readers run in workers of one thread
    )
    try:
        return process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise ReadError(
            FileStatus.TIMEOUT,
            source.label,
            f"LibreOffice took more than {SECONDS} seconds over it",
            place="whole file",
            way_out="open it in the program it was made with and save it as .docx",
        ) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole group of a process, whether or not it has finished."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _confine_child() -> None:
    """Between fork and exec: die with the parent, and have limits of its own instead of the reader's."""
    guarded()
    for limit, value in (
        (resource.RLIMIT_AS, ADDRESS_BYTES),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _home() -> Path:
    return _home_of(os.getpid())


@lru_cache(maxsize=1)
def _home_of(process: int) -> Path:
    """The private folder of this process, removed at its end; those of processes that were killed go first."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{process}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, "utf-8")
    return folder


def _sweep() -> None:
    """Remove what processes that no longer live have left: it may hold parts of papers."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).split("-", 1)[0]
        if owner.isdigit() and not _lives(int(owner)) and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
