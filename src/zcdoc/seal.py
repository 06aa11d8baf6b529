"""Seals: by its content alone a file tells whether it still is what was written here, byte for byte or part by part.

A document carries the digest of its other parts in its custom properties, a PDF the digest of its other bytes in a comment,
a JSON file that of its other keys. A seal keeps honest people from losing their work; it is no signature against a forger.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from typing import Any, Literal

# As it was written; changed since; of ours, but from before there were seals; of somebody else.
State = Literal["whole", "changed", "unsealed", "foreign"]

PROPERTIES = "docProps/custom.xml"
PROPERTY, ANY_PROPERTY = "zcdoc.digest", "zcdoc.head"
MAX_PARTS, MAX_INFLATED = 5_000, 1 << 30
_CHUNK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, KeyError, ValueError, RuntimeError)
_SEALED = re.compile(rb'name="zcdoc\.digest"[^>]*>\s*<vt:lpwstr[^>]*>([0-9a-f]{64})<')
_PDF_MARK, _PDF_END = b"%zcdoc-sha256 ", b"startxref"
_PDF_SEAL = re.compile(rb"%zcdoc-sha256 ([0-9a-f]{64})\n\Z")
_JSON_KEY, _JSON_MARK = "$comment", "zcdoc sha256 "


def package_digest(data: bytes) -> str:
    """The sha256 over names and contents of all parts of an Office package but the custom properties, which carry it.

    However the parts are compressed and ordered, the digest is the same. Raises ValueError for what is no package or larger
    than any of ours.
    """
    whole = hashlib.sha256()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = sorted(package.infolist(), key=lambda info: info.filename)
            _refuse_huge(infos)
            for info in infos:
                if info.filename != PROPERTIES:
                    whole.update(f"{len(info.filename)}:{info.filename}:{info.file_size}:".encode())
                    _add(whole, package, info)
    except _DAMAGE as err:
        raise ValueError(f"no Office package: {type(err).__name__}") from err
    return whole.hexdigest()


def document(data: bytes) -> State:
    """How a Word file stands to the one that was written."""
    try:
        properties = _properties(data)
        if found := _SEALED.search(properties):
            return "whole" if package_digest(data) == found[1].decode() else "changed"
    except ValueError:
        return "foreign"
    return "unsealed" if ANY_PROPERTY.encode() in properties else "foreign"


def sealed_pdf(data: bytes) -> bytes:
    """The PDF with a comment before its last `startxref`, where no offset of the file changes (ISO 32000-1, 7.2.4 and 7.5.5).

    Raises ValueError when there is no such place.
    """
    at = data.rindex(_PDF_END)
    return data[:at] + _PDF_MARK + hashlib.sha256(data).hexdigest().encode() + b"\n" + data[at:]


def pdf(data: bytes) -> State:
    """How a PDF stands to the one that was written. Viewers append notes or write the file anew; either breaks the seal."""
    at = max(data.rfind(_PDF_END), 0)
    found = _PDF_SEAL.search(data[:at], max(at - 100, 0))
    if found is None:
        return "changed" if _PDF_MARK in data else "foreign"
    bare = data[: found.start()] + data[at:]
    return "whole" if hashlib.sha256(bare).hexdigest() == found[1].decode() else "changed"


def sealed_json(content: dict[str, Any]) -> str:
    """A JSON object as indented text with a comment that seals it (`$comment`, which JSON Schema ignores)."""
    return indented({**content, _JSON_KEY: _JSON_MARK + _text_digest(indented(content))})


def json_object(data: bytes) -> State:
    """How a sealed JSON file stands to the one that was written; line ends of Windows change nothing."""
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "foreign"
    seal = str(content.pop(_JSON_KEY, "")) if isinstance(content, dict) else ""
    if not seal.startswith(_JSON_MARK):
        return "foreign"
    return "whole" if text == sealed_json(content) else "changed"


def indented(content: dict[str, Any]) -> str:
    """A JSON object as it stands in a file, without a seal."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_huge(infos: list[zipfile.ZipInfo]) -> None:
    """Raises ValueError for a package that none of ours is: too much of it, or two parts of one name."""
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_INFLATED:
        raise ValueError("too large")
    if len({info.filename for info in infos}) != len(infos):
        raise ValueError("two parts of one name")


def _add(whole: Any, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with package.open(info) as part:  # zipfile stops at the declared size and proves the checksum
        while chunk := part.read(_CHUNK):
            whole.update(chunk)


def _properties(data: bytes) -> bytes:
    """The part with the custom properties, empty when there is none; of an honest file it is a few kB."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if PROPERTIES not in package.namelist():
                return b""
            with package.open(PROPERTIES) as part:
                return part.read(_CHUNK)
    except _DAMAGE as err:
        raise ValueError(f"no Office package: {type(err).__name__}") from err
