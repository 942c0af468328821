"""What is said of a database that fails: which, how, and what to look at; never the words of a statement."""

import pytest

from data.errors import StoreError
from store.database import open_database


def test_a_server_that_is_not_there_is_told_from_one_that_fails() -> None:
    with pytest.raises(StoreError, match=r"@127\.0\.0\.1:1/guowen: .* no connection: see that the server runs"):
        open_database("postgresql+psycopg://guowen:hidden@127.0.0.1:1/guowen")


def test_a_file_that_is_no_database_says_nothing_of_servers(tmp_path) -> None:
    (tmp_path / "notes.db").write_text("笔记" * 4000, "utf-8")
    with pytest.raises(StoreError, match="the file is a guowen store") as caught:
        open_database(f"sqlite:///{tmp_path / 'notes.db'}")
    assert "server" not in str(caught.value)
