"""Workbooks made to do harm, and workbooks that are merely damaged: read within limits, or refused in one sentence."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from zcdoc import ooxml
from zcdoc.errors import UnsafeError, UserError, ZcdocError
from zcdoc.model.record import Record, Round
from zcdoc.model.view import View
from zcdoc.pack import load
from zcdoc.problems import Problems
from zcdoc.scoring import score
from zcdoc.workbook import MOST, foreign, read, read_raw, sheet_rows, write

SMALL = Path(__file__).resolve().parents[1] / "readiness" / "small-pack"
GOALS = "xl/worksheets/sheet12.xml"  # 目标
MEMORY = 50  # megabytes more than before

# Reads a file and says by how many MB the peak of memory grew, and the number of problems. Growth, because a child begins
# with the peak of the process that it was forked from.
READER = """
import resource, sys, pathlib, re
from zcdoc.problems import Problems
from zcdoc.workbook import read_raw
def peak():
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, problems = peak(), Problems()
read_raw(pathlib.Path(sys.argv[1]).read_bytes(), "x.xlsx", problems)
print((peak() - before) // 1024, len(problems))
"""


@pytest.fixture(scope="module")
def view():
    pack = load(SMALL, "test")
    state = {
        "park": {
            "park": {"park": {"name": "园区", "standards": pack.id}},
            "rounds": {"r1": {"kind": "baseline", "date": "2026-01-05"}},
        }
    }
    return View(pack, Record("demo", state, "a" * 64), Round("r1", "baseline", "2026-01-05"))


@pytest.fixture(scope="module")
def sound(view):
    return write(view, score(view), {}, [])


def changed(data, changes, drop=()):
    """The same file with some parts passed through a function."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in drop:
                content = source.read(name)
                target.writestr(name, changes[name](content.decode()).encode() if name in changes else content)
    return out.getvalue()


def taken(data, view):
    problems = Problems()
    raw = read_raw(data, "x.xlsx", problems)
    return read(raw, view, sheet_rows(view, score(view), {}), view.record.state, problems)


def with_rows(data, rows):
    return changed(data, {GOALS: lambda text: text.replace("</sheetData>", rows + "</sheetData>")})


def cell(at, text):
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_merged_area_over_the_whole_sheet_takes_no_memory(sound, tmp_path):
    """In openpyxl's usual mode this took 6 GB."""
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = tmp_path / "x.xlsx"
    path.write_bytes(changed(sound, {GOALS: lambda text: re.sub("</sheetData>", merged, text)}))
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path)], capture_output=True, text=True, timeout=120, check=True
    )
    memory, problems = map(int, done.stdout.split())
    assert memory < MEMORY
    assert problems == 1  # merged cells are told


@pytest.mark.parametrize("dimension", ["A1:B2", "A1", "A1:XFD1048576", "nonsense"])
def test_a_sheet_is_not_believed_about_its_own_size(sound, view, dimension):
    rows = "".join(f'<row r="{r}">{cell(f"B{r}", f"目标{r}")}</row>' for r in range(50, 60))
    data = changed(
        with_rows(sound, rows),
        {GOALS: lambda text: re.sub('<dimension ref="[^"]*"', f'<dimension ref="{dimension}"', text)},
    )
    try:
        found = taken(data, view)
    except ZcdocError:
        assert dimension == "nonsense"
    else:
        assert len(found.new_rows) == 10


def test_a_cell_in_the_last_row_is_told_and_in_the_last_column_ignored(sound, view):
    start = time.monotonic()
    far = taken(with_rows(sound, f'<row r="1048576">{cell("B1048576", "远")}</row>'), view)
    assert [p.rule for p in far.problems.errors] == ["too-many-rows"]
    wide = taken(with_rows(sound, f'<row r="50">{cell("B50", "近")}{cell("XFD50", "远")}</row>'), view)
    assert [dict(r.values) for r in wide.new_rows] == [{"目标项": ("近", "目标!B50")}]
    assert time.monotonic() - start < 20


def test_a_whole_sheet_of_styled_blanks_is_no_content(sound, view):
    rows = "".join(f'<row r="{r}"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>' for r in range(50, 15_000))
    found = taken(with_rows(sound, rows), view)
    assert (found.new_rows, list(found.problems)) == ([], [])


