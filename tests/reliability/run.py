"""Measures the risks of `rows.py` at the nightly sizes, prints the table and writes it into docs/reliability.md.

    python tests/reliability/run.py                      # every row, nightly sizes, and the page
    python tests/reliability/run.py two-writers          # one row; the others keep the figures they have on the page
    python tests/reliability/run.py --small              # the sizes of every test run; the page stays as it is
    python tests/reliability/run.py --size pairs=200     # one size set by hand; the page stays as it is

A row whose tests fail, or which did not say what it reached, has no figure: it is printed as failed, the page keeps what
stood there, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import rows

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- 表：由 make reliability 写入，不要手改 -->\n", "<!-- 表止 -->\n"
HEAD = ("代号", "风险", "承诺", "已达到", "测于", "命令")
UNMEASURED = "尚未测"


@dataclass(frozen=True)
class Measured:
    """What came of one row: its figure in words, or none when a test failed."""

    row: rows.Row
    figure: str | None
    seconds: float


def main() -> int:
    asked = _arguments()
    chosen = [rows.row(name) for name in asked.rows] or list(rows.ROWS)
    done = [measure(row, small=asked.small, sizes=asked.size) for row in chosen]
    for one in done:
        print(f"{one.row.id}: {one.figure or '未通过'} ({one.seconds:.0f} s)", flush=True)
    failed = [one.row.id for one in done if one.figure is None]
    if not asked.small and not asked.size:
        write_page({one.row.id: (one.figure, _today()) for one in done if one.figure})
    if failed:
        print(f"未通过：{'、'.join(failed)}")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help="、".join(r.id for r in rows.ROWS))
    parser.add_argument("--small", action="store_true", help="the sizes of every test run")
    parser.add_argument("--size", action="append", default=[], metavar="NAME=NUMBER", help="sets one size")
    return parser.parse_args()


def measure(row: rows.Row, *, small: bool, sizes: list[str]) -> Measured:
    """Runs the row's tests and puts what they reached into words."""
    with tempfile.TemporaryDirectory() as out:
        scale = {} if small else {rows.SCALE: rows.NIGHTLY}
        environment = os.environ | scale | {rows.OUT: out, rows.OTHER: ",".join(sizes)}
        begin = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", str(row.path)]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        return Measured(row, None if code else _figure(row, Path(out)), time.monotonic() - begin)


def _figure(row: rows.Row, out: Path) -> str | None:
    """The row's sentence with the numbers in it; None when a number that it names was never reached."""
    total: Counter[str] = Counter()
    for path in out.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            total.update(json.loads(line))
    try:
        return row.figure.format(**total)
    except KeyError as missing:
        print(f"{row.id}: no test said what it reached of {missing}", file=sys.stderr)
        return None


# --- the page ---------------------------------------------------------------------------------------------------------


def write_page(new: dict[str, tuple[str, str]]) -> None:
    """Puts the new figures on the page; rows that were not measured now keep theirs."""
    text = PAGE.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    PAGE.write_text(before + BEGIN + table(figures(text) | new) + END + after, "utf-8")


def figures(text: str) -> dict[str, tuple[str, str]]:
    """What the page says was reached and when, by row."""
    found = re.findall(r"^\| `([a-z0-9-]+)` \|.*?\|.*?\| (.*?) \| (.*?) \|", text, re.MULTILINE)
    return {name: (figure, when) for name, figure, when in found}


def table(known: dict[str, tuple[str, str]]) -> str:
    """The table of all rows; a row that was never measured says so."""
    lines = [HEAD, ("---",) * len(HEAD)]
    for row in rows.ROWS:
        figure, when = known.get(row.id, (UNMEASURED, "—"))
        lines.append((f"`{row.id}`", row.risk, row.promise, figure, when, f"`{row.command}`"))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _today() -> str:
    return dt.datetime.now().astimezone().date().isoformat()


if __name__ == "__main__":
    sys.exit(main())
