"""The only door to Pillow: whether a file is a picture that a document can show, and that picture made fit to be embedded.

What comes from a phone or a scanner is turned upright, brought to 8-bit grey or RGB without transparency, and scaled to what
paper can show. The original stays as it is, in the evidence. A plain PNG of the right size passes as it is.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from zcdoc.pictures import fit, gate
from zcdoc.pictures.gate import MAX_BYTES, Fault, too_large

__all__ = ["MAX_BYTES", "Fault", "Picture", "look", "prepare", "too_large"]
_KEPT = 64  # results remembered in one process


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG file that Word shows upright, and the size at which a document shows it, in EMU."""

    data: bytes
    width: int
    height: int


_results: dict[str, Picture | Fault] = {}


def look(sha256: str | None, read: Callable[[], bytes]) -> Picture | Fault:
    """The picture in a file, remembered by its sha256 as long as the process lives; `read` is called only for a new one."""
    if sha256 in _results:
        return _results[sha256]
    content = read()
    found = prepare(content)
    while len(_results) >= _KEPT:
        _results.pop(next(iter(_results)))
    _results[hashlib.sha256(content).hexdigest()] = found
    return found


def prepare(content: bytes) -> Picture | Fault:
    """The picture in these bytes, fit to be embedded. Same input, same bytes. Raises nothing, whatever the bytes are."""
    fault = gate.outside(content)
    if fault is not None:
        return fault
    try:
        with warnings.catch_warnings():  # damage that a decoder passes over concerns nobody
            warnings.simplefilter("ignore")
            return _prepared(content)
    except MemoryError:
        return Fault("太大，内存放不下", "缩小后再登记")
    except Exception:  # noqa: BLE001  a damaged file may end any decoder in any way; what it is does not matter
        return gate.DAMAGED


def _prepared(content: bytes) -> Picture | Fault:
    from PIL import UnidentifiedImageError

    try:
        first = gate.opened(content)
    except UnidentifiedImageError:
        return gate.unknown(content)
    fault = gate.unfit(first)
    if fault is not None:
        return fault
    first.verify()  # checks sums that decoding passes over, and spoils the object
    return Picture(*fit.fitted(gate.opened(content), content))
