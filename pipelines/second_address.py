"""Whether the second reader may be asked, looked at before a screening begins."""

from __future__ import annotations

from pydantic import SecretStr

from data.errors import ConfigError
from extractors.second_reader.address import PublicAddress, address_of
from extractors.second_reader.settings import SecondReaderSettings


def checked(settings: SecondReaderSettings) -> SecondReaderSettings | None:
    """The settings with the key read and files named in full; None when there is no second reader.

    Raises ConfigError for a file that cannot be used, and for a service whose name means an address outside of the
    intranet. A name that means nothing is no error: the service may be down, and the run goes on without it.
    """
    if not settings.base_url:
        return None
    for name, file in (("key_file", settings.key_file), ("ca_file", settings.ca_file)):
        if file is not None and not file.is_file():
            raise ConfigError(f"second_reader.{name}: {file} is no file; correct the setting")
    try:
        address_of(settings.base_url, allow_public=settings.allow_public)
    except PublicAddress:
        raise ConfigError(
            f"second_reader.base_url: {settings.base_url} is not of an intranet, and papers would leave for it; name "
            "a service within, or set second_reader.allow_public = true"
        ) from None
    except OSError:
        pass
    key = settings.key
    if settings.key_file is not None:
        try:
            key = SecretStr(settings.key_file.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError):
            raise ConfigError(f"second_reader.key_file: {settings.key_file} cannot be read as text") from None
    ca_file = settings.ca_file.absolute() if settings.ca_file else None
    return settings.model_copy(update={"key": key, "key_file": None, "ca_file": ca_file})
