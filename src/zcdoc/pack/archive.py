"""A pack as one file: its texts as JSON, named by their sha256. The same pack gives the same bytes, on every system.

Plain text and not a zip: nothing can be inflated, and there is no path that could lead out of a folder.
"""

from __future__ import annotations

import json
from pathlib import Path

from zcdoc import assets
from zcdoc.errors import UserError
from zcdoc.model.ids import is_id
from zcdoc.model.pack import Pack
from zcdoc.model.provenance import Delivered
from zcdoc.model.validation import FILES
from zcdoc.pack.load import content, understood

FORMAT = "1"
ENDING = ".zcpack"
MAX_FILE = 40_000_000  # bytes; the four files may have 8 MB each
KEYS = {"zcdoc-pack", "id", "sha256", "files"}


def pack_file(folder: Path) -> tuple[str, bytes]:
    """The sha256 of the pack in a folder, and the pack as one file. Raises UserError when a file cannot be read or is no text."""
    texts = {}
    for name in FILES:
        found = content(folder, name)
        if not isinstance(found, bytes):
            raise UserError(f"标准包 {folder.name} 的 {name}：{found.message}", found.fix)
        try:
            texts[name] = found.replace(b"\r\n", b"\n").decode("utf-8")
        except UnicodeDecodeError:
            raise UserError(f"标准包 {folder.name} 的 {name} 不是 UTF-8 编码", "用 UTF-8 另存") from None
    sha256 = _digest(texts)
    return sha256, _written(folder.name, sha256, texts)


def _written(pack_id: str, sha256: str, texts: dict[str, str]) -> bytes:
    data = {"zcdoc-pack": FORMAT, "id": pack_id, "sha256": sha256, "files": texts}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _digest(texts: dict[str, str]) -> str:
    return assets.digest_of((name, texts[name].encode()) for name in FILES)


def unpacked(data: bytes, name: str) -> tuple[str, str, dict[str, str]]:
    """Id, sha256 and texts of a pack file. Raises UserError for what was not written by `pack_file`, or was changed since."""
    try:
        found = json.loads(data.decode("utf-8"))
        sound = isinstance(found, dict) and set(found) == KEYS and found["zcdoc-pack"] == FORMAT
        texts = found["files"] if sound else {}
        sound = sound and is_id(found["id"]) and set(texts) == set(FILES)
        sound = sound and all(isinstance(t, str) for t in texts.values())
        sound = sound and _digest(texts) == found["sha256"]
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise UserError(f"{name} 不是完好的标准包文件：读不出来，或内容与它的 sha256 不符", "重新取得这个文件")
    return str(found["id"]), str(found["sha256"]), texts


def load_archived(data: bytes, name: str, origin: str, built_in: Delivered | None) -> Pack:
    """The pack in a pack file. Raises UserError when the file is not sound, ProblemsError when the pack has errors."""
    pack_id, _, texts = unpacked(data, name)
    pack, problems = understood(pack_id, tuple(texts[n].encode() for n in FILES), origin, built_in)
    problems.raise_errors(f"存档的标准包 {pack_id} 有错误，无法使用")
    assert pack is not None
    return pack
