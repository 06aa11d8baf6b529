"""A pack on its way to somebody else: one file with the pack, its README, reviews, worked answers and comparisons.

JSON with a sha256 for each file. Only files of known names are in it, so there is no path to be led out by, and nothing is
compressed, so nothing can be inflated. Equal packs give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from zcdoc import assets
from zcdoc.errors import UserError
from zcdoc.model.ids import is_id
from zcdoc.model.validation import FILES
from zcdoc.pack.load import MAX_BYTES

FORMAT, ENDING = "1", ".zcpack"
MAX_PARCEL = 20_000_000  # bytes of the whole file
PAIRS = "crosswalk.yaml"
EXTRA = ("README.md", PAIRS, "goldens.yaml", "reviews.yaml")
_KEYS = {"zcdoc-parcel", "id", "version", "sha256", "sums", "files"}


@dataclass(frozen=True, slots=True)
class Parcel:
    """`sha256` is the pack's own; `files` are texts with LF line ends by name."""

    id: str
    version: str
    sha256: str
    files: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.id}-{self.version}{ENDING}"

    @property
    def sums(self) -> dict[str, str]:
        """sha256 of each file."""
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(self.files.items())}


def digest(files: dict[str, str]) -> str:
    """The pack's sha256 over its four files."""
    return assets.digest_of((name, files[name].encode()) for name in FILES)


def encode(parcel: Parcel) -> bytes:
    """The file of a parcel."""
    data = {
        "zcdoc-parcel": FORMAT, "id": parcel.id, "version": parcel.version, "sha256": parcel.sha256, "sums": parcel.sums,
        "files": dict(sorted(parcel.files.items())),
    }  # fmt: skip
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def decode(data: bytes, name: str) -> Parcel:
    """A stranger's file. Raises UserError, with what is wrong, for anything but a whole parcel."""
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UserError(f"{name} 不是标准包文件", "用 zcdoc pack build 生成的 .zcpack 文件") from None
    fault = _fault(found)
    if fault:
        raise UserError(f"{name} 不能安装：{fault}", "重新取得这个文件，与发布者核对 sha256")
    return Parcel(found["id"], found["version"], found["sha256"], found["files"])


def _fault(found: Any) -> str:
    """What is wrong with a parcel; blank when nothing is."""
    if not isinstance(found, dict) or set(found) != _KEYS or found["zcdoc-parcel"] != FORMAT:
        return "不是这种文件，或由更新的版本生成"
    if not isinstance(found["id"], str) or not is_id(found["id"]) or not isinstance(found["version"], str):
        return "标准包编号或版本不合规"
    return _misshapen(found["files"]) or _altered(found)


def _misshapen(files: Any) -> str:
    """Names that do not belong, before anything is made of them."""
    if not isinstance(files, dict) or not all(isinstance(t, str) for t in files.values()):
        return "文件一段应是文件名和文字"
    odd = sorted(set(files) - {*FILES, *EXTRA})
    missing = [n for n in FILES if n not in files]
    if odd:
        return f"含有不认识的文件“{odd[0][:60]}”"
    return f"缺少 {'、'.join(missing)}" if missing else ""


def _altered(found: dict[str, Any]) -> str:
    parcel = Parcel(found["id"], found["version"], str(found["sha256"]), found["files"])
    try:
        large = [n for n, text in parcel.files.items() if len(text.encode()) > MAX_BYTES]
    except UnicodeEncodeError:
        return "含有不成字符的内容"
    if large:
        return f"{large[0]} 超过 {MAX_BYTES} 字节"
    if found["sums"] != parcel.sums or digest(parcel.files) != parcel.sha256:
        return "内容与所记的 sha256 不符，被改动过"
    return ""
