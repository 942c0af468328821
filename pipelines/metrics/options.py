"""Where the figures go. Without either place nothing is measured, loaded or started."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.errors import ConfigError
from extractors.second_reader.address import PublicAddress, address_of, is_this_machine

ENDING = ".prom"


class MetricsOptions(BaseModel):
    """An OTLP/HTTP receiver of the intranet, a text file for the node exporter, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    otlp_endpoint: str = Field(
        default="", pattern=r"^(https?://[^/?#@\s]+(/[^?#\s]*)?)?$", description="http://collector.intranet:4318"
    )
    textfile: Path | None = Field(default=None, description="a .prom file in the folder of the textfile collector")
    interval_seconds: float = Field(default=60, ge=5, le=3600, description="between two sendings of a long run")
    timeout_seconds: float = Field(default=5, ge=1, le=60, description="for one sending; none is waited for longer")
    ca_file: Path | None = Field(default=None, description="certificate of the authority that signed the receiver's")
    plain_http: bool = Field(default=False, description="without TLS beyond this machine, on a network of the site's")
    allow_public: bool = Field(default=False, description="an address that is not of an intranet")

    @property
    def on(self) -> bool:
        """Whether anything is measured."""
        return bool(self.otlp_endpoint or self.textfile)

    @property
    def address(self) -> str:
        """The full address that metrics are posted to."""
        bare = self.otlp_endpoint.rstrip("/")
        return bare if bare.endswith("/v1/metrics") else f"{bare}/v1/metrics"

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        parts = urlsplit(self.otlp_endpoint)
        if parts.scheme == "http" and not (self.plain_http or is_this_machine(parts.hostname or "")):
            raise ValueError("otlp_endpoint: use https://, or, on a network closed to others, plain_http = true")
        if self.textfile is not None and self.textfile.suffix != ENDING:
            raise ValueError(f"textfile: the textfile collector reads names that end in {ENDING} only")
        return self


def check_places(options: MetricsOptions) -> None:
    """Raises ConfigError for a receiver outside of the intranet, and for a file that cannot be there.

    A name that means nothing is no error: the receiver may be down, and the run goes on without it.
    """
    if options.ca_file is not None and not options.ca_file.is_file():
        raise ConfigError(f"metrics.ca_file: {options.ca_file} is no file; correct the setting")
    if options.textfile is not None and not options.textfile.absolute().parent.is_dir():
        raise ConfigError(
            f"metrics.textfile: {options.textfile.absolute().parent} is no folder; name the one that the node exporter "
            "was given as --collector.textfile.directory"
        )
    if not options.otlp_endpoint:
        return
    try:
        address_of(options.otlp_endpoint, allow_public=options.allow_public)
    except PublicAddress:
        raise ConfigError(
            f"metrics.otlp_endpoint: {options.otlp_endpoint} is not of an intranet; name a receiver within, or set "
            "metrics.allow_public = true"
        ) from None
    except OSError:
        pass
