"""What each command does, once its options are told: settings in, one function of the project called, words out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import ConfigError
from data.goldfile import read_documents, row_of
from data.outputs import make_folder, write_json_lines
from data.registries import fault_report, load_registries
from data.registry import Registries
from data.types import Document
from pipelines.basis import rulebooks_of
from pipelines.conclusion import Summary
from pipelines.desk_log import desk_logged
from pipelines.logs import event_log
from pipelines.order import order_of
from pipelines.report import summary_lines
from pipelines.settings import Settings, ledger_seal, load_settings, registries_folder, store_address, with_password
from pipelines.versions import model_version, rulebook_version
from pipelines.weights import model_of, weights_of

if TYPE_CHECKING:
    from evaluation.run import Evaluated
    from store.accounts import Accounts

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"


Told = Mapping[str, Any]
"""Options of the command line by the name of their setting; None where not told."""


def screen_inbox(inbox: Path, told: Told, *, prefect: bool | None) -> Summary:
    """Screens `inbox`, as a Prefect flow when asked for or when a Prefect server is named, and prints the summary."""
    settings = load_settings(told)
    order = order_of(inbox, settings)
    if prefect is False and settings.cluster.scheduler:
        raise ConfigError("cluster: its batches are tasks of Prefect; leave out --no-prefect, or add --cluster off")
    if prefect or settings.cluster.scheduler or (prefect is None and os.environ.get("PREFECT_API_URL")):
        from pipelines.flows import run_screen_flow

        summary = run_screen_flow(order, settings)
        sys.stdout.write("\n".join(summary_lines(summary)) + "\n")
        return summary
    from pipelines.screening import screen
    from pipelines.watchers import watching

    with watching(settings) as watcher:
        return screen(order, watcher)


def extract_documents(docs: Path, out: Path, told: Told) -> int:
    """Writes the prediction line of every document of `docs` to `out`, in their order; returns their number.

    Raises GoldError for a faulty line before any work is done.
    """
    settings = load_settings(told)
    registries = _registries(registries_folder(settings))
    count = sum(1 for _ in read_documents(docs))
    make_folder(out.absolute().parent)
    write_json_lines(out, Predictor(registries, weights_of(settings))(read_documents(docs)))
    return count


class Predictor:
    """Documents to prediction lines, with one extractor and one resolver for all; `weights` None: the shipped ones."""

    def __init__(self, registries: Registries, weights: Path | None = None) -> None:
        from extractors.pipeline import build_extractor
        from matching.resolver import Resolver

        self._extractor = build_extractor(registries, weights=weights)
        self._resolver = Resolver(registries)
        self.version = self._extractor.version

    def __call__(self, documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
        """The prediction line of each document, in order."""
        for document in documents:
            yield row_of(self._resolver.resolve(document, self._extractor.extract(document)))


def evaluate_gold(
    gold: Path, pred: Path | None, told: Told, *, train: Sequence[Path] = (), training_fit: bool = False
) -> Evaluated:
    """Scores `pred`, or the predictions made now for the documents of `gold`; the report goes to OUT.

    Gold that the model learnt from is refused, unless `training_fit`: by the model's record, and by the gold files of
    `train`, where they are at hand. Of a prediction file only `model`, where it is told, says what made it.
    """
    from evaluation.run import Evaluation, evaluate, publish

    settings = load_settings(told)
    folder = registries_folder(settings)
    registries = _registries(folder)
    weights, model, versions = None, None, {"rulebook": _rulebook(settings)}
    if pred is None or settings.model is not None:
        weights, model = model_of(settings)
        versions = {"model": f"{model.name}; {model_version(weights)}", **versions}
    predict = None if pred else Predictor(registries, weights)
    evaluated = evaluate(Evaluation(gold, folder, pred, predict, model, tuple(train), training_fit, versions))
    publish(evaluated, settings.out)
    return evaluated


def _rulebook(settings: Settings) -> str:
    """The rulebooks in force, as run.json of a screening names them."""
    return rulebook_version(rulebooks_of(settings.profile, settings.rulebook))


def _registries(folder: Path) -> Registries:
    """The registries, their faults told on standard error."""
    registries, faults = load_registries(folder)
    if faults:
        sys.stderr.write(fault_report(faults) + "\n")
    return registries


def review_proposals(told: Told, announce: Callable[[str], None]) -> None:
    """Serves the reviewer's desk until interrupted; `announce` gets the address to open.

    Without an account nobody could sign in: `announce` gets how to make the first one, and the desk is served all the
    same, so that the account can be made while it runs.
    """
    from pipelines.desk_settings import desk_settings, listen_of
    from review.serve import serve

    settings = load_settings(told)
    with open_accounts(settings) as accounts:
        nobody = accounts.count() == 0
    if nobody:
        announce(f"nobody can sign in yet; make the first account:\n  {called()} accounts add admin {FIRST_ACCOUNT}")
    url, listen = with_password(*store_address(settings)), listen_of(settings)
    with (
        event_log(settings.log_file) as log,
        desk_logged(log, port=listen.port, tls=bool(listen.certificate)) as faults,
    ):
        serve(url, desk_settings(settings), listen=listen, announce=announce, faults=faults)


FIRST_ACCOUNT = "--name 姓名 --role administrator --one-time"


@contextmanager
def open_accounts(settings: Settings) -> Iterator[Accounts]:
    """The accounts of the store that the settings name. Raises StoreError when there is none."""
    from pipelines.desk_settings import desk_settings
    from store.accounts import Accounts
    from store.database import open_database

    database = open_database(with_password(*store_address(settings)), make=False, seal=ledger_seal(settings))
    try:
        yield Accounts(database, desk_settings(settings).account_rules())
    finally:
        database.close()


def called() -> str:
    """What this command was called as, for commands that are shown."""
    return sys.argv[0] if Path(sys.argv[0]).name == "guowen" else "guowen"


def screen_sample_city(told: Told, announce: Callable[[str], None]) -> Summary:
    """Screens the invented sample city into OUT and says where to look."""
    if not (SAMPLES / "inbox").is_dir():
        raise ConfigError(f"{SAMPLES}: the sample city is not part of this installation; run this in the source tree")
    announce(f"screening the invented sample city {SAMPLES / 'inbox'}")
    summary = screen_inbox(SAMPLES / "inbox", {**told, "registries": SAMPLES / "registries"}, prefect=False)
    announce(
        f"\nthe proposals, in a browser:\n  {called()} review --store {told['store']}\n"
        f"or as lines: {summary.out / 'proposals.jsonl'}\n"
        f"why the rest was not proposed, or not read, file by file: {summary.out / 'documents.jsonl'}\n"
        f"what ought to come out: {SAMPLES / 'README.md'}"
    )
    return summary
