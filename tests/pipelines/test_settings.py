"""Where settings come from, and which are refused."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from data.errors import ConfigError
from data.readers.base import Limits
from extractors.second_reader.settings import SecondReaderSettings
from pipelines.desk_settings import OidcOptions, ReviewOptions, desk_settings, listen_of
from pipelines.order import order_of
from pipelines.settings import ledger_seal, load_settings, store_address, with_password
from store.retention_rules import RetentionRules


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """An empty working folder, and no variable of the machine's own."""
    for name in [name for name in os.environ if name.startswith("GUOWEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def toml(text: str) -> None:
    """Writes the settings file of the working folder."""
    Path("guowen.toml").write_text(text, "utf-8")


def test_the_nearer_source_wins(monkeypatch):
    toml('workers = 3\nbatch_files = 30\nprofile = "police"\n[limits]\nseconds = 40\npages = 70\n')
    monkeypatch.setenv("GUOWEN_BATCH_FILES", "20")
    monkeypatch.setenv("GUOWEN_LIMITS__PAGES", "7")
    settings = load_settings({"workers": 2, "profile": None})
    assert (settings.workers, settings.batch_files, settings.profile) == (2, 20, "police")
    assert (settings.limits.seconds, settings.limits.pages, settings.limits.depth) == (40, 7, 8)


def test_another_file_may_be_named(monkeypatch, tmp_path):
    (tmp_path / "site.toml").write_text("workers = 5", "utf-8")
    monkeypatch.setenv("GUOWEN_CONFIG", str(tmp_path / "site.toml"))
    assert load_settings().workers == 5
    monkeypatch.setenv("GUOWEN_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError, match=r"GUOWEN_CONFIG: .*none\.toml is no file"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("workrs = 2", "workrs: Extra inputs"),
        ("workers = 0", "workers: Input should be greater than or equal to 1, not 0"),
        ('profile = "army"', "or 'common', not army"),
        ("[limits]\nsecnds = 3", "limits.secnds: Unexpected"),
        ("[limits]\nseconds = 0", "limits.seconds must be 1 or more"),
        ("[retention]\nrejected_days = -1", "rejected_days must be 0 (never)"),
        ("[retention]\nrejectd_days = 1", "retention.rejectd_days: Unexpected"),
        ("workers = ", "not TOML"),
        ('store_password = ["x-secret"]', "store_password: "),
    ],
)
def test_a_faulty_file_is_refused_with_the_key(text, words):
    toml(text)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert words in str(caught.value)
    assert "x-secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["GUOWEN_WORKRS", "GUOWEN_LIMITS__SECNDS"])
def test_a_misspelt_variable_is_refused(monkeypatch, name):
    monkeypatch.setenv(name, "3")
    with pytest.raises(ConfigError, match=r"GUOWEN_WORKRS|limits\.secnds"):
        load_settings()


def test_the_shipped_example_shows_every_setting_with_its_default():
    example = Path(__file__).resolve().parents[2] / "guowen.toml.example"
    # A setting stands behind a bare `#`, words behind `# `.
    lines = [line.removeprefix("#") for line in example.read_text("utf-8").splitlines() if not line.startswith("# ")]
    plain = load_settings()
    toml("\n".join(lines))
    shown = load_settings()
    told = {line.split("=")[0].strip() for line in lines if "=" in line}
    assert told >= set(type(shown).model_fields) - {
        *("limits", "review", "retention", "second_reader", "store_password", "ledger_key", "metrics", "cluster")
    }
    assert told >= {field.name for field in (*fields(Limits), *fields(RetentionRules))}
    text = example.read_text("utf-8")
    assert [name for name in (*ReviewOptions.model_fields, *OidcOptions.model_fields) if f"{name} = " not in text] == [
        "oidc",
        "client_secret",
    ]
    assert all(f"{name} = " in text for name in SecondReaderSettings.model_fields)
    assert desk_settings(shown) == desk_settings(plain)
    # None, the machine's cores, or, of the desk, None for its own default.
    given = {"review", "registries", "store", "rulebook", "log_file", "workers", "models", "model"}
    assert shown.model_dump(exclude=given) == plain.model_dump(exclude=given)


def test_secrets_do_not_show(monkeypatch):
    monkeypatch.setenv("GUOWEN_STORE_PASSWORD", "x-secret")
    monkeypatch.setenv("GUOWEN_LEDGER_KEY", "x-secret" * 8)
    settings = load_settings()
    assert "x-secret" not in repr(settings)
    assert "x-secret" not in repr(ledger_seal(settings))


def test_a_key_that_could_be_guessed_is_refused(monkeypatch):
    monkeypatch.setenv("GUOWEN_LEDGER_KEY", "hunter2")
    with pytest.raises(ConfigError, match="ledger_key: a key has fewer than 32 characters") as caught:
        ledger_seal(load_settings())
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("store", "variable", "address", "password"),
    [
        (None, None, "sqlite:///{here}/guowen.db", None),
        ("notes.db", None, "notes.db", None),
        ("postgresql://u@h/db", "pw", "postgresql+psycopg://u@h/db", "pw"),
        ("postgresql+psycopg://u:told@h/db", None, "postgresql+psycopg://u@h/db", "told"),
        ("postgresql+psycopg://u:told@h/db", "pw", "postgresql+psycopg://u@h/db", "pw"),
    ],
)
def test_the_store_s_address_has_no_password_in_it(monkeypatch, tmp_path, store, variable, address, password):
    if variable:
        monkeypatch.setenv("GUOWEN_STORE_PASSWORD", variable)
    url, told = store_address(load_settings({"store": store}))
    assert url == address.format(here=tmp_path)
    assert (told.get_secret_value() if told else None) == password
    if password:
        assert with_password(url, told) == f"postgresql+psycopg://u:{password}@h/db"


