"""The settings: nothing else can be looked at before they can be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.errors import GuowenError
from pipelines.doctor.check import Check, Patient, fault, ok
from pipelines.settings import config_file, load_settings


def patient_of(told: Mapping[str, Any], inbox: Path | None) -> tuple[Patient | None, Check]:
    """What is to be looked at, None where the settings cannot be read, and the check of the settings."""
    try:
        settings = load_settings(told)
    except GuowenError as error:
        return None, fault("settings", str(error), "对照 guowen.toml.example 改正这一项，再运行本命令")
    file = config_file()
    seen = str(file.absolute()) if file.is_file() else "没有 guowen.toml，用默认值和环境变量"
    return Patient(settings, inbox.absolute() if inbox else None), ok("settings", seen)
