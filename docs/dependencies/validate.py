"""Checks the SBOM against the schema of its specification, with the library of that project. `make lock` runs it."""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

SBOM = Path(__file__).with_name("zcdoc.cdx.json")

if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(SBOM.read_text("utf-8")):
    sys.exit(f"{SBOM.name} is no valid SBOM: {fault}")
