"""What every test may use: a small Office package, a copy of the samples, LibreOffice. In CI nothing is skipped."""

from __future__ import annotations

import gc
import io
import os
import shutil
import signal
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are drawn is the machine's business and no result of a test.
settings.register_profile("zcdoc", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("zcdoc")

ROOT = Path(__file__).resolve().parents[1]
SOFFICE_TIMEOUT = 120  # seconds
IN_CI = bool(os.environ.get("ZCDOC_CI") or os.environ.get("CI"))
_skipped: dict[str, str] = {}
# Trees of XML, workbooks and packs are many objects and few cycles: looking for cycles less often saves a tenth of the time.
gc.set_threshold(50_000, 20, 50)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note_skip(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note_skip(report)


def _note_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped[report.nodeid] = str(report.longrepr)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test proves nothing, so in CI it fails the run."""
    if IN_CI and _skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if IN_CI and _skipped:
        terminalreporter.section("skipped tests fail the run in CI", red=True)
        for nodeid, why in _skipped.items():
            terminalreporter.line(f"{nodeid}: {why}")


@pytest.fixture
def sample_copy(tmp_path: Path) -> Path:
    """A copy of the samples workspace that a test may change."""
    target = tmp_path / "workspace"
    shutil.copytree(ROOT / "samples", target, ignore=shutil.ignore_patterns("output", ".lock", "*.tmp"))
    return target


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Converts a file with LibreOffice: `soffice(path, "pdf")` returns the path of the result."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        (pytest.fail if IN_CI else pytest.skip)("LibreOffice is not installed")

    def convert(source: Path, to: str) -> Path:
        # A profile of its own for every call: two runs on one profile spoil each other.
        folder = tmp_path_factory.mktemp("soffice")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        out = folder / "out"
        _run([program, profile, "--headless", "--convert-to", to, "--outdir", str(out), str(source)])
        # LibreOffice exits 0 on garbage, so the file is the proof.
        result = out / f"{source.stem}.{to.partition(':')[0]}"
        assert result.is_file(), f"LibreOffice made no {to} of {source.name}"
        return result

    return convert


def _run(command: list[str]) -> None:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=os.name == "posix"
    )
    try:
        process.wait(SOFFICE_TIMEOUT)
    except subprocess.TimeoutExpired:
        # soffice is a wrapper: ending it alone would leave soffice.bin behind.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        pytest.fail(f"LibreOffice took more than {SOFFICE_TIMEOUT} s")


Entries = list[tuple[str, bytes]]
_NS = 'xmlns="http://schemas.openxmlformats.org/package/2006/{}"'
_MAIN = {
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
}


@pytest.fixture
def package() -> Callable[..., bytes]:
    """Builds a small Office package: `package("xlsx", {"xl/x.bin": b"…"}, [("doubled.xml", b"<a/>")])`."""

    def build(kind: str = "xlsx", replace: dict[str, bytes] | None = None, more: Entries | None = None) -> bytes:
        return _zip([*{**_base(kind), **(replace or {})}.items(), *(more or [])])

    return build


def _base(kind: str) -> dict[str, bytes]:
    main, content_type = _MAIN[kind]
    types = (
        f"<?xml version='1.0' encoding='UTF-8'?><Types {_NS.format('content-types')}>"
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.{content_type}"/></Types>'
    )
    rels = (
        f'<Relationships {_NS.format("relationships")}><Relationship Id="rId1" Target="{main}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    return {"[Content_Types].xml": types.encode(), "_rels/.rels": rels.encode(), main: b"<main/>"}


def _zip(entries: Entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries:
            target.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="session")
def photo() -> Callable[..., bytes]:
    """The bytes of a picture with red, green / blue, white in its quarters as a viewer sees them.

    `photo((400, 300), "JPEG", orientation=6, mode="CMYK", dpi=(0, 0))`: `orientation` stores it turned, as a phone does.
    """
    return _photo


QUARTERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))
# How a camera that was held so stores what it sees: the inverse of the turn that a viewer makes.
_STORED = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}


def _photo(
    size: tuple[int, int] = (400, 300),
    kind: str = "JPEG",
    /,
    *,
    orientation: int = 1,
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    from PIL import Image

    image = Image.new("RGB", (2, 2))
    image.putdata(QUARTERS)
    image = image.resize(size, Image.Resampling.NEAREST)
    if orientation != 1:
        image = image.transpose(Image.Transpose(_STORED[orientation]))
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()
