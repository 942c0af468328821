"""What can be set of the second reader, and what its results are known by."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from data.codec import digest
from extractors.second_reader.address import is_this_machine
from extractors.second_reader.prompt import prompt_version


class SecondReaderSettings(BaseModel):
    """An OpenAI-compatible service of the intranet. Without `base_url` there is no second reader."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str = Field(
        default="", pattern=r"^(https?://[^/?#@\s]+(/[^?#\s]*)?)?$", description="https://llm.intranet/v1"
    )
    model: str = Field(default="", max_length=200, description="name of the model, as the service calls it")
    key: SecretStr | None = Field(default=None, description="key of the service; GUOWEN_SECOND_READER__KEY")
    key_file: Path | None = Field(default=None, description="file that holds the key, in its place")
    ca_file: Path | None = Field(default=None, description="certificate of the authority that signed the service's own")
    timeout_seconds: float = Field(default=60, ge=1, le=3600, description="for one request, all of its answer read")
    file_seconds: float = Field(default=300, ge=1, le=7200, description="for all requests of one file")
    most_tokens: int = Field(default=2048, ge=64, le=65536, description="tokens of one answer")
    most_characters: int = Field(default=6000, ge=200, le=200_000, description="characters of papers in one request")
    alone: Literal["count", "show", "propose"] = Field(
        default="show",
        description="events that only the second reader sees: counted, shown beside a proposal, or proposed",
    )
    plain_http: bool = Field(
        default=False, description="without TLS beyond this machine, on a network closed to others"
    )
    allow_public: bool = Field(default=False, description="let papers leave for an address that is not of an intranet")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if bool(self.base_url) != bool(self.model):
            raise ValueError("base_url and model go together")
        if self.key and self.key_file:
            raise ValueError("key and key_file: tell one of them")
        parts = urlsplit(self.base_url)
        if parts.scheme == "http" and not (self.plain_http or is_this_machine(parts.hostname or "")):
            raise ValueError(
                "base_url: papers and key would cross the network in the clear; use https://, or, on a network closed "
                "to others, plain_http = true"
            )
        return self

    @property
    def version(self) -> str:
        """Model and prompt by name, and one digest over all that an answer depends on; keys and patience aside."""
        asked = [self.base_url, self.model, self.most_tokens, self.most_characters, self.alone]
        return f"{self.model}; {prompt_version()}; {digest(asked)[:16]}"
