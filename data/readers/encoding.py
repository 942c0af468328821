"""Which encoding a Chinese text is in, and its characters, block by block.

The rule, in order: a byte order mark; a declared charset that hides behind ASCII (hz, iso-2022, utf-7); UTF-16 told by
its zero bytes or by what it reads as; strict UTF-8, or nearly; the declared charset, with gb2312 and gbk raised to
gb18030; else gb18030 and big5hkscs, the one whose characters are the commoner. Detectors that guess by statistics fail
on texts of five characters; this does not.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

SAMPLE = 64 * 1024
SCORED = 4 * 1024
"""Bytes from the start by which one encoding is weighed against another."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
RAISED = {
    **dict.fromkeys(("gb2312", "gb231280", "csgb2312", "chinese", "gbk", "xgbk", "cp936", "ms936"), "gb18030"),
    **dict.fromkeys(("big5", "cnbig5", "csbig5", "xxbig5", "cp950", "ms950"), "big5hkscs"),
}
"""Charsets whose declared name is narrower than what programs write under it."""
HIDDEN = frozenset({"hz", "utf-7", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr"})
WIDE = ("utf-16-le", "utf-16-be")
LEGACY = ("gb18030", "big5hkscs")
BINARY = bytes({*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)})
"""Control characters that no text holds in number; tab, line ends and the escape of ISO 2022 are none of them."""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]")
UTF8_WORD = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")
LEAST_COMMON = 0.6
MOST_BROKEN = 0.05


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name and the length of the byte order mark before the text, in bytes."""

    codec: str
    mark: int = 0


def detect(data: bytes, declared: str | None = None) -> Encoding | None:
    """The encoding of `data` by the module's rule, told from its head; None when the bytes are no text.

    `declared` is what a header or a meta tag says; it is believed only where it decodes.
    """
    return _detect(data[:SAMPLE], len(data) <= SAMPLE, declared)


@lru_cache(maxsize=8)
def _detect(head: bytes, whole: bool, declared: str | None) -> Encoding | None:
    """The encoding told from the head; kept for the few sniffs and readers that ask for the same file's."""
    for mark, codec in BOMS:
        if head.startswith(mark):
            return Encoding(codec, len(mark))
    told = known_codec(declared) if declared else None
    hidden = told if told in HIDDEN and decodes(head, told, whole) else _wide_codec(head, whole)
    if hidden:
        return Encoding(hidden)
    if (len(head) - len(head.translate(None, BINARY))) * 100 > len(head):
        return None
    if decodes(head, "utf-8", whole) or _nearly_utf8(head):
        return Encoding("utf-8")
    chinese = _chinese_codec(head, whole)
    # A charset of one byte a character decodes anything: what reads as Chinese is not believed to be in one.
    doubtful = told not in LEGACY and common_share(_scored(head, chinese)) >= LEAST_COMMON
    believed = told if told and not doubtful and decodes(head, told, whole) else chinese
    return Encoding(believed)


def known_codec(charset: str) -> str | None:
    """The codec to use for a declared charset, widened where programs write more than they declare; None if unknown."""
    name = charset.strip().strip("\"'").lower()
    plain = "utf-7" if name.endswith("utf-7") else RAISED.get(re.sub(r"[-_]", "", name), name)
    try:
        codec = codecs.lookup(plain).name
    except (LookupError, ValueError):
        return None
    return RAISED.get(codec, codec)


def decode_sample(data: bytes) -> str:
    """The head of a file as text, without what a cut character leaves; empty when it is no text."""
    encoding = detect(data)
    if encoding is None:
        return ""
    return data[encoding.mark : SAMPLE].decode(encoding.codec, "ignore")


def common_share(text: str) -> float:
    """The share of common Chinese characters and signs among the non-ASCII code points, 1.0 when there are none."""
    wide = _beyond_ascii(text)
    return 1 - _beyond_ascii(_common_characters().sub("", text)) / wide if wide else 1.0


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


@cache
def _common_characters() -> re.Pattern[str]:
    """Runs of the characters that make up nearly all running Chinese, simplified and traditional, from the lexicon."""
    lines = resources.files("data").joinpath("lexicons/common_characters.txt").read_text("utf-8").splitlines()
    return re.compile(f"[{re.escape(''.join(line for line in lines if not line.startswith('#')))}]+")


def decodes(head: bytes, codec: str, whole: bool) -> bool:
    """Whether the bytes fit the codec; a character cut at their end is no fault unless they are the `whole`."""
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(head, whole)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _nearly_utf8(head: bytes) -> bool:
    """Whether the head is UTF-8 but for a few broken characters."""
    if not UTF8_WORD.search(head):
        return False
    text = head.decode("utf-8", "replace")
    wide = sum(char > "\x7f" for char in text)
    return text.count("\ufffd") <= MOST_BROKEN * wide


def _scored(head: bytes, codec: str) -> str:
    return head[:SCORED].decode(codec, "ignore")


def _wide_codec(head: bytes, whole: bool) -> str | None:
    """utf-16-le or -be for a text without a mark that reads as Chinese or ASCII in it and as nothing better else."""
    size = len(head) - len(head) % 2
    # ASCII in UTF-16 is half zero bytes; a stray one in another encoding proves nothing.
    zero = head.count(0) * 20 >= len(head)
    if size < 2 or (whole and size < len(head)) or (not zero and decodes(head, "utf-8", whole)):
        return None
    shares = {}
    for codec in WIDE:
        text = _scored(head[:size], codec)
        if text and decodes(head[:size], codec, False) and len(CONTROL.findall(text)) * 50 <= len(text):
            shares[codec] = common_share(text)
    if not shares:
        return None
    best = max(WIDE, key=lambda codec: shares.get(codec, -1.0))
    if zero:
        return best if shares[best] > 0.4 else None
    rival = max((common_share(_scored(head, codec)) for codec in LEGACY if decodes(head, codec, whole)), default=0.0)
    return best if shares[best] >= LEAST_COMMON and shares[best] > rival else None


def _chinese_codec(head: bytes, whole: bool) -> str:
    fits = [codec for codec in LEGACY if decodes(head, codec, whole)] or list(LEGACY)
    # A tie goes to gb18030: it is what offices of the mainland write.
    return max(fits, key=lambda codec: common_share(head[:SCORED].decode(codec, "replace")))
