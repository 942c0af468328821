"""A small invented city laid out at test time, and the undisturbed screening of it that others are compared with."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from email.message import EmailMessage
from multiprocessing import forkserver
from pathlib import Path

import pytest

from pipelines.order import Order
from pipelines.screening import screen

OFFICIALS = """\
person_id,name,aliases,gender,org,position,field,valid_from,valid_to,phone
P0001,彭鹏,,男,瑶光市中级人民法院,院长,审判机关,2018-01-17,,19900001184
P0011,于天佑,,男,瑶光市中级人民法院,审判员,审判机关,2015-01-21,,19900001187
P0013,段峰,,男,瑶光市中级人民法院,审判员,审判机关,2016-03-01,,19900001201
P0140,任玉兰,,女,柳塘县人民政府,副县长,政府机关,2019-05-06,,19900002200
P0296,任国华,,男,雾山县政协,委员,政协机关,2017-01-09,,19900002201
"""
LAWYERS = """\
entry_id,lawyer_name,license_no,law_firm,phone,relation,official_id,official_name,official_org,official_position,left_on
L0001,丁晓东,14754573132033651,湘泰安律师事务所,19900004071,子女,P0001,彭鹏,瑶光市中级人民法院,院长,
"""
CASES = """\
case_no,unit,cause,parties,handlers,agents,filed_on,closed_on
（2023）湘96执311号,瑶光市中级人民法院,申请执行人借款合同执行,王燕;程淑珍,P0013,,2023-04-14,
（2023）湘96民初563号,瑶光市中级人民法院,机动车交通事故责任纠纷,田斌;瑶光瑞丰置业有限公司,P0011,,2023-03-25,
"""
FILED = """\
record_id,recorder_id,recorder,intervener,intervener_id,intervener_org,intervener_position,case_no,occurred_on,channel,content,filed_on
F0001,P0011,于天佑,任国华,P0296,雾山县政协,委员,（2023）湘96民初563号,2023-05-13,转交材料,转递当事人材料,2023-05-30
"""
CHAT = [
    ["时间", "发送人", "内容"],
    ["2023-06-02 20:14", "任玉兰", "于法官，（2023）湘96民初563号那个案子请多关照，能不能快点判"],
    ["2023-06-02 20:31", "于天佑", "任县长，按程序来"],
]
NOTE = """\
工作笔记
2023年5月18日，任国华打电话来，打听（2023）湘96执311号案件执行到哪一步了，请我帮忙催一催。
我答复按规定办理。
"""
DULL = """\
关于食堂停业的通知
本周三食堂停业一天，请各部门自备午餐。
二层打印机已换新，纸张到三层领取。
"""
SECRET_OF_DULL = "二层打印机已换新"
"""Words of a paper in which nobody asks about a case: they must be nowhere once the run is over."""
INTERVENERS = ("任玉兰", "任国华")


@dataclass(frozen=True)
class City:
    """Where the city lies and how it is screened; `order` names a store and outputs of the test's own."""

    inbox: Path
    registries: Path
    order: Order


