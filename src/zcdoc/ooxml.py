"""Office packages as zip files: pre-flight before any library opens one, reading parts, a deterministic zip.

The libraries trust what they open: they expand entities, believe sizes, follow links and keep macros. So a user's file
passes `preflight` first. The limits are those of the design; each was measured against files made by Excel, WPS and Word.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET  # no DTD is ever given to it, see _refuse_doctype

from zcdoc.errors import UnsafeError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["xlsx", "docx"]

MAX_FILE = 10 * 1024 * 1024
MAX_ENTRIES = 1_000
MAX_INFLATED = 100 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 100 * 1024  # bytes; smaller entries may compress as well as they like
MAX_LISTING = 8 * 1024 * 1024  # of a part with relationships or content types; 50,000 links take as much

_TYPES = "[Content_Types].xml"
_RELS = "_rels/.rels"
# Office compares names of parts without case; what the pre-flight asks for by name is asked for by these.
_SPELT = {part.casefold(): part for part in (_TYPES, _RELS, "xl/workbook.xml")}
_WANTED = {"xlsx": "Excel 工作簿（.xlsx）", "docx": "Word 文档（.docx）"}
_MAIN: tuple[tuple[str, str, str], ...] = (
    ("spreadsheetml.sheet.main+xml", "xlsx", "Excel 工作簿（.xlsx）"),
    ("wordprocessingml.document.main+xml", "docx", "Word 文档（.docx）"),
    ("spreadsheetml.template.main+xml", "", "Excel 模板（.xltx）"),
    ("wordprocessingml.template.main+xml", "", "Word 模板（.dotx）"),
    ("presentationml.", "", "PowerPoint 演示文稿"),
    ("ms-excel.sheet.binary", "", "Excel 二进制工作簿（.xlsb）"),
    ("ms-visio.", "", "Visio 绘图"),
)
_MAGIC: tuple[tuple[bytes | tuple[bytes, ...], str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "图片"),
    (b"PK\x05\x06", "空的压缩包"),
)
_CHUNK = 1 << 20
_HEAD = 4096  # bytes of a part that tell what it is
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE2_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "旧版 Word 文档（.doc）"),
    ("Workbook", "旧版 Excel 工作簿（.xls）"),
    ("Book", "旧版 Excel 工作簿（.xls）"),
    ("PowerPoint Document", "旧版 PowerPoint 演示文稿（.ppt）"),
)
# Names of macro carriers: VBA, Excel 4 macro sheets, and the JavaScript macros of WPS.
_MACRO_NAMES = ("vbaproject", "xl/macrosheets/", "jsaproject", "jdedata.bin")
_MACRO_TYPES = ("vbaproject", "macroenabled", "macrosheet")
_DTD_MARKS = tuple(
    mark.encode(codec)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for codec in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)
_LONGEST_MARK = max(map(len, _DTD_MARKS))
_ENCODING = re.compile(rb"^[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_ENCODINGS = (
    "utf-8",
    "utf8",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "gb2312",
    "gbk",
    "gb18030",
)
# What Office and LibreOffice put beside an open file; Office cuts two signs off a long name.
_LOCK = re.compile(r"(?:^|[/\\])(?:~\$(?P<name>[^/\\]+)|\.~lock\.(?P<other>[^/\\]+)#)$")
_WEB = ("http", "https", "mailto")
# What zipfile and zlib raise on a damaged file; an unknown method of compression is a RuntimeError too.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, KeyError, ValueError, RuntimeError)


def preflight(data: bytes, kind: Kind, name: str) -> None:
    """Returns when a library may open the file.

    Raises UserError when it is not the kind of file that is wanted (and says what it seems to be), UnsafeError when it
    could do harm: macros, external content, a DTD, a zip bomb, names that lead out of the package.
    """
    _expect_zip(data, kind, name)
    infos = _directory(data, name)
    if any(info.filename == "mimetype" for info in infos):
        raise _other(name, kind, "OpenDocument 文件（.ods 或 .odt）")
    _refuse_bad_entries(infos, name)
    parts = _examined(data, infos, name)
    if kind == "xlsx":  # the libraries that read a document want its parts as they spell them
        parts = {_SPELT.get(part.casefold(), part): content for part, content in parts.items()}
    _refuse_macros(parts, name)
    _expect_kind(parts, kind, name)
    _refuse_external(parts, kind, name)


def names(data: bytes) -> list[str]:
    """Names of the parts in the order of the package, each once. Raises UserError when it is damaged."""
    infos = _directory(data, "Office 文件")
    return list(dict.fromkeys(info.filename for info in infos if info.filename and not info.is_dir()))


def part(data: bytes, name: str) -> bytes:
    """The content of one part. Raises UserError when it is missing or the package is damaged."""
    parts = _read_all(data, only=name)
    if name not in parts:
        raise UserError(f"Office 文件中缺少部件“{name}”。", "用 Excel、WPS 或 Word 重新保存后再试")
    return parts[name]


def parts(data: bytes) -> dict[str, bytes]:
    """Every part by its name, in the order of the package. Raises UserError when it is damaged."""
    return _read_all(data)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts, the same bytes at every run (with one version of zlib): order, dates and attributes fixed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in sorted(parts, key=_rank):
            package.writestr(_fixed(name), parts[name], compresslevel=6)
    return out.getvalue()


def external_targets(data: bytes) -> list[str]:
    """What the package's relationships point to outside of it, in the order of the package. Raises UserError."""
    parts = _read_all(data)
    return [target for _, _, target in _external(parts, "Office 文件")]


