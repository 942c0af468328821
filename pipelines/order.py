"""What a screening is asked for: places and options, nothing of what lies there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from data.errors import ConfigError
from data.readers.base import Limits
from extractors.second_reader.settings import SecondReaderSettings
from pipelines.second_address import checked
from pipelines.settings import Settings, ledger_seal, registries_folder, store_address, with_password
from pipelines.weights import weights_of
from store.engine import parse_url, sqlite_path
from store.seal import Seal


@dataclass(frozen=True, slots=True)
class Order:
    """One screening to be done: absolute paths, the store's URL (`store_url` may hold a password: never shown)."""

    inbox: Path
    registries: Path
    out: Path
    store_url: str = field(repr=False)
    profile: str = "auto"
    rulebook: Path | None = None
    strict: bool = False
    workers: int = 1
    batch_files: int = 200
    lock_wait_seconds: float = 0
    limits: Limits = field(default_factory=Limits)
    seal: Seal | None = field(default=None, repr=False)
    weights: Path | None = None
    """The model folder in use, whole when the order was made; None for the shipped weights."""
    second_reader: SecondReaderSettings | None = field(default=None, repr=False)
    """The second reader, its key read; None without one."""


def order_of(inbox: Path, settings: Settings) -> Order:
    """The order that the settings make for `inbox`.

    Raises ConfigError when the registries are not told, the model in use is damaged or missing, the second reader must
    not be asked, or outputs or store would lie in the inbox itself.
    """
    registries = registries_folder(settings)
    url = with_password(*store_address(settings))
    order = Order(
        inbox=inbox.absolute(),
        registries=registries.absolute(),
        out=settings.out.absolute(),
        store_url=url,
        profile=settings.profile,
        rulebook=settings.rulebook.absolute() if settings.rulebook else None,
        strict=settings.strict,
        workers=settings.workers,
        batch_files=settings.batch_files,
        lock_wait_seconds=settings.lock_wait_seconds,
        limits=settings.limits,
        seal=ledger_seal(settings),
        weights=weights_of(settings),
        second_reader=checked(settings.second_reader),
    )
    _check_places(order)
    return order


def _check_places(order: Order) -> None:
    """Raises ConfigError for a folder that is not there, or for outputs that the next run would read as papers."""
    for name, folder in (("inbox", order.inbox), ("registries", order.registries)):
        if not folder.is_dir():
            raise ConfigError(f"{name}: {folder} is no folder; name one that is there")
    inbox = order.inbox.resolve()
    parsed = parse_url(order.store_url)
    places = [("out", order.out)]
    if parsed.get_backend_name() == "sqlite":
        places.append(("store", sqlite_path(parsed)))
    for name, place in places:
        if place.resolve().is_relative_to(inbox):
            raise ConfigError(f"{name}: {place} lies in the inbox and would be screened itself; name a place outside")
