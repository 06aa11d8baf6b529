"""Makes the pictures of README and guide from the samples: real files, real pages, real output.

    python docs/pictures/build.py              # all of them
    python docs/pictures/build.py terminal     # those whose name begins with a word

Needs LibreOffice, poppler-utils and Noto Sans Mono CJK. Pictures differ with fonts and versions, so no test compares their bytes; see docs/decisions/0015-pictures.md.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from zcdoc import ooxml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLES = ROOT / "samples"
MAX_BYTES = 150_000
PARK = "linjiang-demo"
FAULTY = "trouble-demo" if (SAMPLES / "parks" / "trouble-demo").is_dir() else "goldwind-yizhuang-2020"


@dataclass(frozen=True)
class Sheet:
    """A part of a sheet of the workbook; the columns numbered in `folded` are hidden, so that the others can be read."""

    name: str
    area: str
    folded: tuple[int, ...] = ()
    width: int = 1500


@dataclass(frozen=True)
class Page:
    """The page of a document on which the pattern stands, after cover and contents; the first page when there is none."""

    document: str
    pattern: str = ""
    width: int = 620


@dataclass(frozen=True)
class Terminal:
    """What a command prints; `head` lines of it and the last one, where it is longer."""

    arguments: str
    head: int = 60


# Every picture by name. The areas of sheets are columns and rows as printed; folded columns take no room.
PICTURES: dict[str, Sheet | Page | Terminal] = {
    # What a screen of 1366 × 768 shows at 100 %.
    "workbook-overview": Sheet("总览", "$A$1:$H$32", (), 1340),
    "workbook-measures": Sheet("创建措施", "$A$1:$O$14", (), 1340),
    "workbook-indicators": Sheet("评价指标", "$A$1:$O$17", (), 1340),
    "workbook-summary": Sheet("汇总", "$A$1:$K$46", (), 1200),
    "report-cover": Page("report"),
    "report-requirements": Page("report", r"^表 ?4.1"),
    "report-score": Page("report", r"^图 ?10.1|^表 ?10.1"),
    "report-emissions": Page("report", r"^图 ?5.1|^表 ?5.1"),
    "scheme-cover": Page("scheme"),
    "scheme-measures": Page("scheme", r"^图 ?4.1|^表 ?4.1"),
    "inspection-issues": Page("inspection", r"问题与整改清单|整改清单", 900),
    "terminal-score": Terminal(f"score --park {PARK}"),
    "terminal-check": Terminal(f"check --park {FAULTY}", 22),
}


def main() -> None:
    wanted = [name for name in PICTURES if name.startswith(tuple(sys.argv[1:]) or "")]
    with tempfile.TemporaryDirectory(prefix="zcdoc-pictures-") as folder:
        workshop = Workshop(Path(folder))
        for name in wanted:
            save(workshop.make(PICTURES[name]), HERE / f"{name}.png")


def save(image: Image.Image, path: Path) -> None:
    """A PNG of a few colours; smaller until it is small enough."""
    for colours in (96, 48, 24, 12):
        # No dithering: text stays clean and the file small.
        image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MAX_BYTES:
            break
    print(f"{path.name}：{image.width}×{image.height}，{path.stat().st_size // 1000} kB")


class Workshop:
    """A folder with a copy of the samples, in which everything is made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(SAMPLES, folder / "samples", ignore=shutil.ignore_patterns("output", ".lock"))

    def make(self, picture: Sheet | Page | Terminal) -> Image.Image:
        if isinstance(picture, Sheet):
            return self.sheet(picture)
        return self.page(picture) if isinstance(picture, Page) else self.terminal(picture)

    def zcdoc(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "zcdoc", *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )

    # --- sheets -------------------------------------------------------------------------------------------------------

    @cache  # noqa: B019  lives as long as the script
    def workbook(self) -> bytes:
        self.zcdoc("--workspace", "samples", "checklist", "export", "--park", PARK, "-o", "book.xlsx")
        return (self.folder / "book.xlsx").read_bytes()

    def sheet(self, wanted: Sheet) -> Image.Image:
        path = self.folder / "sheet.xlsx"
        path.write_bytes(alone(self.workbook(), wanted))
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(self.folder / 'lo').as_uri()}", "--headless", "--convert-to", "pdf", "sheet.xlsx"],
            cwd=self.folder, check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return framed(trimmed(self.raster(path.with_suffix(".pdf"), 1, 3000)), wanted.width)

    # --- pages --------------------------------------------------------------------------------------------------------

    @cache  # noqa: B019
    def document(self, name: str) -> Path:
        self.zcdoc("--workspace", "samples", "render", name, "--park", PARK, "--pdf", "-o", "out")
        return self.folder / "out" / f"{name}.pdf"

    def page(self, wanted: Page) -> Image.Image:
        path = self.document(wanted.document)
        return bordered(self.raster(path, find(path, wanted.pattern), wanted.width))

    def raster(self, path: Path, page: int, width: int) -> Image.Image:
        out = self.folder / "page"
        at = ["-f", str(page), "-l", str(page), "-scale-to-x", str(width), "-scale-to-y", "-1"]
        subprocess.run(["pdftoppm", "-png", "-singlefile", *at, path, out], check=True, timeout=120)
        return Image.open(out.with_suffix(".png")).convert("RGB")

    # --- terminal -----------------------------------------------------------------------------------------------------

    def terminal(self, wanted: Terminal) -> Image.Image:
        typed = f"zcdoc --workspace samples {wanted.arguments}"
        lines = [
            line for line in screen(["--workspace", "samples", *wanted.arguments.split()], self.folder) if line.strip()
        ]
        if len(lines) > wanted.head + 1:
            lines = [*lines[: wanted.head], "……", lines[-1]]
        return drawn([f"$ \x1b[1m{typed}\x1b[0m", *lines])


