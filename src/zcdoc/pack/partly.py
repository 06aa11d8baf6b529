"""What is wrong between the files of a pack of which some do not fit the schema: told in the same run as that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zcdoc.model.pack import Pack
from zcdoc.model.validation import FILES, validate
from zcdoc.pack.lint import lint
from zcdoc.pack.salvage import Lost, all_of, salvage
from zcdoc.problems import Problem
from zcdoc.yamlio import Document


def meaning(docs: Mapping[str, Document], folder: str) -> Iterator[Problem]:
    """The problems between the files, as far as they can be understood; none that only follows from what cannot."""
    lost = Lost()
    parts, rest = {}, {}
    for name in FILES:
        saved = salvage(docs[name], lost)
        parts[name], rest[name] = saved.model, saved.doc
        if saved.model is None:
            lost.spoken |= all_of(name)
            parts[name], _ = validate(name, _blank(name, folder))
    pack = Pack(
        head=parts["pack.yaml"],
        clauses=parts["clauses.yaml"].clauses,
        indicators=parts["indicators.yaml"].indicators,
        rating=parts["rating.yaml"].rating,
        sha256="",
        origin="",
    )
    yield from (p for p in lint(pack, rest, folder) if not lost.explains(p))


def _blank(name: str, folder: str) -> dict[str, Any]:
    """A file that says nothing, for one of which nothing can be understood."""
    standard = {"number": "—", "title": "—", "edition": "—"}
    blank: dict[str, dict[str, Any]] = {
        "pack.yaml": {
            "id": folder,
            "version": "0.0.0",
            "standard": standard,
            "scope": "—",
            "chapters": [],
            "sources": [],
        },
        "clauses.yaml": {"clauses": []},
        "indicators.yaml": {"indicators": []},
        "rating.yaml": {"rating": {"kind": "conformity", "clause": "—", "statement": "—"}},
    }
    return blank[name]
