"""The import rule of the design, held by reading the source: who may import whom, and one door per library."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "zcdoc"

TOOLS = {"xlsx", "seal", "fsio", "ooxml", "yamlio", "charts", "assets", "pictures"}
GROUND = {"errors", "problems", "notices"}
MIDDLE = {"pack", "store", "workbook", "report", "merge", "scoring", "readiness"}
# What computes and decides does no I/O, so it needs none of the tools.
PURE = {"merge", "scoring", "readiness", "model"}

ALLOWED: dict[str, set[str]] = {
    "": set(),  # zcdoc/__init__.py
    "__main__": {"cli", "errors"},
    "cli": {"actions", "model", *MIDDLE, *TOOLS, *GROUND},
    "actions": {"model", "copies", *MIDDLE, *TOOLS, *GROUND},
    "copies": {"model", "merge", *GROUND},  # which earlier import a file goes on from, before it is merged
    **{name: {"model", *GROUND} | (set() if name in PURE else TOOLS) for name in MIDDLE},
    "model": set(GROUND),
    **{name: set(GROUND) for name in TOOLS},
    "charts": {"xlsx", *GROUND},
    "problems": {"errors"},
    "notices": {"problems"},
    "errors": set(),
}
DOORS: dict[str, set[str]] = {
    "typer": {"cli"},
    "click": {"cli"},
    "rich": {"cli"},
    "yaml": {"yamlio"},
    "pydantic": {"model"},
    "pydantic_core": {"model"},
    "filelock": {"fsio"},
    "xlsxwriter": {"xlsx"},
    "openpyxl": {"workbook"},
    "jinja2": {"report"},
    "markupsafe": {"report"},
    "docx": {"report"},
    "docxtpl": {"report"},
    "pypdf": {"report"},
    "lxml": {"report", "ooxml"},
    "PIL": {"pictures"},
    "bagit": {"store"},
}


def package_of(module: str) -> str:
    """`zcdoc.report.toc` belongs to `report`; `zcdoc` itself to the empty name."""
    return [*module.split("."), ""][1]


def imports(source: str, module: str, is_package: bool = False) -> list[tuple[int, str]]:
    """Line and full name of every import, those for the type checker and inside functions included."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module, is_package)
            found += [(node.lineno, _target(base, alias.name)) for alias in node.names]
    return found


def _target(base: str, name: str) -> str:
    """`from zcdoc import fsio` names a module, `from zcdoc.fsio import lock` a thing in one."""
    return f"{base}.{name}" if base == "zcdoc" and name != "__version__" else base


def _base(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parents = module.split(".") if is_package else module.split(".")[:-1]
    return ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [node.module])])


def faults(source: str, module: str, is_package: bool = False) -> list[str]:
    """What a module imports and may not."""
    here = package_of(module)
    if here not in ALLOWED:
        return [f"{module}: the design has no place for “{here}”; say in ALLOWED what it may import"]
    return [
        f"{module}:{line} imports {name}"
        for line, name in imports(source, module, is_package)
        if not _may_import(here, name)
    ]


def _may_import(here: str, name: str) -> bool:
    top = name.partition(".")[0]
    if top != "zcdoc":
        return here in DOORS.get(top, {here})
    there = package_of(name)
    # zcdoc/__init__.py holds the version and imports nothing, so everybody may look at it.
    return there in ALLOWED[here] | {here, ""}


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if "_assets" not in parts:
            found.append((".".join(parts).removesuffix(".__init__"), path))
    return found


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_module_imports_only_downward_and_through_the_doors(module, path):
    assert faults(path.read_text(encoding="utf-8"), module, path.name == "__init__.py") == []


def test_there_is_something_to_look_at():
    assert {"zcdoc.fsio", "zcdoc.ooxml", "zcdoc.yamlio", "zcdoc.errors"} <= {module for module, _ in modules()}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("zcdoc.pack.read", "import zcdoc.store"),
        ("zcdoc.pack.read", "from zcdoc import store"),
        ("zcdoc.pack.read", "from ..store import record"),
        ("zcdoc.pack.read", "from .. import store"),
        ("zcdoc.pack.read", "def f():\n    from zcdoc.store import record"),
        ("zcdoc.pack.read", "if TYPE_CHECKING:\n    from zcdoc.workbook import layout"),
        ("zcdoc.pack.read", "from zcdoc.actions import pack"),
        ("zcdoc.model.pack", "from zcdoc import yamlio"),
        ("zcdoc.scoring.rules", "from zcdoc import fsio"),
        ("zcdoc.fsio", "from zcdoc import ooxml"),
        ("zcdoc.errors", "from zcdoc.problems import Problem"),
        ("zcdoc.actions.score", "from zcdoc.cli import app"),
        ("zcdoc.__main__", "from zcdoc.actions import score"),
        ("zcdoc.actions.score", "import typer"),
        ("zcdoc.pack.read", "import yaml"),
        ("zcdoc.store.record", "from pydantic import BaseModel"),
        ("zcdoc.report.render", "import openpyxl.chart"),
        ("zcdoc.cli.app", "from lxml import etree"),
        ("zcdoc.report.marks", "from PIL import Image"),
        ("zcdoc.readiness.files", "from zcdoc import pictures"),
        ("zcdoc.helpers", "import os"),
    ],
)
def test_the_rule_sees_a_breach(module, source):
    assert len(faults(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "source", "is_package"),
    [
        ("zcdoc.cli.app", "import typer\nfrom zcdoc.actions import score\nfrom zcdoc import __version__", False),
        ("zcdoc.actions.score", "from zcdoc import pack, scoring, fsio\nfrom zcdoc.problems import Problems", False),
        (
            "zcdoc.pack.read",
            "from zcdoc import yamlio\nfrom zcdoc.model.pack import Pack\nfrom zcdoc.pack import lint",
            False,
        ),
        ("zcdoc.pack", "from .read import read\nfrom . import lint", True),
        ("zcdoc.pack.read", "from .lint import lint", False),
        ("zcdoc.workbook.write", "import openpyxl.utils, os", False),
        ("zcdoc.__main__", "from zcdoc.cli import main\nfrom zcdoc.errors import ZcdocError", False),
    ],
)
def test_the_rule_lets_pass_what_the_design_draws(module, source, is_package):
    assert faults(source, module, is_package) == []
