"""Whether a file is a picture at all that a document can show; told with the reason and what to do."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_JPEG_PIXELS = 120_000_000  # decoded at the scale that is needed, so it costs less memory
MIN_SIDE = 32  # pixels; below it nothing can be made out
_FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")  # no others: Pillow hands EPS to Ghostscript

ANOTHER = "换成能在电脑上正常打开的 JPEG 或 PNG"
_HEIC = "在手机上改用“兼容性最佳”格式拍摄，或在“照片”应用中导出为 JPEG"
_STRANGERS: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF", "是 PDF 文件，不是图像", "从中导出图像；要整份登记，“类型”写文件"),
    (0, b"PK\x03\x04", "是压缩包或 Office 文件，不是图像", "取出其中的图像；要整份登记，“类型”写文件"),
    (0, b"<svg", "是 SVG 图形，不是照片", "导出为 PNG"),
    *((4, b"ftyp" + brand, "是 HEIC 照片，Word 不能显示", _HEIC) for brand in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")),
    (4, b"ftypavif", "是 AVIF 图像，Word 不能显示", "导出为 JPEG"),
    (4, b"ftyp", "是视频，不是图像", "截取其中的画面存为 JPEG；视频本身的“类型”写其他"),
)  # fmt: skip
_KNOWN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")  # how a file begins that was a picture once


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file cannot be shown (`是 HEIC 照片`), and what to do about it."""

    reason: str
    fix: str = ANOTHER


DAMAGED = Fault("已损坏，不能完整解码", "从相机或手机重新导出；确已损坏的，重新拍摄")


def outside(content: bytes) -> Fault | None:
    """What can be said before anything is decoded."""
    if not content:
        return Fault("是空文件")
    if len(content) > MAX_BYTES:
        return too_large()
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((Fault(why, fix) for at, mark, why, fix in _STRANGERS if start[at:].startswith(mark)), None)


def too_large() -> Fault:
    """Of a file beyond MAX_BYTES, which need not be read to say so."""
    return Fault(f"超过 {MAX_BYTES // 1024 // 1024} MB", "缩小后再登记")


def unknown(content: bytes) -> Fault:
    """Of what no decoder knows: rubbish from the start, or a picture of which not even the head is whole."""
    return DAMAGED if content.startswith(_KNOWN) else Fault("不是图像文件")


def opened(content: bytes) -> Any:
    """Nothing is decoded yet. Raises what Pillow raises for what it does not know."""
    # Named one by one: loading every plugin of Pillow takes three times as long.
    from PIL import Image, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401

    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # its own bound only warns up to twice the size; ours is looked at before decoding
    return Image.open(io.BytesIO(content), formats=[name for name in _FORMATS if name in Image.OPEN])


def unfit(image: Image) -> Fault | None:
    """What its head says, before anything is decoded."""
    bound = MAX_JPEG_PIXELS if image.format in {"JPEG", "MPO"} else MAX_PIXELS
    if image.width * image.height > bound:
        return Fault(f"有 {image.width}×{image.height} 像素，超过 {bound // 10_000} 万", "缩小后再登记")
    if min(image.size) < MIN_SIDE:
        return Fault(f"只有 {image.width}×{image.height} 像素，看不出内容", "换成原图")
    return None
