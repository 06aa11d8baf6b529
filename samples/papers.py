"""Writes the files of the fictitious park, byte for byte the same everywhere: text, tables, and PDF without any library."""

from __future__ import annotations

from typing import Any

import pictures

MARK = "虚构示例：本文件由 samples/build.py 生成，不是任何真实单位的材料。"
LINE, TOP, STEP, SIZE = 78, 790, 20, 12  # LINE in halves of a Chinese sign


def content(paper: dict[str, Any]) -> bytes:
    """The bytes of one piece of evidence as `samples/data/*.papers.yaml` describes it."""
    if "页" in paper:
        return pdf([[MARK, paper["名称"], "", *page.splitlines()] for page in paper["页"]])
    if "图" in paper:
        return pictures.draw(paper["图"])
    head = f"{MARK}\n" if "文" in paper else f"# {MARK}\n"
    return (head + (paper.get("文") or paper["表"])).encode()


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF of text lines in the standard Chinese font, which every reader substitutes; nothing is embedded."""
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500]/CIDSystemInfo 5 0 R>>",
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>",
    ]
    for number, page in enumerate(pages):
        stream = _stream(page, number + 1, len(pages))
        bodies.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {7 + 2 * number} 0 R>>".encode()
        )
        bodies.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    return _assemble(bodies)


def _stream(page: list[str], number: int, count: int) -> bytes:
    lines = [part for line in page for part in _wrapped(line)]
    shown = [f"<{line.encode('utf-16-be').hex()}> Tj 0 -{STEP} Td" for line in lines]
    foot = f"BT /F 10 Tf 270 40 Td <{f'第 {number} 页 共 {count} 页'.encode('utf-16-be').hex()}> Tj ET"
    return f"BT /F {SIZE} Tf 60 {TOP} Td\n{chr(10).join(shown)}\nET\n{foot}".encode()


def _wrapped(line: str) -> list[str]:
    lines, room = [""], LINE
    for sign in line:
        size = 1 if sign.isascii() else 2
        if size > room:
            lines.append("")
            room = LINE
        lines[-1] += sign
        room -= size
    return lines


def _assemble(bodies: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail
