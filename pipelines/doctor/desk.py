"""The desk: where it listens, its certificate, its pages, and the fonts its exports are set in."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from data.errors import GuowenError
from pipelines.doctor.check import Check, Patient, fault, note, ok

NAMED = re.compile(r"static/([\w./-]+\.(?:css|js|svg))")
SOON_DAYS = 30


def listening(patient: Patient) -> Iterator[Check]:
    """Address, hosts and TLS would let the desk start."""
    from pipelines.desk_settings import desk_settings, listen_of

    try:
        listen, desk = listen_of(patient.settings), desk_settings(patient.settings)
    except GuowenError as error:
        yield fault("listen", str(error), "按 docs/operations.md“TLS”一节改 guowen.toml 的 [review]")
        return
    told = f"{listen.address(listen.port)}，接受的主机名：{'、'.join(sorted(desk.hosts))}"
    if patient.settings.review.plain_http:
        yield note("listen", f"{told}；未加密（plain_http）", "仅限封闭网络；否则设 tls_certificate 和 tls_key")
    else:
        yield ok("listen", told)
    if listen.certificate:
        yield certificate(Path(listen.certificate), Path(listen.key))


def certificate(pem: Path, key: Path) -> Check:
    """The desk's certificate fits its key and is valid for a while."""
    from cryptography import x509

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(pem, key, password=lambda: "")
        until = x509.load_pem_x509_certificate(pem.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        return fault("certificate", f"{pem}：{type(error).__name__}", "核对证书与私钥是否成对、可读、为 PEM 且无口令")
    left = (until - datetime.now(UTC)).days
    if left < 0:
        return fault("certificate", f"已于 {until:%Y-%m-%d} 到期", "换新证书后重启审核台")
    if left < SOON_DAYS:
        return note("certificate", f"{until:%Y-%m-%d} 到期，还有 {left} 天", "尽快换新证书，换后重启审核台")
    return ok("certificate", f"有效至 {until:%Y-%m-%d}")


def pages(_: Patient) -> Iterator[Check]:
    """Every style, script and picture that a page names is there and not empty."""
    review = files("review")
    templates = [entry for entry in _walk(Path(str(review / "templates"))) if entry.suffix in {".html", ".xml"}]
    wanted = {name for page in templates for name in NAMED.findall(page.read_text("utf-8"))}
    folder = Path(str(review / "static"))
    missing = sorted(name for name in wanted if not _filled(folder / name))
    if missing or not wanted:
        yield fault("pages", f"缺少 {'、'.join(missing) or '全部页面'}", "重新安装 guowen：安装包不完整")
    else:
        yield ok("pages", f"{len(templates)} 个模板、{len(wanted)} 个样式和脚本齐全")


def fonts(_: Patient) -> Iterator[Check]:
    """A PDF can be set in Chinese."""
    from review.exports.fonts import font_list, make_font

    listed = font_list()
    try:
        made = [make_font("GuowenProbe", "过问记录", wanted, listed) for wanted in (listed.body, listed.heading)]
    except (GuowenError, OSError, ValueError):
        remedy = f"安装 {listed.install}，或把仿宋、黑体字体放进 {listed.folders[0]}"
        yield note("fonts", "没有中文字体，不能导出 PDF", remedy)
        return
    yield ok("fonts", f"正文与标题字体可用（{sum(len(one.data) for one in made)} 字节样张）")


def _walk(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.rglob("*") if entry.is_file())


def _filled(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0
