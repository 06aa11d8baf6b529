"""Listens to the XML of a package's parts as it goes by: nothing is kept but what a listener keeps, and all of it is bounded.

A file of a few megabytes can hold a row of a million cells or a text of fifty megabytes; as a tree either takes a gigabyte.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Protocol
from xml.etree import ElementTree as ET  # the pre-flight has refused every DTD

from zcdoc.errors import UnsafeError

MAX_MARKS = 2_500_000  # tags of all parts that are read, opening and closing; a park's workbook has about 60,000
MAX_PART = 48 * 1024 * 1024  # bytes of one part
# Bytes from one "<" to the next: a tag and the text behind it. A cell holds 32,767 characters, each of which may be
# written in 8 bytes (&#x4E2D; or _x000D_).
MAX_RUN = 512 * 1024
_CHUNK = 64 * 1024


class Listener(Protocol):
    """Hears the elements of one part in the order of the file; names carry their namespace in braces."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


class Package:
    """The parts of one file, and what is left of the bounds of all of them."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._parts = {entry.casefold(): entry for entry in self._zip.namelist()}  # Office compares them without case
        self._marks = MAX_MARKS

    def find(self, part: str) -> str:
        """The part's name as the package spells it; empty when there is none."""
        return self._parts.get(part.casefold(), "")

    def hear(self, part: str, listener: Listener) -> None:
        """Feeds a whole part to the listener. Raises as `listen` does."""
        for _ in self.listen(part, listener):
            pass

    def listen(self, part: str, listener: Listener) -> Iterator[None]:
        """Feeds one part to the listener; stops after each piece, so that what it heard can be taken.

        Raises UnsafeError beyond a bound, and what zipfile and the XML parser raise on a damaged part.
        """
        if self._zip.getinfo(part).file_size > MAX_PART:
            raise self._beyond(f"部件“{part}”超过 {MAX_PART >> 20} MB")
        parser: Any = ET.XMLParser(target=listener)  # noqa: S314  without a DTD there is nothing to expand
        run = 0
        with self._zip.open(part) as source:
            while chunk := source.read(_CHUNK):
                run = self._measured(part, chunk, run)
                parser.feed(chunk)
                yield
        parser.close()

    def _measured(self, part: str, chunk: bytes, run: int) -> int:
        """Bytes since the last mark, after this piece."""
        first, last = chunk.find(b"<"), chunk.rfind(b"<")
        self._marks -= chunk.count(b"<")
        if self._marks < 0:
            raise self._beyond(f"内容超过 {MAX_MARKS} 个标记")
        if run + (first if first >= 0 else len(chunk)) > MAX_RUN:
            raise self._beyond(f"部件“{part}”中有过长的标记或文字")
        return len(chunk) - last if last >= 0 else run + len(chunk)

    def _beyond(self, reason: str) -> UnsafeError:
        return UnsafeError(
            f"“{self.name}”{reason}，拒绝读取。", "删去与清单无关的工作表、样式和粘贴来的内容，另存后再试"
        )
