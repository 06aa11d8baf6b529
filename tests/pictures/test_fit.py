"""A picture made fit for paper: upright, in plain colours, no larger than print can show, and always the same bytes."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from zcdoc.pictures import Picture, prepare
from zcdoc.pictures.fit import EMU_PER_INCH, MAX_HEIGHT, MAX_WIDTH, PRINT_DPI

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def opened(found):
    assert isinstance(found, Picture), found
    image = Image.open(io.BytesIO(found.data))
    image.load()
    return image


def quarters(image):
    """The colours in the middle of its quarters, rounded to what a lossy file keeps."""
    wide, high = image.size
    places = [
        (wide // 4, high // 4),
        (wide * 3 // 4, high // 4),
        (wide // 4, high * 3 // 4),
        (wide * 3 // 4, high * 3 // 4),
    ]
    plain = image.convert("RGB")
    return [tuple(255 if band > 127 else 0 for band in plain.getpixel(place)) for place in places]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_however_the_phone_was_held(photo, kind, orientation):
    found = prepare(photo((400, 300), kind, orientation=orientation))
    image = opened(found)
    assert image.size == (400, 300)
    assert quarters(image) == [RED, GREEN, BLUE, WHITE]
    assert image.getexif().get(0x0112, 1) == 1
    assert found.width / found.height == pytest.approx(4 / 3, rel=0.01)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "LA"), ("GIF", "P"), ("BMP", "RGB"),
        ("TIFF", "CMYK"), ("TIFF", "RGBA"), ("TIFF", "LAB"), ("WEBP", "RGBA"), ("MPO", "RGB"), ("TIFF", "F"), ("TIFF", "I"),
    ],
)  # fmt: skip
def test_every_usual_mode_becomes_plain(photo, kind, mode):
    found = prepare(photo((400, 300), kind, mode=mode))
    image = opened(found)
    assert (image.format, image.mode) in {
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("PNG", "RGB"),
        ("PNG", "L"),
        ("PNG", "1"),
        ("PNG", "P"),
    }
    if mode in {"RGB", "RGBA", "CMYK", "P", "LAB"}:
        assert quarters(image) == [RED, GREEN, BLUE, WHITE]
    else:
        assert quarters(image)[3] == WHITE
        assert quarters(image)[0] != WHITE


def test_sixteen_bits_keep_their_shades():
    image = Image.new("I;16", (64, 64), 32768)
    out = io.BytesIO()
    image.save(out, "PNG")
    assert opened(prepare(out.getvalue())).getpixel((9, 9)) in {127, 128}


def test_sixteen_bits_in_colour_become_eight(photo):
    rows = b"".join(b"\0" + struct.pack(">HHH", 65535, 0, 0) * 64 for _ in range(64))
    assert quarters(opened(prepare(png(64, 64, rows, depth=16)))) == [RED] * 4


def test_what_is_transparent_shows_white_paper():
    clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    out = io.BytesIO()
    clear.save(out, "PNG")
    image = opened(prepare(out.getvalue()))
    assert (image.mode, image.getpixel((5, 5))) == ("RGB", WHITE)


def test_of_an_animation_the_first_picture_is_shown(photo):
    first, second = (Image.open(io.BytesIO(photo((80, 60), "PNG", orientation=o))) for o in (1, 3))
    for kind in ("GIF", "PNG", "WEBP"):
        out = io.BytesIO()
        first.save(out, kind, save_all=True, append_images=[second])
        image = opened(prepare(out.getvalue()))
        assert getattr(image, "n_frames", 1) == 1
        assert quarters(image) == [RED, GREEN, BLUE, WHITE]


class TestSize:
    def test_a_large_one_is_scaled_to_what_print_shows(self, photo):
        found = prepare(photo((4000, 3000)))
        image = opened(found)
        assert (found.width, found.height) == (4_608_000, MAX_HEIGHT)
        assert image.size == (1109, 832)
        assert image.size[0] / (found.width / EMU_PER_INCH) == pytest.approx(PRINT_DPI, rel=0.01)

    def test_a_panorama_keeps_to_the_width(self, photo):
        found = prepare(photo((9000, 1500)))
        assert found.width == MAX_WIDTH
        assert found.height == pytest.approx(MAX_WIDTH / 6, rel=0.01)

    def test_one_on_its_side_is_measured_as_it_is_seen(self, photo):
        found = prepare(photo((3000, 4000), orientation=6))
        assert found.height == MAX_HEIGHT
        assert found.width < found.height

    def test_a_very_large_one_is_taken(self, photo):
        found = prepare(photo((12000, 9000), quality=30))
        assert opened(found).size == (1109, 832)
        assert quarters(opened(found)) == [RED, GREEN, BLUE, WHITE]

    def test_a_small_one_is_not_blown_up(self, photo):
        found = prepare(photo((200, 100), dpi=(100, 100)))
        assert (found.width, found.height) == (2 * EMU_PER_INCH, EMU_PER_INCH)
        assert opened(found).size == (200, 100)

    @pytest.mark.parametrize("dpi", [(0, 0), (1, 1), (65535, 65535), (300, 1), (0, 300)])
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP"])
    def test_a_density_that_makes_no_sense_is_not_believed(self, photo, kind, dpi):
        found = prepare(photo((400, 300), kind, dpi=dpi))
        assert found.height == MAX_HEIGHT  # 300 dots at the usual 72 an inch are more than fits
        assert found.width / found.height == pytest.approx(4 / 3, rel=0.01)

    def test_dots_that_are_not_square_are_believed(self, photo):
        found = prepare(photo((204, 98), "TIFF", dpi=(204, 98)))
        assert (found.width, found.height) == (EMU_PER_INCH, EMU_PER_INCH)

    def test_a_lossless_photograph_does_not_make_a_heavy_document(self):
        noise = Image.effect_noise((4000, 3000), 120).convert("RGB")
        out = io.BytesIO()
        noise.save(out, "BMP")
        found = prepare(out.getvalue())
        assert len(found.data) < 2 * 1024 * 1024


class TestBytes:
    def test_they_are_the_same_each_time(self, photo):
        for kind, options in (("JPEG", {"orientation": 6}), ("PNG", {"mode": "RGBA"}), ("GIF", {"mode": "P"})):
            content = photo((1600, 1200), kind, **options)
            assert prepare(content) == prepare(content)

    def test_a_plain_png_passes_as_it_is(self, photo):
        for mode in ("1", "L", "RGB", "P"):
            content = photo((400, 300), "PNG", mode=mode, dpi=(96, 96))
            assert prepare(content).data == content

    @pytest.mark.parametrize("extra", [b"tEXt", b"eXIf", b"zTXt"])
    def test_a_png_that_says_more_does_not(self, photo, extra):
        content = photo((400, 300), "PNG")
        body = b"a\0\0" + zlib.compress(b"x")
        chunk = struct.pack(">I", len(body)) + extra + body + struct.pack(">I", zlib.crc32(extra + body))
        found = prepare(content[:33] + chunk + content[33:])
        assert extra not in found.data

    def test_nor_does_one_that_has_something_behind_it(self, photo):
        content = photo((400, 300), "PNG")
        assert prepare(content + b"MZ program").data != content + b"MZ program"
        assert b"MZ program" not in prepare(content + b"MZ program").data

    def test_where_a_photograph_was_taken_stays_out_of_the_document(self, photo):
        exif = Image.Exif()
        exif.get_ifd(0x8825)[2] = (31.0, 12.0, 30.0)
        exif[0x010F] = "Camera maker"
        content = photo((400, 300), "JPEG", exif=exif, comment=b"secret remark", xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
        assert b"Camera maker" in content
        found = prepare(content)
        assert not opened(found).getexif()
        for word in (b"Camera maker", b"secret", b"Exif"):
            assert word not in found.data

    def test_the_colour_profile_of_a_phone_is_kept(self, photo):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        assert opened(prepare(photo((400, 300), "JPEG", icc_profile=profile))).info["icc_profile"] == profile
        assert "icc_profile" not in opened(prepare(photo((400, 300), "JPEG", mode="CMYK", icc_profile=profile))).info


def png(width, height, rows, *, depth=8):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
