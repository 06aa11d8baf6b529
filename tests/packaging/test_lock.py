"""requirements.lock and pyproject.toml say the same: every dependency is there once, within its bounds, with hashes."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from hatchling import build
from inventory import entries
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = (
    {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "aarch64"},
    {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
    {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
)
CPYTHON = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
MACHINES = [
    {**CPYTHON, **platform, "python_version": python, "python_full_version": f"{python}.1"}
    for python in PYTHONS
    for platform in PLATFORMS
]


def asked() -> list[Requirement]:
    """What users, developers and the build ask for by name."""
    texts = [
        *PROJECT["project"]["dependencies"],
        *(text for extra in PROJECT["project"].get("optional-dependencies", {}).values() for text in extra),
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    return [Requirement(text) for text in texts]


def applies(requirement: Requirement, machine: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(machine)


@pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda m: f"{m['sys_platform']}-{m['platform_machine']}-{m['python_version']}"
)
def test_every_dependency_is_locked_once_within_its_bounds(machine):
    locked = [entry for entry in entries(LOCK) if applies(entry.requirement, machine)]
    versions = {entry.name: entry.version for entry in locked}
    assert len(versions) == len(locked), "two releases of one package for the same machine"
    for requirement in asked():
        if applies(requirement, machine):
            version = versions.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement} is not locked: make lock RENEW="
            assert version in requirement.specifier, f"{requirement}, locked at {version}: make lock RENEW="


def test_every_entry_has_a_hash_and_nothing_but_hashes():
    for entry in entries(LOCK):
        assert entry.hashes, entry.requirement
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", text) for text in entry.hashes), entry.requirement
        assert entry.requirement.url is None


def test_every_entry_is_there_because_somebody_asks_for_it():
    found = entries(LOCK)
    names = {entry.name for entry in found}
    direct = {canonicalize_name(requirement.name) for requirement in asked()}
    for entry in found:
        assert entry.via, entry.requirement
        project = [via for via in entry.via if via.startswith("zcdoc (pyproject.toml")]
        assert bool(project) == (entry.name in direct), f"{entry.requirement}: make lock RENEW="
        assert {canonicalize_name(via) for via in entry.via if via not in project} <= names


@pytest.mark.parametrize("trace", ["://", "--index", "--extra-index", "--find-links", "file:", "-e ", "@ ", "/simple"])
def test_it_names_no_host_and_no_folder(trace):
    assert trace not in LOCK


def test_users_get_lower_bounds_and_no_upper_ones():
    for text in PROJECT["project"]["dependencies"]:
        assert [spec.operator for spec in Requirement(text).specifier] == [">="], text


def test_what_renews_the_lock_is_exact():
    for text in PROJECT["dependency-groups"]["lock"]:
        assert [spec.operator for spec in Requirement(text).specifier] == ["=="], text


def test_the_build_needs_nothing_that_is_not_locked(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    monkeypatch.setitem(
        sys.modules, "editables", None
    )  # hatchling always names it, and with dev-mode-dirs never uses it
    assert build.get_requires_for_build_wheel() == []
    assert (tmp_path / build.build_editable(str(tmp_path))).is_file()
