"""The packs that travel in a park file: those that a round cannot do without where other packs are installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from zcdoc import assets
from zcdoc.errors import UserError
from zcdoc.model.pins import Pin, pin_of
from zcdoc.model.record import Record
from zcdoc.pack.archive import MAX_FILE, unpacked
from zcdoc.problems import Problems
from zcdoc.store import ParkStore, shelf
from zcdoc.yamlio import Document

SECTION = "packs"


def needed(record: Record) -> Iterator[Pin]:
    """The pins of closed rounds and of packs that did not come with zcdoc: for these the installed pack is no substitute."""
    for item in record.rounds:
        for name in record.standards:
            pin = pin_of(record, item.id, name)
            if pin is not None and (item.closed or pin.origin != assets.BUILT_IN):
                yield pin


def packed(store: ParkStore, record: Record) -> dict[str, str]:
    """Each needed pack as text, by sha256. Raises UserError when one is not in the park's folder any more."""
    names = sorted({pin.sha256 for pin in needed(record)})
    return {name: shelf.kept(store.folder, name, MAX_FILE).decode("utf-8", "replace") for name in names}


def unpack(doc: Document, problems: Problems) -> dict[str, bytes]:
    """The packs of a park file by sha256; what is not whole is a problem with its line."""
    given: Any = doc.data.get(SECTION) or {}
    if not isinstance(given, dict):
        problems.error("park-file", doc.where((SECTION,)), "应是键值对", "按导出的样式写")
        return {}
    found = {}
    for name, text in given.items():
        data = str(text).encode("utf-8", "replace")
        try:
            sound = unpacked(data, f"{SECTION}/{name[:12]}")[1] == name
        except UserError:
            sound = False
        if sound:
            found[name] = data
        else:
            problems.error(
                "park-file", doc.where((SECTION, name)), "标准包与它的 sha256 不符", "不要改这一段；重新导出"
            )
    return found


def keep_all(store: ParkStore, packs: dict[str, bytes], wanted: Iterable[Pin]) -> None:
    """Puts those that the rounds remember into a new park's folder. The caller holds the park's lock."""
    for pin in wanted:
        if pin.sha256 in packs:
            shelf.keep(store.folder, pin.sha256, packs[pin.sha256])