DAMAGE = {
    "a sheet cut short": {GOALS: lambda t: t[: len(t) // 2]},
    "no rows at all": {GOALS: lambda t: re.sub("<sheetData>.*</sheetData>", "<sheetData/>", t, flags=re.DOTALL)},
    "a row number that is none": {GOALS: lambda t: t.replace('<row r="3"', '<row r="three"')},
    "rows numbered backwards": {GOALS: lambda t: t.replace('<row r="4"', '<row r="2"')},
    "a text that is not in the table": {GOALS: lambda t: re.sub(r"<v>\d+</v>", "<v>999999</v>", t)},
    "a negative text": {GOALS: lambda t: re.sub(r"<v>\d+</v>", "<v>-1</v>", t)},
    "a style that is not there": {GOALS: lambda t: re.sub(r' s="\d+"', ' s="99999"', t)},
    "a kind of cell that is not known": {GOALS: lambda t: t.replace(' t="s"', ' t="zz"')},
    "a cell reference that is none": {GOALS: lambda t: t.replace('r="A3"', 'r="3A"')},
    "no table of texts": {"xl/sharedStrings.xml": lambda _: "<sst/>"},
    "no styles": {"xl/styles.xml": lambda _: "<styleSheet/>"},
    "a workbook of nothing": {"xl/workbook.xml": lambda _: "<workbook/>"},
    "another root": {"xl/workbook.xml": lambda _: "<html/>"},
    "a sheet that is another part": {"xl/_rels/workbook.xml.rels": lambda t: t.replace("worksheets/sheet12.xml", "styles.xml")},
    "a sheet that is not there": {"xl/_rels/workbook.xml.rels": lambda t: t.replace("worksheets/sheet12.xml", "worksheets/none.xml")},
    "a relation twice": {"xl/_rels/workbook.xml.rels": lambda t: t.replace('Id="rId2"', 'Id="rId1"')},
    "two sheets of one name": {"xl/workbook.xml": lambda t: t.replace('name="目标"', 'name="基本要求"')},
    "a fingerprint of nonsense": {"docProps/custom.xml": lambda _: "<Properties>\0</Properties>"},
    "a date before all time": {GOALS: lambda t: t.replace("</sheetData>", '<row r="60"><c r="C60" s="20"><v>-99999999</v></c></row></sheetData>')},
    "a number without end": {GOALS: lambda t: t.replace("</sheetData>", '<row r="60"><c r="D60"><v>1e99999</v></c></row></sheetData>')},
    "a number that is none": {GOALS: lambda t: t.replace("</sheetData>", '<row r="60"><c r="D60"><v>abc</v></c></row></sheetData>')},
}  # fmt: skip


def refusal(data, view):
    """Why the file is refused; None when it is read."""
    try:
        taken(data, view)
    except ZcdocError as err:
        return err
    return None


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_read_or_refused_in_one_chinese_sentence(sound, view, damage):
    found = refusal(changed(sound, DAMAGE[damage]), view)
    if found is not None:
        assert found.exit_code in {1, 4}
        assert "x.xlsx" in found.message
        assert found.fix


def test_so_is_a_file_with_any_part_missing(sound, view):
    for name in zipfile.ZipFile(io.BytesIO(sound)).namelist():
        found = refusal(changed(sound, {}, drop=[name]), view)
        assert found is None or found.exit_code in {1, 4}, name


def test_so_is_a_file_damaged_anywhere_by_chance(sound, view):
    """A few letters of one part are changed; whatever comes of it, it is no crash."""
    chance = random.Random(3)
    names = [n for n in zipfile.ZipFile(io.BytesIO(sound)).namelist() if n.endswith((".xml", ".rels"))]
    found = [refusal(changed(sound, {chance.choice(names): lambda t: _spoiled(t, chance)}), view) for _ in range(30)]
    assert {e.exit_code for e in found if e} <= {1, 4}
    assert any(found)


def _spoiled(text, chance):
    at = chance.randrange(len(text))
    new = chance.choice(["<", ">", '"', "&", "\0", "0", "-", "x" * 20, "</row>", "=", "9" * 30, "&#0;", "  "])
    return text[:at] + new + text[at + chance.randint(0, 8) :]


def own(data):
    """Whether an export may write over the file as far as the user's own things go; a file that is refused may not."""
    try:
        return not list(foreign(data, "x.xlsx", read_raw(data, "x.xlsx", Problems())))
    except (UserError, UnsafeError):
        return False


def test_a_look_for_the_users_own_things_survives_whatever_was_damaged(sound):
    assert own(sound)
    chance = random.Random(5)
    names = zipfile.ZipFile(io.BytesIO(sound)).namelist()
    spoilt = [changed(sound, {chance.choice(names): lambda t: _spoiled(t, chance)}) for _ in range(40)]
    for data in [
        *(changed(sound, d) for d in DAMAGE.values()),
        *(changed(sound, {}, drop=[n]) for n in names),
        *spoilt,
    ]:
        own(data)


def test_a_note_that_cannot_be_read_keeps_the_file(sound):
    assert not own(ooxml.rezip(sound, {"xl/comments1.xml": b"<comments><comment"}))


def test_of_a_sheet_full_of_own_cells_no_more_is_told_than_anybody_reads(sound):
    rows = "".join(f'<row r="{r}"><c r="Z{r}"><v>{r}</v></c></row>' for r in range(100, 15_000))
    data = with_rows(sound, rows)
    assert len(foreign(data, "x.xlsx", read_raw(data, "x.xlsx", Problems()))) == MOST
