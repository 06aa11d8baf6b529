"""The folder of the published JSON Schema is taken for no pack, and the schema itself is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc import assets
from zcdoc.model.validation import MODELS, schemas

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "checklists" / "schema"


def test_its_folder_holds_nothing_else_and_is_no_pack():
    assert sorted(p.name for p in PUBLISHED.iterdir()) == sorted(
        f"{n.removesuffix('.yaml')}.schema.json" for n in MODELS
    )
    assert "schema" not in assets.listing("checklists", "pack.yaml", None)
    assert "seesa-010-2025" in assets.listing("checklists", "pack.yaml", None)


@pytest.mark.parametrize("name", MODELS)
def test_every_reference_within_it_resolves(name):
    schema = schemas()[name]
    for reference in _references(schema):
        node = schema
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False


def _references(node):
    if isinstance(node, dict):
        yield from ([node["$ref"]] if "$ref" in node else [])
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
