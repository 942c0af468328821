"""The reading of one inbox file and of all that lies inside it, without recursion, within caps for the whole file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from data.errors import FileStatus, ReadError
from data.layout import Block
from data.readers.base import FileReading, Part, Source
from data.readers.leftovers import reason_to_skip
from data.readers.quality import fault_of_text
from data.readers.sniff import Sample, is_image

Found = Part | Source | ReadError
SHOWN_REASONS = 12
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Walk:
    """Reads `root` and what lies inside it, depth first, in the order it was met.

    `items_of(source, remark)` gives what a source holds; it may raise ReadError, and anything a foreign parser raises.
    """

    root: Source
    items_of: Callable[[Source, Callable[[str], None]], Iterator[Found]]
    parts: list[Part] = field(default_factory=list)
    faults: list[ReadError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    _labels: set[str] = field(default_factory=set)
    _members: int = 0
    _bytes: int = 0

    def run(self) -> None:
        """Reads everything; afterwards `parts`, `faults` and `remarks` are complete."""
        waiting: list[tuple[Source, Iterator[Found]]] = [(self.root, self.items_of(self.root, self.remarks.append))]
        while waiting:
            source, items = waiting[-1]
            item = self._next(source, items)
            if item is None:
                waiting.pop()
            elif isinstance(item, ReadError):
                self._fault(source, item)
            elif isinstance(item, Part):
                self._keep(source, item)
            elif inner := self._admitted(item):
                waiting.append((inner, self.items_of(inner, self.remarks.append)))

    def reading(self, digest: str, format_: str) -> FileReading:
        """The outcome; `digest` is the SHA-256 of the file, `format_` what the root was taken for."""
        path, remarks = self.root.path, "; ".join(self.remarks[:SHOWN_REASONS])
        if not self.parts and not self.faults:
            self.faults.append(
                fault(self.root, FileStatus.NO_TEXT, "nothing to be read was found in it", "look at it by hand")
            )
        if not self.faults:
            return FileReading(path, digest, FileStatus.OK, remarks, tuple(self.parts), format_)
        reasons = [str(found) for found in self.faults[:SHOWN_REASONS]]
        if len(self.faults) > SHOWN_REASONS:
            reasons.append(f"and {len(self.faults) - SHOWN_REASONS} more inside it")
        reason = "; ".join([*reasons, remarks] if remarks else reasons)
        status = FileStatus.PARTIAL if self.parts else self.faults[0].status
        return FileReading(path, digest, status, reason, tuple(self.parts), format_)

    def _next(self, source: Source, items: Iterator[Found]) -> Found | None:
        """The next thing that the source holds, what stopped its reader, or None at the end."""
        try:
            return next(items, None)
        except ReadError as error:
            return error
        except MemoryError:
            return fault(
                source, FileStatus.TOO_BIG, "it needs more memory than is allowed", "split it, or raise memory_bytes"
            )
        except RecursionError:
            return fault(
                source, FileStatus.DAMAGED, "it is nested too deeply for its parser", "check where it comes from"
            )
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - the boundary to foreign parsers: on damage they raise what they
            # like, and a panic of one written in Rust is no Exception.
            return fault(
                source,
                FileStatus.DAMAGED,
                f"its parser gave up ({type(error).__name__})",
                "open it in its own program, save it anew and lay that in the inbox",
            )

    def _fault(self, source: Source, error: ReadError) -> None:
        """Keeps a fault. A picture without words inside a paper is no fault of the paper: it is remarked on."""
        if error.status is FileStatus.NO_TEXT and source.depth and is_image(Sample(source)):
            self.remarks.append(f"{error.path}: a picture without words")
        else:
            self.faults.append(error)

    def _keep(self, source: Source, part: Part) -> None:
        label = f"{source.path}!/{part.part}" if part.part else source.path
        found = fault_of_text(part)
        if found:
            status, problem, way_out = found
            self._fault(source, ReadError(status, label, problem, way_out=way_out))
            return
        self.faults.extend(
            ReadError(FileStatus.PARTIAL, label, note, way_out="the rest was read; look at this place by hand")
            for note in part.notes
        )
        name = self._unique(part.part)
        self.parts.append(replace(part, part=name, blocks=tuple(_clean(block, name) for block in part.blocks)))

    def _unique(self, name: str | None) -> str | None:
        """`name`, or `name (2)` ... when another part has it already: two documents never share an id."""
        label, count = name or "", 1
        while label in self._labels:
            count += 1
            label = f"{name or 'text'} ({count})"
        self._labels.add(label)
        return label or None

    def _admitted(self, source: Source) -> Source | None:
        """The source when rules and caps let it in; else None, with a remark or a fault."""
        limits = self.root.limits
        leftover = reason_to_skip(source.name)
        if leftover:
            self.remarks.append(f"{source.label}: {leftover}")
            return None
        self._members += 1
        self._bytes += len(source.data)
        problem = ""
        if source.depth > limits.depth:
            problem = f"it lies {source.depth} containers deep, more than {limits.depth}"
        elif self._members > limits.archive_members:
            problem = f"the file holds more than {limits.archive_members} files"
        elif self._bytes > limits.archive_bytes:
            problem = f"the file unpacks to more than {limits.archive_bytes} bytes"
        if not problem:
            return source
        self.faults.append(
            fault(source, FileStatus.TOO_BIG, problem, "unpack it by hand and lay the files in the inbox")
        )
        return None


def fault(source: Source, status: FileStatus, problem: str, way_out: str) -> ReadError:
    """What went wrong with a source."""
    return ReadError(status, source.label, problem, way_out=way_out)


def _clean(block: Block, part: str | None) -> Block:
    """The block with its part in its place, and U+FFFD for half characters, which no file can be written with."""
    if LONE_SURROGATE.search(block.text):
        block = replace(block, text=LONE_SURROGATE.sub("\ufffd", block.text))
    if part is None or block.location.part == part:
        return block
    return replace(block, location=replace(block.location, part=part))
