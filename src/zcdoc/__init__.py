"""zcdoc: zero-carbon-park standards as checklists, and the Word documents a park must submit."""

__version__ = "0.1.0"
