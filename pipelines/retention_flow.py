"""The nightly erasing as a Prefect flow. Thin: the work is in `pipelines.retention`; Prefect is given counts alone."""

from __future__ import annotations

from pipelines import retention
from pipelines.quiet import silence_prefect
from pipelines.settings import load_settings

silence_prefect()  # Prefect reads its settings while it is imported

from prefect import flow  # noqa: E402
from prefect.artifacts import create_markdown_artifact  # noqa: E402

from pipelines.plainly import told_plainly  # noqa: E402


@flow(name="retain", persist_result=False, validate_parameters=True, retries=2, retry_delay_seconds=600)
def retain(store: str | None = None, dry_run: bool = False) -> dict[str, int]:
    """Erases what is due today and returns the counts by rule; with `dry_run` it counts what is due.

    Store, days and keys come from guowen.toml or GUOWEN_* variables of the worker.
    """
    with told_plainly("retain"):
        settings = load_settings({"store": store})
        day = retention.today()
        if dry_run:
            counts = dict(retention.due_on(settings, day))
        else:
            erased = retention.retain(settings, day)
            counts = {**erased.proposals, "values": erased.values, "findings": erased.findings}
        told = "\n".join(f"    {line}" for line in retention.lines(counts, settings))
        create_markdown_artifact(
            f"{'due' if dry_run else 'erased'} on {day}\n\n{told}\n",
            key="guowen-retain",
            description="过问: what the rules of retention erased last",
        )
    return counts
