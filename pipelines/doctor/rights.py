"""Who may read what: store, outputs, log and secrets not everybody; the inbox this user, who need not write there."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipelines.doctor.check import Check, Patient, fault, note, ok
from pipelines.settings import config_file, store_address
from store.engine import parse_url, sqlite_path

SECRET_KEYS = ("store_password", "ledger_key", "client_secret", "key", "token", "password")
SECRETS_FILE = Path("/etc/guowen/secrets")
"""Where docs/operations.md puts the secrets of a service."""


def private(patient: Patient) -> Iterator[Check]:
    """Nothing that holds names or keys can be read by everybody on this machine."""
    open_to_all = [str(path) for path in _guarded(patient) if readable_by_all(path)]
    if open_to_all:
        yield fault("private_files", f"人人可读：{'、'.join(open_to_all[:5])}", "chmod o-rwx 这些文件，或其上级目录")
    else:
        yield ok("private_files", "数据库、输出、日志、密钥文件均非人人可读")
    yield _secrets()
    if os.geteuid() == 0:
        yield note("user", "root", "改用专门的用户运行，见 docs/operations.md 的服务单元")
    else:
        yield ok("user", f"uid {os.geteuid()}")


def _guarded(patient: Patient) -> Iterator[Path]:
    settings = patient.settings
    url = parse_url(store_address(settings)[0])
    if url.get_backend_name() == "sqlite":
        path = sqlite_path(url)
        yield from (path.with_name(path.name + end) for end in ("", "-wal", "-shm"))
    yield from sorted(patient.out.glob("*")) if patient.out.is_dir() else ()
    told = (settings.log_file, settings.review.tls_key, settings.second_reader.key_file, SECRETS_FILE)
    yield from (path.absolute() for path in told if path is not None)
    if _told_secrets():
        yield config_file().absolute()


def readable_by_all(path: Path) -> bool:
    """Whether everybody can read the file: its own rights, and those of every folder above it."""
    with suppress(OSError):
        path = path.resolve(strict=True)
        if not path.stat().st_mode & stat.S_IROTH:
            return False
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
    return False


def _secrets() -> Check:
    told = _told_secrets()
    if told:
        remedy = "移到环境变量（GUOWEN_STORE_PASSWORD、GUOWEN_LEDGER_KEY 等），从文件删去，并换掉已泄露的"
        return fault("secrets", f"{config_file()} 里写有 {'、'.join(told)}", remedy)
    return ok("secrets", "配置文件里没有口令或密钥")


def _told_secrets() -> list[str]:
    """The keys of the settings file that hold a secret; values are not kept."""
    with suppress(OSError, ValueError):
        return sorted(_secret_keys(tomllib.loads(config_file().read_text("utf-8"))))
    return []


def _secret_keys(table: dict[str, object], above: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _secret_keys(value, f"{above}{name}.")
        elif name in SECRET_KEYS and value:
            yield above + name


def inbox(patient: Patient) -> Iterator[Check]:
    """The inbox that was named can be read; that it can be written is more than is needed."""
    folder = patient.inbox
    if folder is None:
        return
    if not folder.is_dir():
        yield fault("inbox", f"{folder} 不是目录", "改正路径，或核对挂载")
    elif not os.access(folder, os.R_OK | os.X_OK):
        yield fault("inbox", f"{folder} 不可读", "给运行本命令的用户读权限：chmod/setfacl r-x")
    elif os.access(folder, os.W_OK) and os.geteuid() != 0:
        yield note("inbox", f"{folder} 可读，也可写", "只给读权限即可：guowen 从不写收件目录")
    else:
        yield ok("inbox", f"{folder} 可读")
