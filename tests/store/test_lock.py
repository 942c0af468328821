"""Two screenings of one store do not collide, and a killed one leaves no lock behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from data.errors import StoreError
from store.repository import open_store

HOLD = """
import sys, time
from store.repository import open_store
with open_store(sys.argv[1]).screening_lock():
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_second_is_refused_and_told_why(store_url):
    with open_store(store_url) as first, open_store(store_url) as second:
        with first.screening_lock():
            with pytest.raises(StoreError, match="is screening into this store"), second.screening_lock():
                pass
        with second.screening_lock():
            pass


def test_the_second_waits_when_told_to(store_url):
    with open_store(store_url) as first, open_store(store_url) as second:
        held = threading.Event()
        let_go = threading.Event()

        def hold() -> None:
            with first.screening_lock():
                held.set()
                let_go.wait(30)

        holder = threading.Thread(target=hold)
        holder.start()
        assert held.wait(30)
        threading.Timer(0.5, let_go.set).start()
        with second.screening_lock(wait_seconds=30):
            assert let_go.is_set()
        holder.join(30)


def test_the_lock_of_a_killed_process_is_gone(store_url):
    with open_store(store_url) as store:
        process = subprocess.Popen([sys.executable, "-c", HOLD, store_url], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(StoreError), store.screening_lock():
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        with store.screening_lock(wait_seconds=30):
            pass
