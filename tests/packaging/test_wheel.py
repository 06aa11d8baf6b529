"""What is delivered: sdist, the wheel built from it, and that wheel in a fresh environment, away from the checkout."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import site
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ("checklists", "report_templates")
TIMEOUT = 300  # seconds for one command


def run(*command: object, cwd: Path) -> str:
    """Output of a command that must succeed; nothing of this checkout is on its path."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "ZCDOC", "PIP_REQUIRE"))}
    env |= {"COLUMNS": "200", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def digests(folder: Path) -> dict[str, str]:
    """sha256 of every file below, by its path; Python's caches are nobody's content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """The folder with the sdist and the wheel; `build` makes the wheel from the unpacked sdist."""
    out = tmp_path_factory.mktemp("dist")
    # Where the backend is installed no network is needed; elsewhere `build` fetches it, as a user's would.
    isolation = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    run(sys.executable, "-m", "build", *isolation, "--outdir", out, ROOT, cwd=out)
    return out


@pytest.fixture(scope="module")
def installed(dist, tmp_path_factory):
    """The interpreter of a fresh environment that holds the wheel."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (wheel,) = dist.glob("*.whl")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=home.parent)
    # The dependencies come from this environment. Python does not follow the .pth files in there, so an editable
    # install of the checkout stays out of sight.
    packages = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home.parent).strip()
    )
    here = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()])
    (packages / "dependencies.pth").write_text("\n".join(here) + "\n", encoding="utf-8")
    return python


BUILD_LATER = """
import sys, time
real, later = time.time, float(sys.argv[2])
time.time = lambda: real() + later
from hatchling import build
print(build.build_sdist(sys.argv[1]), build.build_wheel(sys.argv[1]))
"""


@pytest.mark.parametrize("later", [0, 400 * 86400], ids=["now", "next year"])
def test_another_folder_and_another_day_give_the_same_bytes(dist, later, tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as source:
        source.extractall(tmp_path / "elsewhere", filter="data")
    (unpacked,) = (tmp_path / "elsewhere").iterdir()
    for path in unpacked.rglob("*"):
        os.utime(path, (1_000_000_000 + later, 1_000_000_000 + later))
    (tmp_path / "dist").mkdir()
    run(sys.executable, "-c", BUILD_LATER, tmp_path / "dist", later, cwd=unpacked)
    assert digests(tmp_path / "dist") == digests(dist)


@pytest.mark.parametrize("name", ASSETS)
def test_sdist_and_wheel_carry_every_asset(dist, name, tmp_path):
    (sdist,) = dist.glob("*.tar.gz")
    (wheel,) = dist.glob("*.whl")
    with tarfile.open(sdist) as source:
        source.extractall(tmp_path / "sdist", filter="data")
    with zipfile.ZipFile(wheel) as target:
        target.extractall(tmp_path / "wheel")
    (unpacked,) = (tmp_path / "sdist").iterdir()
    expected = digests(ROOT / name)
    assert expected
    assert digests(unpacked / name) == expected
    assert digests(tmp_path / "wheel" / "zcdoc" / "_assets" / name) == expected


def test_the_installed_package_is_the_one_that_runs(installed, tmp_path):
    place = run(installed, "-c", "import zcdoc; print(zcdoc.__file__)", cwd=tmp_path).strip()
    assert Path(place).is_relative_to(installed.parents[1])
    assert not Path(place).is_relative_to(ROOT / "src")


@pytest.mark.parametrize("name", ASSETS)
def test_the_installed_assets_are_those_of_the_checkout(installed, name, tmp_path):
    place = Path(run(installed, "-c", "import zcdoc; print(zcdoc.__file__)", cwd=tmp_path).strip()).parent
    assert digests(place / "_assets" / name) == digests(ROOT / name)


def test_the_installed_command_lists_the_packs(installed, tmp_path):
    command = installed.with_name("zcdoc.exe" if os.name == "nt" else "zcdoc")
    shown = run(command, "pack", "list", cwd=tmp_path)
    packs = [path.parent.name for path in (ROOT / "checklists").glob("*/pack.yaml")]
    assert packs
    assert all(pack in shown for pack in packs)


def test_the_wheel_carries_the_license_and_no_tests(dist):
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert all(name.startswith(("zcdoc/", "zcdoc-")) for name in names)


def test_the_wheel_carries_the_sbom_and_the_sdist_the_lock(dist):
    (wheel,) = dist.glob("*.whl")
    (sdist,) = dist.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as target:
        (sbom,) = [name for name in target.namelist() if ".dist-info/sboms/" in name]
        assert target.read(sbom) == (ROOT / "docs" / "dependencies" / "zcdoc.cdx.json").read_bytes()
    with tarfile.open(sdist) as source:
        (lock,) = [member for member in source.getmembers() if member.name.endswith("/requirements.lock")]
        content = source.extractfile(lock)
        assert content is not None
        assert content.read() == (ROOT / "requirements.lock").read_bytes()
