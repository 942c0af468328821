"""One writer of a folder at a time, and files that are whole or not there."""

from __future__ import annotations

import errno
import fcntl
import subprocess
import sys
import threading

import pytest

from data.errors import ConfigError
from data.outputs import held, write_text, write_with

HOLD = """
import sys, time
from pathlib import Path
from data.outputs import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_second_writer_is_refused(tmp_path):
    out = tmp_path / "out"
    with held(out), pytest.raises(ConfigError, match=f"another process is writing to {out}"), held(out):
        pass
    with held(out):
        assert list(out.iterdir()) == []


def test_the_second_writer_waits_when_told_to(tmp_path):
    first = held(tmp_path)
    first.__enter__()
    threading.Timer(0.2, first.__exit__, (None, None, None)).start()
    with held(tmp_path, wait_seconds=30):
        pass


def test_the_lock_of_a_killed_writer_is_gone(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    with pytest.raises(ConfigError), held(tmp_path):
        pass
    process.kill()
    process.communicate()
    with held(tmp_path):
        pass


def test_a_disk_without_locks_is_written_to(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with held(tmp_path):
        assert write_text(tmp_path / "a.txt", "甲") == write_text(tmp_path / "b.txt", "甲")


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    place = tmp_path / "a.txt"
    write_text(place, "old")

    def run_out_of_room(part):
        part.write_text("new", "utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ConfigError, match="cannot be written"):
        write_with(place, run_out_of_room)
    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["old\n"]
