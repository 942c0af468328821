"""Settings of every command: the command line first, then `GUOWEN_*` variables, then `guowen.toml`, then the defaults.

This is the one place of the defaults. A key that is not known, in the file or among the variables, is an error.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from data.errors import ConfigError
from data.readers.base import Limits
from extractors.second_reader.settings import SecondReaderSettings
from pipelines.cluster_settings import ClusterSettings
from pipelines.desk_settings import ReviewOptions
from pipelines.metrics.options import MetricsOptions
from store.engine import parse_url
from store.retention_rules import RetentionRules
from store.seal import Seal, seal_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "GUOWEN_"
CONFIG_VARIABLE = "GUOWEN_CONFIG"
"""Names the settings file where it is not `guowen.toml` in the working folder."""

_OUT_OF_RANGE = frozenset({"literal_error", "greater_than", "greater_than_equal", "less_than", "less_than_equal"})

Profile = Literal["auto", "court", "procuratorate", "police", "committee", "common"]


class Settings(BaseSettings):
    """What can be set. Times in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    registries: Path | None = Field(None, description="folder of the four registries")
    out: Path = Field(Path("out"), description="folder the outputs are written to")
    store: str | None = Field(None, description="URL of the store; by default guowen.db beside `out`")
    store_password: SecretStr | None = Field(None, description="password of a PostgreSQL store, kept out of its URL")
    ledger_key: SecretStr | None = Field(None, description="key that seals the ledger; several: the one in use first")
    profile: Profile = Field("auto", description="whose rulebook holds; auto: of each unit its own")
    rulebook: Path | None = Field(None, description="folder of rulebook files that take the place of the built-in ones")
    models: Path | None = Field(None, description="folder of promoted models; by default the shipped weights are used")
    model: Path | None = Field(None, description="one model folder to be used, promoted or not")
    strict: bool = Field(False, description="refuse registries with any faulty row")
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="worker processes")
    batch_files: int = Field(200, ge=1, le=100_000, description="files committed together")
    lock_wait_seconds: float = Field(0, ge=0, description="how long to wait for another screening of the store to end")
    log_file: Path | None = Field(None, description="JSON lines of what happened: ids and counts, no names, no text")
    host: str = Field("127.0.0.1", description="address the review pages listen on")
    port: int = Field(8017, ge=1, le=65535, description="port of the review pages")
    review: ReviewOptions = Field(ReviewOptions(), description="how the reviewer's desk runs")
    retention: RetentionRules = Field(default_factory=RetentionRules, description="when words are erased, in days")
    artifact_paths: bool = Field(
        False, description="name files by path on Prefect's pages; paths may hold names, so the default is line numbers"
    )
    second_reader: SecondReaderSettings = Field(
        SecondReaderSettings(), description="a large model of the intranet that reads beside ours"
    )
    metrics: MetricsOptions = Field(MetricsOptions(), description="figures for the site's own monitoring")
    cluster: ClusterSettings = Field(ClusterSettings(), description="the Dask cluster that batches are screened on")
    limits: Limits = Field(default_factory=Limits, description="caps on one hostile file")

    @model_validator(mode="after")
    def _limits_are_positive(self) -> Self:
        for field in fields(Limits):
            if getattr(self.limits, field.name) < 1:
                raise ValueError(f"limits.{field.name} must be 1 or more")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of the sources, the first that tells a value wins."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config_file())


def config_file() -> Path:
    """The settings file, whether it exists or not."""
    return Path(os.environ.get(CONFIG_VARIABLE, "guowen.toml"))


def load_settings(told: Mapping[str, Any] | None = None) -> Settings:
    """The settings, with what the command line told (None values were not told).

    Raises ConfigError naming each key that is unknown or out of range; of values only those are repeated that can be no
    secret.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    if named and not Path(named).is_file():
        raise ConfigError(f"{CONFIG_VARIABLE}: {named} is no file; correct the variable or remove it")
    _check_variables()
    try:
        return Settings(**{name: value for name, value in (told or {}).items() if value is not None})
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'limits'}: {fault['msg']}{_told(fault)}" for fault in error.errors()
        )
        raise ConfigError(f"settings: {faults}; see guowen.toml.example for the keys and their ranges") from None
    except ValueError:
        raise ConfigError(f"{config_file()}: not TOML; see guowen.toml.example") from None


def _told(fault: ErrorDetails) -> str:
    """The value, of a kind of fault that no secret can have."""
    return f", not {str(fault['input'])[:40]}" if fault["type"] in _OUT_OF_RANGE else ""


def _check_variables() -> None:
    """Raises ConfigError for a `GUOWEN_*` variable that sets nothing: it is misspelt."""
    for name in sorted(os.environ):
        known = name == CONFIG_VARIABLE or name.removeprefix(PREFIX).split("__")[0].lower() in Settings.model_fields
        if name.startswith(PREFIX) and not known:
            raise ConfigError(f"{name}: no setting has this name; see guowen.toml.example, or unset the variable")


def registries_folder(settings: Settings) -> Path:
    """The folder of the registries. Raises ConfigError when none is told."""
    if settings.registries is None:
        raise ConfigError("registries: not told; give --registries DIR, or set it in guowen.toml")
    return settings.registries


def store_address(settings: Settings) -> tuple[str, SecretStr | None]:
    """The store's URL without a password, and the password: from GUOWEN_STORE_PASSWORD, else from the URL itself.

    Without a URL the store is `guowen.db` beside the folder of outputs: clearing that folder never clears the store.
    """
    url = settings.store or f"sqlite:///{settings.out.absolute().parent / 'guowen.db'}"
    if "://" not in url or url.startswith("sqlite"):
        return url, None
    parsed = parse_url(url)
    told = settings.store_password or (SecretStr(str(parsed.password)) if parsed.password else None)
    return parsed._replace(password=None).render_as_string(hide_password=False), told


def ledger_seal(settings: Settings) -> Seal | None:
    """What the ledger is sealed with, None without a key. Raises ConfigError for a key that could be guessed."""
    return seal_of(settings.ledger_key.get_secret_value() if settings.ledger_key else None)


def without_password(url: str) -> str:
    """`url` as it may be passed on and shown."""
    parsed = parse_url(url)
    return parsed._replace(password=None).render_as_string(hide_password=False) if parsed.password else url


def with_password(url: str, password: SecretStr | None) -> str:
    """`url` with the password, for opening the store; never to be shown or passed on."""
    if password is None:
        return url
    return parse_url(url).set(password=password.get_secret_value()).render_as_string(hide_password=False)