def alone(workbook: bytes, wanted: Sheet) -> bytes:
    """The workbook with one visible sheet that prints the area on one page, without head and foot."""
    book = ooxml.part(workbook, "xl/workbook.xml").decode()
    names = re.findall(r'<sheet name="([^"]+)"', book)
    index = names.index(wanted.name)
    for name in names:
        book = (
            book
            if name == wanted.name
            else re.sub(f'(<sheet name="{name}"[^>]*?)(?: state="\\w+")?(?= r:id)', r'\1 state="hidden"', book)
        )
    book = re.sub(r'<definedName name="_xlnm.Print_(?:Area|Titles)".*?</definedName>', "", book)
    area = f'<definedName name="_xlnm.Print_Area" localSheetId="{index}">{wanted.name}!{wanted.area}</definedName>'
    book = book.replace("</definedNames>", f"{area}</definedNames>")
    book = book.replace("<workbookView ", f'<workbookView activeTab="{index}" ')
    part = f"xl/worksheets/sheet{index + 1}.xml"
    sheet = ooxml.part(workbook, part).decode()
    sheet = re.sub(r"<headerFooter.*?</headerFooter>|<rowBreaks.*?</rowBreaks>", "", sheet, flags=re.DOTALL)
    setup = '<pageSetup paperSize="8" orientation="landscape" fitToWidth="1" fitToHeight="1"/>'
    sheet = re.sub(r"<pageSetup[^>]*/>", setup, sheet)
    if "<pageSetUpPr" not in sheet:
        sheet = (
            sheet if "<sheetPr" in sheet else re.sub(r"(<worksheet [^>]*>)", r"\1<sheetPr></sheetPr>", sheet, count=1)
        )
        sheet = sheet.replace("</sheetPr>", '<pageSetUpPr fitToPage="1"/></sheetPr>')
    sheet = re.sub(r"<cols>.*</cols>", lambda found: folded(found[0], wanted.folded), sheet)
    return ooxml.rezip(workbook, {"xl/workbook.xml": book.encode(), part: sheet.encode()})


def folded(columns: str, numbers: tuple[int, ...]) -> str:
    """The widths of the columns, one element for each, with some of them hidden."""
    out = []
    for first, last, rest in re.findall(r'<col min="(\d+)" max="(\d+)" ([^>]*)/>', columns):
        for number in range(int(first), int(last) + 1):
            hidden = ' hidden="1"' if number in numbers and "hidden" not in rest else ""
            out.append(f'<col min="{number}" max="{number}" {rest}{hidden}/>')
    return f"<cols>{''.join(out)}</cols>"