class TestOrder:
    """Places that a screening may not use."""

    def test_registries_must_be_told_and_be_there(self, tmp_path):
        with pytest.raises(ConfigError, match="registries: not told"):
            order_of(tmp_path, load_settings())
        with pytest.raises(ConfigError, match="registries: .* is no folder"):
            order_of(tmp_path, load_settings({"registries": tmp_path / "none"}))

    def test_the_inbox_must_be_there(self, tmp_path):
        with pytest.raises(ConfigError, match="inbox: .* is no folder"):
            order_of(tmp_path / "none", load_settings({"registries": tmp_path}))

    @pytest.mark.parametrize("told", [{"out": "inbox/out"}, {"out": "inbox"}, {"store": "inbox/guowen.db"}])
    def test_outputs_may_not_lie_in_the_inbox(self, tmp_path, told):
        (tmp_path / "inbox").mkdir()
        with pytest.raises(ConfigError, match="lies in the inbox"):
            order_of(tmp_path / "inbox", load_settings({"registries": tmp_path, **told}))

    def test_the_password_of_an_order_does_not_show(self, tmp_path, monkeypatch):
        (tmp_path / "inbox").mkdir()
        told = {"registries": tmp_path, "store": "postgresql://u:x-secret@h/db"}
        order = order_of(tmp_path / "inbox", load_settings(told))
        assert "x-secret" not in repr(order)
        assert "x-secret" in order.store_url


def test_the_desk_takes_what_is_told(monkeypatch):
    toml("""
[review]
organ = "安澜市中级人民法院"
second_look = ["critical"]
public_url = "https://desk.intranet/"
hosts = ["DESK2"]
[review.oidc]
issuer = "https://sso.intranet"
client_id = "guowen"
""")
    monkeypatch.setenv("GUOWEN_REVIEW__OIDC__CLIENT_SECRET", "x-secret")
    settings = load_settings()
    desk = desk_settings(settings)
    assert (desk.organ, desk.second_look, desk.secure_cookies) == ("安澜市中级人民法院", ("critical",), True)
    assert desk.hosts == {"127.0.0.1", "localhost", "::1", "desk2", "desk.intranet"}
    assert desk.oidc.redirect_uri == "https://desk.intranet/signin/oidc/back"
    assert desk.oidc.client_secret == "x-secret"
    assert "x-secret" not in repr(desk) + repr(settings)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", "http://127.0.0.1:9/"),
        ('host = "::1"', "http://[::1]:9/"),
        ('host = "10.1.2.3"\n[review]\nplain_http = true', "http://10.1.2.3:9/"),
        ('host = "0.0.0.0"\n[review]\npublic_url = "https://desk.intranet"', "https://desk.intranet"),
    ],
)
def test_where_the_desk_is(text, address):
    toml(text)
    assert listen_of(load_settings()).address(9) == address


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('host = "10.1.2.3"', "in the clear"),
        ('host = "0.0.0.0"\n[review]\npublic_url = "http://desk"', "in the clear"),
        ('[review]\ntls_certificate = "a.pem"', "go together"),
        ('[review]\ntls_certificate = "a.pem"\ntls_key = "b.pem"', "a.pem is no file"),
        ('[review]\npublic_url = "https://desk/sub"', "review.public_url"),
        ('[review.oidc]\nissuer = "https://sso"\nclient_id = "g"', "review.public_url"),
        ("[review]\nsession_hours = 0", "review.session_hours"),
        ('[review]\nsecond_look = ["grave"]', "review.second_look"),
    ],
)
def test_a_desk_that_would_be_open_is_refused(text, words):
    toml(text)
    with pytest.raises(ConfigError) as caught:
        listen_of(load_settings())
    assert words in str(caught.value)
