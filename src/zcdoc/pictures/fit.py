"""A picture made fit for paper: upright, 8-bit grey or RGB, no larger than print can show. Pixels go in, and no metadata."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

EMU_PER_INCH = 914_400
MAX_WIDTH, MAX_HEIGHT = 5_220_000, 3_456_000  # EMU: 14.5 cm and 9.6 cm, the largest that a page shows with its caption
PRINT_DPI = 220  # what Word itself keeps for print
_USUAL_DPI = 72.0  # of a picture that does not say; so does python-docx
_SANE_DPI = (30.0, 2400.0)
_MAX_PNG = 2 * 1024 * 1024  # a lossless photograph beyond this becomes a JPEG
_LOSSY = {"JPEG", "MPO", "WEBP"}
# Chunks that say how a PNG looks. Text, EXIF (which may tell a place) and frames of an animation are none.
_PLAIN_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND pHYs sRGB gAMA cHRM iCCP sBIT bKGD tIME".split())
_ORIENTATION = 0x0112  # tag of EXIF
_ON_SIDE = {5, 6, 7, 8}


def fitted(image: Image, content: bytes) -> tuple[bytes, int, int]:
    """The bytes of a PNG or JPEG file, and width and height on paper in EMU. Raises whatever a decoder raises."""
    if image.format == "TIFF":  # turns itself while it is decoded
        image.load()
    turn = 1 if image.format == "TIFF" else _orientation(image)
    dpi, pixels = _dpi(image), image.size
    if turn in _ON_SIDE:
        dpi, pixels = dpi[::-1], pixels[::-1]
    width, height = _extent(pixels, dpi)
    target = (_needed(pixels[0], width), _needed(pixels[1], height))
    plain = turn == 1 and target == image.size and _is_plain(image, content)
    _load(image, max(target))
    if plain:
        return content, width, height
    stored = target[::-1] if turn in _ON_SIDE else target
    # Scaled first where the numbers are shades: a tenth of the memory. Those of a palette are not.
    small = _resized(image, stored) if image.mode in {"L", "RGB", "RGBA", "LA", "CMYK"} else image
    upright = _resized(_turned(_flat(small), turn), target)
    data = _encoded(upright, lossy=image.format in _LOSSY, profile=_profile(image, upright))
    return data, width, height


def _orientation(image: Image) -> int:
    """1 to 8 as EXIF counts them; a damaged EXIF tells nothing."""
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  a damaged file may end any reader in any way
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _dpi(image: Image) -> tuple[float, float]:
    """Dots per inch as the file says; the usual ones where it says nothing, or nothing sensible."""
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return _USUAL_DPI, _USUAL_DPI
    sane = all(math.isfinite(v) and _SANE_DPI[0] <= v <= _SANE_DPI[1] for v in (across, down))
    return (across, down) if sane and 1 / 4 < across / down < 4 else (_USUAL_DPI, _USUAL_DPI)


def _extent(pixels: tuple[int, int], dpi: tuple[float, float]) -> tuple[int, int]:
    """Width and height on paper, in EMU: its own size, or the largest that fits."""
    width, height = (int(count / per_inch * EMU_PER_INCH) for count, per_inch in zip(pixels, dpi, strict=True))
    scale = min(1.0, MAX_WIDTH / width, MAX_HEIGHT / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def _needed(pixels: int, extent: int) -> int:
    """How many pixels paper can show along a side."""
    return min(pixels, max(1, math.ceil(extent / EMU_PER_INCH * PRINT_DPI)))


def _load(image: Image, longest: int) -> None:
    """Decodes every byte, a JPEG at the smallest scale that still holds twice the pixels needed."""
    if hasattr(image, "draft"):
        image.draft(None, (longest * 2, longest * 2))
    image.load()


def _flat(image: Image) -> Image:
    """8-bit grey or RGB; what is transparent shows white paper."""
    from PIL.Image import new

    if image.mode in {"I;16", "I;16B", "I;16L", "I;16N", "I", "F"}:
        return _to_eight_bits(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image if image.mode in {"L", "RGB"} else image.convert("L" if image.mode == "1" else "RGB")


def _to_eight_bits(image: Image) -> Image:
    """16 bits lose their lower half; other depths have no fixed white, so the brightest sign is it."""
    values = image.convert("F")
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else values.getextrema()
    span = float(high) - float(low) or 1.0  # type: ignore[arg-type]
    return values.point(lambda v: v * (255.0 / span) - float(low) * 255.0 / span).convert("L")  # type: ignore[arg-type]


def _turned(image: Image, orientation: int) -> Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    return image.transpose(turns[orientation]) if orientation in turns else image


def _resized(image: Image, target: tuple[int, int]) -> Image:
    from PIL.Image import Resampling

    return image if image.size == target else image.resize(target, Resampling.LANCZOS, reducing_gap=3.0)


def _profile(image: Image, upright: Image) -> bytes | None:
    """The colour profile, where it still says what the numbers mean (phones photograph in wider colours than sRGB)."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and image.mode == upright.mode else None


def _encoded(image: Image, *, lossy: bool, profile: bytes | None) -> bytes:
    """The file; a lossless source stays lossless unless that makes it large. Nothing but pixels and profile goes in."""
    image.info.clear()
    if not lossy:
        data = _saved(image, "PNG", icc_profile=profile)
        if len(data) <= _MAX_PNG:
            return data
    return _saved(image, "JPEG", quality=90, icc_profile=profile, subsampling="4:2:0" if lossy else "4:4:4")


def _saved(image: Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, dpi=(PRINT_DPI, PRINT_DPI), **options)
    return out.getvalue()


def _is_plain(image: Image, content: bytes) -> bool:
    """Whether Word shows the file as it is, and it says nothing but how it looks: a PNG of 8 bits at most, opaque."""
    if image.format != "PNG" or image.mode not in {"1", "L", "RGB", "P"} or image.has_transparency_data:
        return False
    eight_bits = content[24] <= 8
    chunks = _chunks(content)
    return eight_bits and chunks is not None and set(chunks) <= _PLAIN_CHUNKS and _says_its_size(image, chunks)


def _says_its_size(image: Image, chunks: list[bytes]) -> bool:
    """A density that makes no sense must not reach Word."""
    return b"pHYs" not in chunks or _dpi(image) == tuple(image.info.get("dpi", ()))


def _chunks(content: bytes) -> list[bytes] | None:
    """Names of a PNG's chunks; None when something follows the last one."""
    found: list[bytes] = []
    at = 8
    while at + 8 <= len(content) and (not found or found[-1] != b"IEND"):
        found.append(content[at + 4 : at + 8])
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return found if at == len(content) else None
