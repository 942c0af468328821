"""Screenings that cannot go as they should: a store that refuses, registries, locks, folders."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from data.errors import ConfigError, RegistryError, StoreError
from pipelines import screening
from pipelines.screening import screen
from store.repository import Store, open_store


def documents(order):
    """The lines of documents.jsonl."""
    return [json.loads(line) for line in (order.out / "documents.jsonl").read_text("utf-8").splitlines()]


class TestFailedBatches:
    """A store that refuses a batch."""

    def test_the_rest_goes_on_and_the_next_call_takes_them_up(self, fresh, undisturbed, read_outputs, monkeypatch):
        monkeypatch.setattr(screening, "COMMIT_PAUSE_SECONDS", 0)
        real = Store.commit_batch

        def refuse(store, run, batch, outcomes):
            if batch.position == 1:
                raise StoreError("the disk is full")
            return real(store, run, batch, outcomes)

        with monkeypatch.context():
            monkeypatch.setattr(Store, "commit_batch", refuse)
            summary = screen(fresh.order)
            monkeypatch.undo()
        assert not summary.complete
        assert summary.counts["failed"] == 3
        failed = [line for line in documents(fresh.order) if "could not be stored" in (line["reason"] or "")]
        assert [line["path"] for line in failed] == [
            "comms/P0013/gbk.txt",
            "comms/P0013/mail.eml",
            "comms/P0013/note.txt",
        ]
        assert {line["status"] for line in failed} == {"quarantined"}
        assert screen(fresh.order).complete
        assert read_outputs(fresh.order.out) == undisturbed


class TestRefused:
    """A run that must not begin."""

    def test_faulty_registries_with_strict(self, fresh, tmp_path):
        registries = tmp_path / "registries"
        registries.mkdir()
        for file in fresh.registries.iterdir():
            (registries / file.name).write_bytes(file.read_bytes())
        officials = registries / "officials.csv"
        officials.write_text(officials.read_text("utf-8").replace("2019-05-06", "2019-13-06"), "utf-8")
        with pytest.raises(RegistryError, match=r"officials\.csv:5"):
            screen(replace(fresh.order, registries=registries, strict=True))
        assert not fresh.order.out.exists()

    def test_two_screenings_of_one_store(self, city_after):
        with (
            open_store(city_after.order.store_url) as store,
            store.screening_lock(),
            pytest.raises(StoreError, match="is screening into this store"),
        ):
            screen(city_after.order)

    def test_outputs_that_cannot_be_written(self, city_after):
        city_after.order.out.write_text("a file where the folder should be")
        with pytest.raises(ConfigError, match=r"out: .* cannot be made"):
            screen(city_after.order)
