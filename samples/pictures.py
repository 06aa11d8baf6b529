"""Draws the stand-ins for site photographs and the boundary map as PNG, with the standard library only.

zlib makes other bytes in other builds, so the few run lengths that flat colours need are coded here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

WIDTH, HEIGHT = 480, 300
PALETTE = (
    "ffffff", "1f2933", "cfe3f5", "8fb98b", "5b8c5a", "b8bec6", "7b8794", "1d3f72",
    "3b6fb6", "f2c14e", "d9534f", "e8e4da", "9fd3e0", "4a90a4", "2d2d2d", "f7f7f7",
)  # fmt: skip
WHITE, INK, SKY, GRASS, TREE, LIGHT, GREY, NAVY, BLUE, SUN, RED, SAND, WATER, DEEP, BLACK, PALE = range(16)
GLYPHS = Path(__file__).parent / "data" / "glyphs.txt"
LABEL = "虚构示例"


class Canvas:
    """A picture of palette colours."""

    def __init__(self, ground: int) -> None:
        self.rows = [bytearray([ground]) * WIDTH for _ in range(HEIGHT)]

    def box(self, left: int, top: int, right: int, bottom: int, colour: int) -> None:
        for y in range(max(top, 0), min(bottom, HEIGHT)):
            x, end = max(left, 0), min(right, WIDTH)
            self.rows[y][x:end] = bytes([colour]) * max(end - x, 0)

    def disc(self, x: int, y: int, radius: int, colour: int) -> None:
        for dy in range(-radius, radius + 1):
            half = int((radius * radius - dy * dy) ** 0.5)
            self.box(x - half, y + dy, x + half + 1, y + dy + 1, colour)

    def shape(self, points: list[tuple[int, int]], colour: int) -> None:
        """A filled polygon, in whole numbers only."""
        for y in range(min(p[1] for p in points), max(p[1] for p in points)):
            cuts = sorted(
                ax + (y - ay) * (bx - ax) // (by - ay)
                for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True)
                if min(ay, by) <= y < max(ay, by)
            )
            for left, right in zip(cuts[::2], cuts[1::2], strict=True):
                self.box(left, y, right, y + 1, colour)

    def text(self, x: int, y: int, words: str, colour: int, scale: int = 1) -> None:
        for place, sign in enumerate(words):
            for row, bits in enumerate(_glyphs()[sign]):
                for column in range(16):
                    if bits >> (15 - column) & 1:
                        left, top = x + (place * 17 + column) * scale, y + row * scale
                        self.box(left, top, left + scale, top + scale, colour)


def draw(name: str) -> bytes:
    """The PNG of one subject, headed as fictitious."""
    ground, paint = SUBJECTS[name]
    canvas = Canvas(ground)
    paint(canvas)
    canvas.box(0, 0, WIDTH, 26, NAVY)
    canvas.text(10, 5, f"{LABEL}·{name}", WHITE)
    return _png(canvas.rows)


def _boundary(c: Canvas) -> None:
    c.shape([(0, 26), (70, 26), (40, 150), (66, 300), (0, 300)], WATER)
    c.shape([(82, 48), (430, 40), (446, 268), (90, 276), (64, 150)], RED)
    c.shape([(86, 52), (426, 44), (442, 264), (93, 272), (68, 150)], SAND)
    for top in (60, 132, 204):
        for left in (104, 190, 276, 362):
            c.box(left, top, left + 60, top + 48, LIGHT)
            c.box(left + 6, top + 6, left + 34, top + 26, GREY)
    c.box(80, 116, 438, 124, WHITE)
    c.box(84, 190, 440, 198, WHITE)
    c.box(256, 46, 264, 268, WHITE)
    for x in range(100, 440, 16):
        c.disc(x, 262, 4, TREE)
    for x, y in ((430, 60), (440, 240), (260, 270), (68, 150), (240, 46)):
        c.disc(x, y, 5, RED)
    c.shape([(456, 56), (466, 84), (456, 78), (446, 84)], INK)


def _roof(c: Canvas) -> None:
    c.box(0, 26, WIDTH, 110, SKY)
    c.disc(420, 62, 20, SUN)
    c.shape([(60, 96), (420, 96), (470, 260), (10, 260)], LIGHT)
    for row in range(5):
        top = 108 + row * 29
        for column in range(9):
            left = 74 + column * 38 - row * 6
            c.shape([(left, top), (left + 32, top), (left + 32, top + 22), (left - 2, top + 22)], NAVY)
            c.box(left + 4, top + 10, left + 30, top + 11, BLUE)
    c.box(0, 260, WIDTH, HEIGHT, GREY)


def _storage(c: Canvas) -> None:
    c.box(0, 200, WIDTH, HEIGHT, LIGHT)
    for left in (24, 138, 252, 366):
        c.box(left, 110, left + 92, 220, PALE)
        c.box(left, 110, left + 92, 120, GREY)
        for x in range(left + 10, left + 84, 16):
            c.box(x, 132, x + 8, 190, LIGHT)
        c.box(left + 66, 196, left + 82, 212, SUN)
    c.box(0, 238, WIDTH, 242, SUN)


def _water(c: Canvas) -> None:
    for x, y in ((120, 150), (340, 150)):
        c.disc(x, y, 84, GREY)
        c.disc(x, y, 78, DEEP)
        c.disc(x, y, 60, WATER)
        c.disc(x, y, 10, GREY)
        c.box(x, y - 3, x + 80, y + 3, LIGHT)
    c.box(40, 250, 440, 282, GREY)
    c.box(46, 256, 434, 276, WATER)


def _charging(c: Canvas) -> None:
    c.box(0, 210, WIDTH, HEIGHT, GREY)
    c.shape([(20, 90), (460, 66), (460, 80), (20, 104)], NAVY)
    for x in (50, 240, 430):
        c.box(x, 84, x + 8, 212, INK)
    for left, colour in ((74, WHITE), (264, BLUE)):
        c.box(left, 180, left + 130, 214, colour)
        c.shape([(left + 22, 180), (left + 40, 154), (left + 96, 154), (left + 116, 180)], colour)
        c.shape([(left + 32, 178), (left + 44, 160), (left + 92, 160), (left + 106, 178)], SKY)
        c.disc(left + 28, 216, 12, BLACK)
        c.disc(left + 102, 216, 12, BLACK)
        c.box(left + 142, 156, left + 158, 212, GRASS)
        c.box(left + 145, 162, left + 155, 174, PALE)


def _platform(c: Canvas) -> None:
    c.box(30, 44, 450, 270, BLACK)
    c.box(38, 52, 442, 262, NAVY)
    for place, high in enumerate((96, 84, 90, 72, 64, 58, 66, 70, 60, 52, 48, 44)):
        c.box(56 + place * 18, 230 - high, 68 + place * 18, 230, SUN if place < 3 else WATER)
    c.box(52, 230, 278, 232, WHITE)
    c.disc(360, 120, 44, BLUE)
    c.shape([(360, 120), (360, 76), (404, 76), (404, 120)], SUN)
    c.disc(360, 120, 22, NAVY)
    for row in range(4):
        c.box(306, 188 + row * 16, 306 + (110, 84, 96, 60)[row], 196 + row * 16, LIGHT)


SUBJECTS: dict[str, tuple[int, Callable[[Canvas], None]]] = {
    "边界": (GRASS, _boundary),
    "屋顶光伏": (GRASS, _roof),
    "储能站": (SKY, _storage),
    "污水站": (GRASS, _water),
    "充电站": (SKY, _charging),
    "平台": (LIGHT, _platform),
}


def _glyphs() -> dict[str, list[int]]:
    """16 × 16 dots a sign; each line of the file is the sign and its 16 rows in hexadecimal."""
    lines = GLYPHS.read_text(encoding="utf-8").splitlines()
    return {line[0]: [int(word, 16) for word in line[2:].split()] for line in lines if line and line[0] != "#"}


def _png(rows: list[bytearray]) -> bytes:
    """Eight bits a dot; every line tells only its difference from the line above."""
    above, lines = bytes(WIDTH), bytearray()
    for row in rows:
        lines += b"\2" + bytes((dot - over) & 255 for dot, over in zip(row, above, strict=True))
        above = bytes(row)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    colours = bytes.fromhex("".join(PALETTE))
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", _deflated(bytes(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# Lengths of repeats with no extra bits, and their codes (RFC 1951, 3.2.5); 258 is the longest.
_REPEATS = {258: 285, **{n: 254 + n for n in range(3, 11)}}


def _deflated(data: bytes) -> bytes:
    """A zlib stream of one block with fixed codes, in which only the byte just before is ever repeated."""
    bits = "110"  # last block, fixed codes, least bit first
    words, place = [bits], 0
    while place < len(data):
        run = 1
        while run < 259 and place + run < len(data) and data[place + run] == data[place]:
            run += 1
        words.append(_code(data[place]))
        left = run - 1
        for length in sorted(_REPEATS, reverse=True):
            while left >= length:
                words.append(_code(_REPEATS[length]) + "00000")
                left -= length
        words += [_code(data[place])] * left
        place += run
    words.append(_code(256))
    return b"\x78\x01" + _packed("".join(words)) + struct.pack(">I", zlib.adler32(data))


def _code(symbol: int) -> str:
    """The fixed code of a literal or a length."""
    if symbol < 144:
        return f"{0x30 + symbol:08b}"
    if symbol < 256:
        return f"{0x190 + symbol - 144:09b}"
    return f"{symbol - 256:07b}" if symbol < 280 else f"{0xC0 + symbol - 280:08b}"


def _packed(bits: str) -> bytes:
    """Bits in the order of the stream, eight to a byte, the least first."""
    padded = bits + "0" * (-len(bits) % 8)
    return bytes(int(padded[i : i + 8][::-1], 2) for i in range(0, len(padded), 8))
