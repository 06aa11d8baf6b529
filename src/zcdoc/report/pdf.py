"""Word to PDF with LibreOffice: found on every system, in a profile of its own, with a timeout, and its result proved."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from zcdoc.errors import DefectError, UserError

TIMEOUT = 180  # seconds
PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_HINT = (
    "安装 LibreOffice（Linux：apt install libreoffice-writer；macOS：brew install --cask libreoffice；"
    "Windows：从 libreoffice.org 下载），或用环境变量 ZCDOC_SOFFICE 指明 soffice 的位置；只要 Word 文件时不必安装"
)
# Bookmarks become the outline from which page numbers are read.
_FILTER = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
# Where the official fonts are missing, the first of these that is installed stands in for each.
_STAND_INS = {
    "宋体": ("SimSun", "FandolSong", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC"),
    "黑体": ("SimHei", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC"),
    "仿宋": ("FangSong", "FandolFang", "Noto Serif CJK SC"),
    "楷体": ("KaiTi", "FandolKai", "Noto Serif CJK SC"),
    "小标宋": ("FZXiaoBiaoSong-B05S", "Noto Serif CJK SC"),
    "Times New Roman": ("Liberation Serif", "Tinos", "Noto Serif CJK SC", "DejaVu Serif"),
}


def find_soffice() -> Path:
    """The LibreOffice program. Raises UserError with a hint for the system at hand when there is none."""
    named = os.environ.get("ZCDOC_SOFFICE")
    if named:
        if Path(named).is_file():
            return Path(named)
        raise UserError(f"环境变量 ZCDOC_SOFFICE 指的文件不存在：{named}", _HINT)
    found = next((p for p in map(shutil.which, PROGRAMS) if p), None) or next(
        (p for p in PLACES if Path(p).is_file()), None
    )
    if found is None:
        raise UserError("没有找到 LibreOffice，不能生成 PDF 和页码", _HINT)
    return Path(found)


@contextmanager
def office() -> Iterator[Callable[[bytes, str], bytes]]:
    """A converter with a profile of its own: two LibreOffice runs on one profile spoil each other, a second start on it
    is faster. `convert(docx, heading)` returns the PDF, in whose outline the heading must stand. Raises UserError, DefectError.
    """
    program = find_soffice()
    with tempfile.TemporaryDirectory(prefix="zcdoc-pdf-", ignore_cleanup_errors=True) as name:
        yield partial(_convert, program, Path(name))


def _convert(program: Path, folder: Path, docx: bytes, heading: str) -> bytes:
    made = folder / "document.pdf"
    made.unlink(missing_ok=True)
    (folder / "document.docx").write_bytes(docx)
    _run(program, folder)
    data = made.read_bytes() if made.is_file() else b""
    _prove(data, heading)
    return data


def _run(program: Path, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(program), profile, "--headless", "--norestore", "--nolockcheck", "--convert-to", _FILTER,
        "--outdir", str(folder), str(folder / "document.docx"),
    ]  # fmt: skip
    with _started(command, _environment(folder)) as process:
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise UserError(
                f"LibreOffice 在 {TIMEOUT} 秒内没有完成转换", "关闭其他程序后再试，或只生成 Word 文件"
            ) from None


@contextmanager
def _started(command: list[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=dict(env),
            start_new_session=os.name == "posix",
        )  # fmt: skip
    except OSError as err:
        raise UserError(f"LibreOffice 启动不了：{err}", _HINT) from err
    try:
        yield process
    finally:
        if process.poll() is None:
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the whole group; soffice is a wrapper, and ending it alone would leave soffice.bin behind."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """On Linux, stand-ins for fonts that are not installed, so that 宋体 is set in a Song face."""
    env = dict(os.environ)
    if sys.platform.startswith("linux") and "FONTCONFIG_FILE" not in env:
        config = folder / "fonts.conf"
        config.write_text(_font_config(), encoding="utf-8")
        env["FONTCONFIG_FILE"] = str(config)
    return env


def _font_config() -> str:
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer>'
        + "".join(f"<family>{other}</family>" for other in (name, *others))
        + "</prefer></alias>"
        for name, others in _STAND_INS.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'{aliases}<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )


def _prove(data: bytes, heading: str) -> None:
    """LibreOffice exits 0 on garbage, so only the file itself is believed."""
    if not data.startswith(b"%PDF"):
        raise UserError("LibreOffice 没有生成 PDF", "在 LibreOffice 中打开 Word 文件，另存为 PDF")
    if not page_count(data):
        raise DefectError("生成的 PDF 没有页面")
    if heading and heading not in {text for text, _ in outline(data)}:
        raise DefectError(f"生成的 PDF 中找不到标题“{heading}”")


def page_count(data: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(data)).pages)


def outline(data: bytes) -> list[tuple[str, int]]:
    """Headings and the physical page (from 0) each stands on, in order of the document."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    found: list[tuple[str, int]] = []

    def walk(items: object) -> None:
        for item in items if isinstance(items, list) else []:
            if isinstance(item, list):
                walk(item)
            else:
                found.append((str(item.title), reader.get_destination_page_number(item) or 0))

    walk(reader.outline)
    return found
