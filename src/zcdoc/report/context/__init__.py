"""Plain data for each document; one builder per `document` named in a template's `template.yaml`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zcdoc.report.context import inspection, report
from zcdoc.report.facts import Facts
from zcdoc.report.phrases import Phrases

Builder = Callable[[Facts, Phrases], dict[str, Any]]
BUILDERS: dict[str, Builder] = {"report": report.build, "inspection": inspection.build}

__all__ = ["BUILDERS", "Builder"]