def find(path: Path, pattern: str) -> int:
    """The page with a line that begins as the pattern says; pages of contents, with their rows of dots, are passed over."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    pages = text.split("\f")
    if not pattern:
        return 1
    # Word's no-break hyphen and the blanks of the layout stand between number and title.
    plain = ["\n".join(line.strip().replace("\u2011", "-") for line in page.splitlines()) for page in pages]
    for choice in pattern.split("|"):
        for number, page in enumerate(plain, 1):
            if number > 2 and page.count("....") < 3 and re.search(choice, page, re.MULTILINE):
                return number
    raise SystemExit(f"{path.name} 里没有“{pattern}”，改 PICTURES")


def screen(arguments: list[str], folder: Path) -> list[str]:
    """The lines that a terminal of 100 columns shows, colours and all. The exit code may be 1: `check` finds problems."""
    out = bytearray()
    keep = {"COLUMNS": "100", "LINES": "60", "TERM": "xterm-256color"}
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "zcdoc", *arguments], cwd=folder, env=os.environ | keep, stdout=slave, stderr=slave
    ) as process:
        os.close(slave)
        while chunk := _read(master):
            out += chunk
    os.close(master)
    if process.returncode not in {0, 1}:
        raise SystemExit(out.decode())
    return out.decode().replace("\r\n", "\n").splitlines()


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # Linux says so when the other end has closed
        return b""


# --- drawing ----------------------------------------------------------------------------------------------------------

SIZE, LINE, PAD, MARGIN = 18, 27, 18, 10
PAPER, INK = "#0F172A", "#E2E8F0"
COLOURS = {"32": "#4ADE80", "31": "#F87171", "33": "#FBBF24"}
WORDS = {"错误": "#F87171", "提醒": "#FBBF24"}


@cache
def font(style: str) -> ImageFont.FreeTypeFont:
    """Noto Sans Mono CJK: a Chinese sign is exactly two Latin ones wide, so tables keep their columns."""
    asked = subprocess.run(
        ["fc-match", "-f", "%{file}|%{index}", f"Noto Sans Mono CJK SC:{style}"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    path, _, index = asked.stdout.partition("|")
    if "NotoSansMonoCJK" not in path and "NotoSansCJK" not in path:
        raise SystemExit("缺少字体 Noto Sans Mono CJK SC（Debian、Ubuntu：fonts-noto-cjk）")
    return ImageFont.truetype(path, SIZE, index=int(index))


def drawn(lines: list[str]) -> Image.Image:
    """Lines with colours, wrapped at 100 columns, as a terminal."""
    cell = SIZE / 2
    rows = [row for line in lines for row in wrapped(cells(line), 100)]
    image = Image.new("RGB", (int(100 * cell) + 2 * PAD, LINE * len(rows) + 2 * PAD), PAPER)
    pen = ImageDraw.Draw(image)
    for y, row in enumerate(rows):
        x = 0
        for sign, colour, bold in row:
            pen.text((PAD + x * cell, PAD + y * LINE), sign, colour, font("bold" if bold else "regular"))
            x += wide(sign)
    return image


def wide(sign: str) -> int:
    return 2 if ord(sign) > 0x2E7F or sign in "“”‘’…—" else 1


def cells(line: str) -> list[tuple[str, str, bool]]:
    """Each sign with its colour and whether it is bold; the severity at the beginning of a line has a colour of its own."""
    out, colour, bold = [], INK, False
    for code, text in re.findall(r"\x1b\[([\d;]*)m|([^\x1b]+)", line):
        if text:
            out += [(sign, colour, bold) for sign in text]
            continue
        for number in (code or "0").split(";"):
            colour, bold = (INK, False) if number == "0" else (COLOURS.get(number, colour), bold or number == "1")
    for word, shade in WORDS.items():
        if "".join(sign for sign, _, _ in out[: len(word)]) == word:
            out[: len(word)] = [(sign, shade, True) for sign in word]
    return out


def wrapped(row: list[tuple[str, str, bool]], width: int) -> list[list[tuple[str, str, bool]]]:
    rows, used = [[]], 0
    for item in row:
        if used + wide(item[0]) > width:
            rows.append([])
            used = 0
        rows[-1].append(item)
        used += wide(item[0])
    return rows


def trimmed(image: Image.Image) -> Image.Image:
    """Without the white margin."""
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    return image.crop(box) if box else image


def framed(image: Image.Image, width: int) -> Image.Image:
    height = round(image.height * width / image.width)
    paper = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), "white")
    paper.paste(image.resize((width, height), Image.Resampling.LANCZOS), (MARGIN, MARGIN))
    return bordered(paper)


def bordered(image: Image.Image) -> Image.Image:
    ImageDraw.Draw(image).rectangle((0, 0, image.width - 1, image.height - 1), outline="#CBD5E1")
    return image


if __name__ == "__main__":
    main()