def lay_registries(folder: Path) -> Path:
    """The four registries, without faults."""
    folder.mkdir(parents=True)
    for name, text in (
        ("officials", OFFICIALS),
        ("lawyer_relatives", LAWYERS),
        ("cases", CASES),
        ("filed_records", FILED),
    ):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def lay_inbox(folder: Path) -> Path:
    """Fourteen files: five that tell of somebody asking, five that do not, two unreadable, two left out by rule."""
    for part in ("comms/P0011", "comms/P0013", "cases/（2023）湘96执311号", "units"):
        (folder / part).mkdir(parents=True)
    write_chat(folder / "comms/P0011/chat.csv", CHAT)
    later = [CHAT[0], *([day.replace("06-02", "07-09"), *rest] for day, *rest in CHAT[1:])]
    write_chat(folder / "comms/P0011/later.csv", later)
    (folder / "comms/P0013/note.txt").write_text(NOTE, "utf-8")
    (folder / "comms/P0013/gbk.txt").write_bytes(NOTE.replace("5月18日", "8月21日").encode("gb18030"))
    (folder / "comms/P0013/mail.eml").write_bytes(mail())
    (folder / "cases/（2023）湘96执311号/通知.txt").write_text(DULL, "utf-8")
    for number in range(4):
        (folder / f"units/minutes-{number}.txt").write_text(DULL.replace("三层", f"{number + 3}层"), "utf-8")
    (folder / "units/empty.txt").write_bytes(b"")
    (folder / "units/broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    (folder / "units/~$open.docx").write_bytes(b"lock")
    (folder / "units/link.txt").symlink_to(folder / "units/minutes-0.txt")
    return folder


FILES = 14


def write_chat(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A chat export as a table."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)


def mail() -> bytes:
    """A mail in which a vice head of county asks for a favour."""
    message = EmailMessage()
    message["From"] = "任玉兰 <renyulan@example.org>"
    message["To"] = "段峰 <duanfeng@example.org>"
    message["Date"] = "Mon, 12 Jun 2023 09:30:00 +0800"
    message["Subject"] = "王燕执行案"
    message.set_content("段法官：（2023）湘96执311号王燕的执行案请你关照一下，先不要查封。任玉兰")
    return message.as_bytes()


def outputs(out: Path) -> dict[str, bytes]:
    """The outputs that must be the same, byte for byte; run.json tells of times."""
    names = ("proposals.jsonl", "documents.jsonl", "registry_faults.csv")
    return {name: (out / name).read_bytes() for name in names}


@pytest.fixture(scope="session", autouse=True)
def _code_is_loaded_once() -> None:
    """Ends the process that workers are forked from, if tests of the readers began it: it lacks the code of screening.

    Each worker would load that code by itself, two CPU seconds of it.
    """
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def laid_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The city, screened by nobody yet."""
    root = tmp_path_factory.mktemp("city")
    inbox, registries = lay_inbox(root / "inbox"), lay_registries(root / "registries")
    order = Order(inbox, registries, root / "out", f"sqlite:///{root / 'guowen.db'}", workers=1, batch_files=3)
    return City(inbox, registries, order)


@pytest.fixture(scope="session")
def screened_city(laid_city: City) -> City:
    """The city after one undisturbed run. Not to be changed: see `city_after`."""
    summary = screen(laid_city.order)
    assert summary.complete
    return laid_city


@pytest.fixture
def fresh(laid_city: City, tmp_path: Path) -> City:
    """The city with an empty store and empty outputs of the test's own; its inbox is everybody's."""
    return replace(laid_city, order=_order_in(tmp_path, laid_city))


@pytest.fixture
def copied(laid_city: City, tmp_path: Path) -> City:
    """The city with an inbox of the test's own, to be changed at will, and an empty store."""
    inbox = tmp_path / "inbox"
    shutil.copytree(laid_city.inbox, inbox, symlinks=True)
    return City(inbox, laid_city.registries, replace(_order_in(tmp_path, laid_city), inbox=inbox))


@pytest.fixture
def city_after(screened_city: City, tmp_path: Path) -> City:
    """The city after one undisturbed run, with a copy of its store; its inbox is everybody's."""
    shutil.copy(screened_city.order.out.parent / "guowen.db", tmp_path / "guowen.db")
    return replace(screened_city, order=_order_in(tmp_path, screened_city))


def copy_of(city: City, folder: Path) -> City:
    """A screened city with inbox, store and outputs of its own in `folder`, which has none of them yet."""
    inbox, order = folder / "inbox", replace(_order_in(folder, city), inbox=folder / "inbox")
    shutil.copytree(city.inbox, inbox, symlinks=True)
    shutil.copytree(city.order.out, order.out)
    path = order.store_url.removeprefix("sqlite:///")
    shutil.copy(city.order.store_url.removeprefix("sqlite:///"), path)
    with closing(sqlite3.connect(path)) as store, store:
        moved = store.execute("UPDATE inboxes SET root = ?", (str(inbox),))
        assert moved.rowcount == 1
    return City(inbox, city.registries, order)


@pytest.fixture
def copied_after(screened_city: City, tmp_path: Path) -> City:
    """The city after one undisturbed run, with inbox and store of the test's own, to be changed at will."""
    return copy_of(screened_city, tmp_path)


def _order_in(folder: Path, city: City) -> Order:
    return replace(city.order, out=folder / "out", store_url=f"sqlite:///{folder / 'guowen.db'}")


@pytest.fixture
def read_outputs() -> Callable[[Path], dict[str, bytes]]:
    """See `outputs`."""
    return outputs


@pytest.fixture
def undisturbed(screened_city: City) -> Iterator[dict[str, bytes]]:
    """The outputs of one undisturbed run over an empty store."""
    return outputs(screened_city.order.out)  # type: ignore[return-value]
