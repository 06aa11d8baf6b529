"""What is no picture, or none that a document can show, is told apart; nothing that a file holds raises."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from zcdoc.pictures import Fault, Picture, gate, prepare


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"not a picture", "不是图像文件"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "压缩包"),
        (b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "视频"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n", "不是图像文件"),
        (b"\x89PNG\r\n\x1a\n", "损坏"),
        (b"\xff\xd8\xff\xd9", "损坏"),
    ],
)
def test_what_is_no_picture_is_told_with_a_remedy(content, said):
    found = prepare(content)
    assert isinstance(found, Fault)
    assert said in found.reason
    assert found.fix


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_truncated_file_is_damaged(photo, kind):
    image = Image.effect_noise((400, 300), 90).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind)
    content = out.getvalue()
    assert isinstance(prepare(content), Picture)
    for length in (len(content) // 2, len(content) * 9 // 10):
        assert isinstance(prepare(content[:length]), Fault), (kind, length)


def test_a_flipped_bit_in_a_png_is_seen(photo):
    content = bytearray(photo((400, 300), "PNG"))
    content[len(content) // 2] ^= 1
    assert isinstance(prepare(bytes(content)), Fault)


@pytest.mark.parametrize("size", [(1, 1), (31, 400), (400, 31)])
def test_what_shows_nothing_is_no_photograph(photo, size):
    assert "看不出" in prepare(photo(size, "PNG")).reason
    assert isinstance(prepare(photo((32, 400), "PNG")), Picture)


def test_a_bomb_is_not_decoded(monkeypatch):
    """Sixteen thousand pixels square in some kilobytes, of which not one is decoded."""
    monkeypatch.setattr("zcdoc.pictures.fit.fitted", lambda *_: pytest.fail("decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("decoded"))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 16000, 16000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000)) + chunk(b"IEND", b"")
    assert "16000×16000" in prepare(bomb).reason


def test_a_file_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr(gate, "MAX_BYTES", 100)
    monkeypatch.setattr(gate, "opened", lambda _: pytest.fail("opened"))
    assert "超过" in prepare(b"\xff\xd8\xff" + b"x" * 200).reason


def test_too_little_memory_is_told_as_such(photo, monkeypatch):
    def out_of_memory(*_):
        raise MemoryError

    monkeypatch.setattr("zcdoc.pictures.fit.fitted", out_of_memory)
    assert "内存" in prepare(photo()).reason


class TestMarkers:
    """JPEG files as phones, scanners and editors write them."""

    def segment(self, marker, body):
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    def bare(self, photo):
        """A JPEG without JFIF or EXIF marker."""
        content = photo((400, 300))
        assert content[2:4] == b"\xff\xe0"
        return content[:2] + content[4 + struct.unpack(">H", content[4:6])[0] :]

    def test_without_any_marker_of_a_kind(self, photo):
        assert isinstance(prepare(self.bare(photo)), Picture)

    def test_with_exif_before_jfif_and_after(self, photo):
        exif = Image.Exif()
        exif[0x0112] = 3
        body = photo((400, 300), orientation=3)
        bare = self.bare(photo)
        app1, app0 = self.segment(0xE1, exif.tobytes()), self.segment(0xE0, b"JFIF\0\x01\x01\x01\0\x48\0\x48\0\0")
        for heads in (app1 + app0, app0 + app1, app1, self.segment(0xFE, b"remark") + app1 + app0):
            found = prepare(bare[:2] + heads + bare[2:])
            image = Image.open(io.BytesIO(found.data)).convert("RGB")
            assert image.getpixel((100, 75))[0] > 200  # turned half round, the white quarter is on top
            assert image.getpixel((300, 225))[1:] < (60, 60)
        assert isinstance(prepare(body), Picture)

    def test_exif_that_is_rubbish_spoils_nothing(self, photo):
        bare = self.bare(photo)
        for rubbish in (b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0" + bytes(range(256))):
            assert isinstance(prepare(bare[:2] + self.segment(0xE1, rubbish) + bare[2:]), Picture)

    @pytest.mark.parametrize("unit", [0, 1, 2])
    @pytest.mark.parametrize("density", [0, 1, 65535])
    def test_with_any_density(self, photo, unit, density):
        head = self.segment(0xE0, b"JFIF\0\x01\x01" + bytes([unit]) + struct.pack(">HH", density, density) + b"\0\0")
        bare = self.bare(photo)
        assert isinstance(prepare(bare[:2] + head + bare[2:]), Picture)

    def test_followed_by_a_film(self, photo):
        assert isinstance(prepare(photo() + b"\0\0\0\x18ftypmp42" + b"x" * 5000), Picture)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_raise_nothing(content):
    for head in (
        b"",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"GIF89a",
        b"BM",
        b"II*\0",
        b"RIFF\0\0\0\0WEBPVP8 ",
    ):
        prepare(head + content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_mutated_files_raise_nothing(photo, kind):
    chance = random.Random(kind)
    original = photo((60, 40), kind, **({"orientation": 6} if kind not in {"GIF", "BMP"} else {}))
    for _ in range(60):
        content = bytearray(original)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        prepare(bytes(content))
