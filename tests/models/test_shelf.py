"""Promoted models on their shelf: installed whole, one pointer, a log that shows every change, a way back."""

import json
import multiprocessing
import os
from dataclasses import replace

import pytest

import models.shelf
from data.errors import ConfigError
from evaluation.provenance import file_sha256
from evaluation.training_record import GoldFile, TrainingRecord
from models.folder import finish, new_folder, open_model
from models.shelf import Change, Shelf

BY = Change("王一", "2026-11-23T12:00:00+00:00", ({"passed": True},))
EMPTY = TrainingRecord("t", {}, (GoldFile("ab" * 32, 1),), (), 0, {}, {})


def made(folder, weights):
    """A model folder whose only file holds `weights`."""
    with new_folder(folder) as part:
        (part / "w.gz").write_bytes(weights)
        finish(part, replace(EMPTY, files={"w.gz": file_sha256(part / "w.gz")}))
    return open_model(folder)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "models")


@pytest.fixture
def one(tmp_path):
    return made(tmp_path / "one", b"one")


@pytest.fixture
def two(tmp_path):
    return made(tmp_path / "two", b"two")


def log(shelf):
    return [(entry["entry"], entry["change"]) for entry in shelf.changes()]


def test_promoted_one_after_the_other_and_back_again(shelf, one, two):
    assert shelf.incumbent() is None
    shelf.promote(one, BY, None)
    assert shelf.current().digest == one.digest
    assert shelf.current().path == shelf.folder / "versions" / one.name
    shelf.promote(two, BY, one.digest)
    assert shelf.current().name == two.name
    assert shelf.rollback(BY) == one.name
    assert shelf.current().name == one.name
    assert shelf.rollback(BY) == "shipped"
    assert shelf.current() is None
    assert shelf.incumbent() is None
    with pytest.raises(ConfigError, match="nothing to go back to"):
        shelf.rollback(BY)
    shelf.promote(two, BY, None)
    assert shelf.current().name == two.name
    assert log(shelf) == [(1, "promote"), (2, "promote"), (3, "rollback"), (4, "rollback"), (5, "promote")]
    entry = shelf.changes()[0]
    assert (entry["who"], entry["when"], entry["gate"]) == ("王一", BY.when, [{"passed": True}])
    assert (entry["version"], entry["digest"]) == (one.name, one.digest)


def test_after_going_back_a_further_step_back_skips_what_was_left(shelf, one, two, tmp_path):
    three = made(tmp_path / "three", b"three")
    shelf.promote(one, BY, None)
    shelf.promote(two, BY, one.digest)
    shelf.rollback(BY)
    shelf.promote(three, BY, one.digest)
    assert shelf.rollback(BY) == one.name


def test_a_model_judged_against_another_than_the_one_in_use_is_not_taken(shelf, one, two):
    shelf.promote(one, BY, None)
    with pytest.raises(ConfigError, match="promoted meanwhile"):
        shelf.promote(two, BY, None)
    with pytest.raises(ConfigError, match="in use already"):
        shelf.promote(one, BY, one.digest)
    assert log(shelf) == [(1, "promote")]


def test_a_shelf_that_was_named_and_is_empty_is_an_error(shelf):
    with pytest.raises(ConfigError, match=r"current\.json is missing; promote a model"):
        shelf.current()


DAMAGE = {
    "weights changed": lambda shelf, one: (shelf.current().path / "w.gz").write_bytes(b"onE"),
    "weights gone": lambda shelf, one: (shelf.current().path / "w.gz").unlink(),
    "record gone": lambda shelf, one: (shelf.current().path / "record.json").unlink(),
    "record changed": lambda shelf, one: finish(shelf.current().path, replace(one.record, seed=1)),
    "version gone": lambda shelf, one: (shelf.folder / "versions").rename(shelf.folder / "gone"),
    "pointer gone": lambda shelf, one: (shelf.folder / "current.json").unlink(),
    "pointer no JSON": lambda shelf, one: (shelf.folder / "current.json").write_text("{"),
    "pointer elsewhere": lambda shelf, one: (shelf.folder / "current.json").write_text(
        json.dumps({"version": "../../one", "digest": one.digest, "entry": 1})
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_an_error_with_a_way_out_and_never_the_shipped_weights(shelf, one, two, damage):
    shelf.promote(one, BY, None)
    damage(shelf, one)
    with pytest.raises(ConfigError, match="restore|train again"):
        shelf.current()
    with pytest.raises(ConfigError):
        shelf.promote(two, BY, None)


def test_a_damaged_model_can_be_left_behind(shelf, one, two):
    shelf.promote(one, BY, None)
    shelf.promote(two, BY, one.digest)
    (shelf.current().path / "w.gz").unlink()
    assert shelf.rollback(BY) == one.name
    assert shelf.current().digest == one.digest


def test_going_back_to_a_damaged_model_is_refused(shelf, one, two):
    shelf.promote(one, BY, None)
    first = shelf.current().path
    shelf.promote(two, BY, one.digest)
    (first / "w.gz").unlink()
    with pytest.raises(ConfigError, match=r"w\.gz is missing"):
        shelf.rollback(BY)
    assert shelf.current().digest == two.digest


def test_a_changed_line_of_the_log_is_found(shelf, one, two):
    shelf.promote(one, BY, None)
    shelf.promote(two, BY, one.digest)
    path = shelf.folder / "promotions.jsonl"
    path.write_bytes(path.read_bytes().replace("王一".encode(), "李二".encode(), 1))
    with pytest.raises(ConfigError, match=r"promotions\.jsonl:2: not as it was written"):
        shelf.changes()


def killed_while_promoting(folder, candidate, expected, name):
    """Promotes, in a process that ends at once when it comes to `name` of models.shelf for the pointer in use."""
    real = getattr(models.shelf, name)

    def end(*values):
        if name != "write_json" or values[1]["entry"]:
            os._exit(9)
        return real(*values)

    setattr(models.shelf, name, end)
    Shelf(folder).promote(open_model(candidate), BY, expected)


@pytest.mark.parametrize("name", ["write_json", "synced", "open_model"])
@pytest.mark.parametrize("begun", [False, True], ids=["first", "later"])
def test_killed_in_the_middle_the_old_model_stays_in_use(shelf, one, two, name, begun):
    if begun:
        shelf.promote(one, BY, None)
    expected = one.digest if begun else None
    process = multiprocessing.get_context("fork").Process(
        target=killed_while_promoting, args=(shelf.folder, two.path, expected, name)
    )
    process.start()
    process.join()
    assert process.exitcode == 9
    now = shelf.incumbent()
    assert (now.digest if now else None) == expected
    shelf.promote(two, BY, expected)
    assert shelf.current().digest == two.digest
    assert not list((shelf.folder / "versions").glob(".*"))
    assert shelf.rollback(BY) == (one.name if begun else "shipped")
    voided = [entry["of"] for entry in shelf.changes() if entry["change"] == "void"]
    assert voided == ([begun + 1] if name == "write_json" else [])


def test_a_line_cut_off_in_the_middle_never_counted(shelf, one, two):
    shelf.promote(one, BY, None)
    with (shelf.folder / "promotions.jsonl").open("ab") as out:
        out.write(b'{"entry": 2, "change": "pro')
    shelf.promote(two, BY, one.digest)
    assert log(shelf) == [(1, "promote"), (2, "promote")]


def test_two_changes_at_once_do_not_mix(shelf, one):
    with shelf._locked(), pytest.raises(ConfigError, match="another change is under way"):
        Shelf(shelf.folder).promote(one, BY, None)
