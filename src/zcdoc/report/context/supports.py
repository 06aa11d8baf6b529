"""What each piece of evidence supports: read from the rows that cite it, unless somebody typed it on the register."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.citations import CITING
from zcdoc.model.evidence import references
from zcdoc.model.record import Row, Rows
from zcdoc.report.context.base import Data, Writer

Citations = dict[str, dict[str, list[str]]]


def citations(w: Writer) -> Citations:
    """Evidence number -> {"clauses": printed numbers, "indicators": numbers, "sheets": other sheets}, each once."""
    out: Citations = {}
    for kind, name, row in _rows(w):
        for ref in references(row):
            names = out.setdefault(ref, {"clauses": [], "indicators": [], "sheets": []})[kind]
            if name not in names:
                names.append(name)
    return out


def register(w: Writer) -> Rows:
    """The register as this round knew it: what was issued after its day and is not cited in it belongs to a later round."""
    cited = citations(w)
    rows = w.view.evidence
    return {key: row for key, row in rows.items() if key in cited or row.get("出具日期", "") <= w.view.as_of}


def told(w: Writer, row: Row, cited: Data | None) -> str:
    """The cell 支撑对象: what was typed, else the places that cite the evidence."""
    typed = row.get("支撑对象", "")
    return typed or w.say("annex.supports", **(cited or {"clauses": [], "indicators": [], "sheets": []}))


def _rows(w: Writer) -> Iterator[tuple[str, str, Row]]:
    for check, row in w.view.checks.items():
        if check in w.pack.checks:
            yield "clauses", w.pack.checks[check][0].number, row
    for number, row in w.view.answers.items():
        yield "indicators", number, row
    for table in CITING:
        if table.id not in {"checks", "indicators"}:
            rows = w.view.profile if table.id == "profile" else w.view.rows(table.id)
            yield from (("sheets", table.sheets[0], row) for row in rows.values())