def rezip(data: bytes, replace: Mapping[str, bytes | None] | None = None) -> bytes:
    """The same package as `packed` writes it.

    `replace` gives new content for a part, None drops it, an unknown name is added; content types and relationships are
    the caller's business. Of parts with one name, such as the second docProps/core.xml that python-docx adds to a
    template from LibreOffice, the first stays. Raises UserError when the package is damaged.
    """
    parts = _read_all(data)
    for name, content in (replace or {}).items():
        if content is None:
            parts.pop(name, None)
        else:
            parts[name] = content
    return packed(parts)


def _rank(name: str) -> tuple[bool, bool, str]:
    return (name != _TYPES, name != _RELS, name)


def _fixed(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0  # else it tells Windows from the rest
    info.external_attr = 0o600 << 16  # what zipfile makes of 0
    return info


def _read_all(data: bytes, only: str = "") -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts: dict[str, bytes] = {}
            for info in package.infolist():
                if info.filename and not info.is_dir() and info.filename not in parts and only in ("", info.filename):
                    parts[info.filename] = package.read(info)
            return parts
    except _DAMAGE as err:
        raise _damaged("Office 文件", err) from err


def _expect_zip(data: bytes, kind: Kind, name: str) -> None:
    if (lock := _LOCK.search(name)) and not data.startswith(b"PK"):
        what = "工作簿" if kind == "xlsx" else "文档"
        raise UserError(
            f"“{name}”是{what}打开时留下的锁定文件，不是{what}本身：{what}正开着。",
            f"保存并关闭{what}，再用 {lock['name'] or lock['other']}",
        )
    if not data:
        raise UserError(f"“{name}”是空文件。", "文件可能没有保存或没有下载完，换一份完整的")
    if data.startswith(_OLE2):
        raise _old_or_locked(data, kind, name)
    if not data.startswith(b"PK\x03\x04"):
        raise _other(name, kind, _guess(data))
    if len(data) > MAX_FILE:
        raise _unsafe(name, f"超过 {MAX_FILE >> 20} MB", "删去图片和无关的工作表后再试")


def _old_or_locked(data: bytes, kind: Kind, name: str) -> UserError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UserError(f"“{name}”设有打开密码，无法读取。", f"打开后去掉密码，另存为 .{kind}")
    what = next((label for key, label in _OLE2_STREAMS if key.encode("utf-16-le") in data), "旧版 Office 文件")
    return _other(name, kind, what)


def _guess(data: bytes) -> str:
    for magic, label in _MAGIC:
        if data.startswith(magic):
            return label
    text = _text(data[:4096])
    if text is None:
        return "未知格式的二进制文件"
    head = text.lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html", "<table")):
        return "网页（一些系统导出的“Excel”其实是网页）"
    if head.startswith(("<?xml", "<")):
        return "XML 文件"
    lines = [line for line in text.splitlines()[:5] if line]
    is_table = bool(lines) and all("," in line or "\t" in line or ";" in line for line in lines)
    return "CSV 表格" if is_table else "文本文件"


def _text(head: bytes) -> str | None:
    """The beginning of a file as text, cut where a character may be torn; None when it is not text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "ignore")
    for codec in ("utf-8", "gb18030"):
        text = head.decode(codec, "ignore")
        if "\0" not in text and len(text.encode(codec)) >= len(head) - 3:
            return text
    return None


def _expect_kind(parts: dict[str, bytes], kind: Kind, name: str) -> None:
    found, label = _kind_of(parts, name)
    if found != kind:
        raise _other(name, kind, label)
    main = parts.get("xl/workbook.xml" if kind == "xlsx" else "word/document.xml", b"")
    if b"purl.oclc.org/ooxml" in main[:4096] + parts.get(_RELS, b""):  # the main part may have another name
        raise UserError(f"“{name}”以“Strict Open XML”格式保存，无法读取。", f"另存为普通的 {_WANTED[kind]}")


def _kind_of(parts: dict[str, bytes], name: str) -> tuple[str, str]:
    if _TYPES not in parts:
        return "", "普通的 ZIP 压缩包"
    types = _content_types(parts, name)
    return next(((kind, label) for mark, kind, label in _MAIN if mark in types), ("", "别种 Office 文件"))


def _content_types(parts: dict[str, bytes], name: str) -> str:
    """All content types of the package, one to a line, lower case."""
    elements = _elements(_TYPES, parts.get(_TYPES, b""), name)
    return "\n".join(element.get("ContentType", "") for element in elements).lower()


def _directory(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.infolist()
    except _DAMAGE as err:
        raise _damaged(name, err) from err


def _refuse_bad_entries(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Everything that the zip's directory alone can tell."""
    if len(infos) > MAX_ENTRIES:
        raise _unsafe(name, f"内含 {len(infos)} 个部件，上限为 {MAX_ENTRIES}")
    if sum(info.file_size for info in infos) > MAX_INFLATED:
        raise _unsafe(name, f"解压后超过 {MAX_INFLATED >> 20} MB")
    seen: set[str] = set()
    for info in infos:
        _refuse_bad_entry(info, name)
        key = info.filename.casefold()  # Office compares names of parts without case
        if key in seen:
            raise _unsafe(name, f"内有两个同名部件“{info.filename}”")
        seen.add(key)


def _refuse_bad_entry(info: zipfile.ZipInfo, name: str) -> None:
    raw = info.orig_filename
    if not raw or raw.startswith("/") or "\\" in raw or ":" in raw or "\0" in raw or ".." in raw.split("/"):
        raise _unsafe(name, f"内有名称不安全的部件“{raw[:100]}”")
    if info.flag_bits & 0x1:
        raise _unsafe(name, f"内有加密的部件“{info.filename}”")
    if info.file_size > RATIO_FLOOR and info.file_size > MAX_RATIO * info.compress_size:
        raise _unsafe(name, f"部件“{info.filename}”的压缩比超过 {MAX_RATIO}:1")


def _examined(data: bytes, infos: list[zipfile.ZipInfo], name: str) -> dict[str, bytes]:
    """Every part inflated once, piece by piece, with sizes and checksums proved and searched for a DTD.

    Kept are the whole of what lists content types and relationships, and of the others the first 4,096 bytes: a package
    of 100 MB must not take 100 MB of memory.
    """
    parts: dict[str, bytes] = {}
    left = MAX_INFLATED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for info in infos:
                package.open(info).close()  # compares the entry's own header with the directory
                kept = _examine(data, info, min(left, info.file_size), name)
                left -= info.file_size
                if info.filename and not info.is_dir():
                    parts[info.filename] = kept
    except _DAMAGE as err:
        raise _damaged(name, err) from err
    return parts


def _examine(data: bytes, info: zipfile.ZipInfo, limit: int, name: str) -> bytes:
    """What is kept of one entry. Raises UnsafeError for a DTD, or when more comes out than the directory declares."""
    is_listing = info.filename.lower() == _TYPES.lower() or info.filename.lower().endswith(".rels")
    if is_listing and info.file_size > MAX_LISTING:
        raise _unsafe(name, f"的部件“{info.filename}”超过 {MAX_LISTING >> 20} MB")
    kept, tail, size, checksum = bytearray(), b"", 0, 0
    for piece in _pieces(data, info, name):
        size, checksum = size + len(piece), zlib.crc32(piece, checksum)
        if size > limit:
            raise _unsafe(name, f"部件“{info.filename}”的实际大小超过它声明的大小")
        if is_listing or len(kept) < _HEAD:
            kept += piece if is_listing else piece[: _HEAD - len(kept)]
        if _is_xml(info.filename, bytes(kept[:_HEAD])):
            _refuse_dtd(info.filename, tail + piece, name)
        tail = piece[-_LONGEST_MARK:]  # a mark may be cut in two
    if size != info.file_size or checksum != info.CRC:
        raise zipfile.BadZipFile(info.filename)
    _refuse_encoding(info.filename, bytes(kept[:_HEAD]), name)
    return bytes(kept)


def _pieces(data: bytes, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The content of an entry in pieces of 1 MB at most. Raises UserError for a method that Office does not use."""
    raw = _raw(data, info)
    if info.compress_type == zipfile.ZIP_STORED:
        for start in range(0, len(raw), _CHUNK):
            yield bytes(raw[start : start + _CHUNK])
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        while piece := engine.decompress(raw, _CHUNK):
            yield piece
            raw = engine.unconsumed_tail
    else:
        raise UserError(f"“{name}”用了 Office 不用的压缩方式。", "用 Excel、WPS 或 Word 重新保存后再试")


def _raw(data: bytes, info: zipfile.ZipInfo) -> bytes | memoryview:
    """An entry as it is stored: behind its own header of 30 bytes, its name and its extra field (APPNOTE 4.3.7)."""
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    return memoryview(data)[start : start + info.compress_size]


def _refuse_doctype(part_name: str, content: bytes, name: str) -> None:
    """No part that an XML parser may see has a DTD, in whatever encoding; pictures are not XML."""
    if _is_xml(part_name, content):
        _refuse_dtd(part_name, content, name)
        _refuse_encoding(part_name, content, name)


def _refuse_dtd(part_name: str, content: bytes, name: str) -> None:
    if any(mark in content for mark in _DTD_MARKS):
        raise _unsafe(name, f"的部件“{part_name}”带有 DOCTYPE 或实体定义")


def _refuse_encoding(part_name: str, head: bytes, name: str) -> None:
    """UTF-7, EBCDIC and the like could hide a DTD from a search for its letters; no Office program writes them."""
    if head and _is_xml(part_name, head) and not (_begins_as_xml(head) and _encoding(head) in _ENCODINGS):
        raise _unsafe(name, f"的部件“{part_name}”不是 UTF-8 或 UTF-16 的 XML")


def _encoding(content: bytes) -> str:
    found = _ENCODING.search(content[:400].replace(b"\0", b""))
    return found[1].decode("ascii").lower() if found else "utf-8"


def _is_xml(part_name: str, content: bytes) -> bool:
    return part_name.lower().endswith((".xml", ".rels", ".vml")) or _begins_as_xml(content)


def _begins_as_xml(content: bytes) -> bool:
    head = content[:64].replace(b"\0", b"")  # so that UTF-16 and UTF-32 look like ASCII
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.lstrip().startswith(b"<")


def _refuse_macros(parts: dict[str, bytes], name: str) -> None:
    by_name = any(mark in part_name.lower() for part_name in parts for mark in _MACRO_NAMES)
    # The binary workbook (.xlsb) calls itself macro-enabled, macros or not: its kind is the better message.
    types = _types_in_use(parts, name).replace("sheet.binary.macroenabled", "")
    by_type = any(mark in types for mark in _MACRO_TYPES)
    if by_name or by_type:
        raise _unsafe(name, "含有宏", "另存为不含宏的 .xlsx 或 .docx")


def _types_in_use(parts: dict[str, bytes], name: str) -> str:
    """Content types of the parts that there are: a type that was left behind when the macros went carries none."""
    known = {part_name.casefold() for part_name in parts}
    elements = _elements(_TYPES, parts.get(_TYPES, b""), name)
    named = {
        e.get("PartName", "").lstrip("/").casefold(): e.get("ContentType", "") for e in elements if e.get("PartName")
    }
    endings = {part_name.rpartition(".")[2] for part_name in known - named.keys()}
    by_ending = [e.get("ContentType", "") for e in elements if e.get("Extension", "").casefold() in endings]
    return "\n".join([*(named[part_name] for part_name in known & named.keys()), *by_ending]).lower()


def _refuse_external(parts: dict[str, bytes], kind: Kind, name: str) -> None:
    for part_name, rel_type, target in _external(parts, name):
        if not _is_allowed(kind, part_name, rel_type, target):
            last = rel_type.rsplit("/", 1)[-1]
            fix = "删去外部图片、附加模板或链接对象，把内容直接嵌入文件"
            raise _unsafe(name, f"引用了外部内容：{last} → {target[:200]}（在 {part_name} 中）", fix)


def _is_allowed(kind: Kind, part_name: str, rel_type: str, target: str) -> bool:
    """Cells are read from a workbook and nothing is followed, so its links may be of any scheme that people paste.

    The template that a Word file was made from, as Word notes it, is let pass here and dropped before the file is used.
    """
    scheme = target.partition(":")[0].lower() if ":" in target else ""
    last = rel_type.rsplit("/", 1)[-1].lower()
    if last == "hyperlink":
        return kind == "xlsx" or scheme in _WEB or target.startswith("#")
    if last == "attachedtemplate":
        return kind == "docx" and part_name.lower().endswith("settings.xml.rels")
    return kind == "xlsx" and "externallink" in rel_type.lower()


def _external(parts: dict[str, bytes], name: str) -> Iterator[tuple[str, str, str]]:
    """Part, relationship type and target of every relationship that leads out of the package."""
    for part_name, content in parts.items():
        if part_name.lower().endswith(".rels"):
            for relation in _elements(part_name, content, name):
                target = relation.get("Target", "")
                is_url = "://" in target or target.startswith("\\\\")
                if relation.get("TargetMode", "").lower() == "external" or is_url:
                    yield part_name, relation.get("Type", ""), target


def _elements(part_name: str, content: bytes, name: str) -> list[ET.Element]:
    """The children of a relationship or content-type part; none when it is empty."""
    _refuse_doctype(part_name, content, name)
    try:
        return list(ET.fromstring(content or b"<none/>"))  # noqa: S314 — without a DTD there is nothing to expand
    except (ET.ParseError, ValueError, LookupError) as err:
        raise _damaged(name, err) from err


def _unsafe(name: str, reason: str, fix: str = "用 Excel、WPS 或 Word 重新保存后再试") -> UnsafeError:
    """Names and targets come from the file: nothing in them may reach a terminal as a control character."""
    message = f"“{name}”{reason}，拒绝打开。"
    return UnsafeError("".join(sign if sign.isprintable() else "�" for sign in message), fix)


def _other(name: str, kind: Kind, label: str) -> UserError:
    return UserError(
        f"“{name}”不是 {_WANTED[kind]}，看起来是{label}。", f"换成正确的文件，或打开它另存为 .{kind}（只改扩展名不行）"
    )


def _damaged(name: str, err: Exception) -> UserError:
    return UserError(
        f"“{name}”不完整或已损坏（{type(err).__name__}）。", "重新下载或复制，或从 Excel、WPS、Word 重新保存"
    )
