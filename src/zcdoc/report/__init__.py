"""Word documents from facts: context, sandboxed template, contents list, PDF, proof."""

from zcdoc.report.facts import Facts, Photo

__all__ = ["Facts", "Photo"]
