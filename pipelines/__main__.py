"""`python -m pipelines` is `guowen`, where the script is not on the path."""

from __future__ import annotations

from pipelines.cli import main

main()
