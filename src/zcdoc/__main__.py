"""`zcdoc` and `python -m zcdoc`."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and leaves with its exit code (design contract 4.6)."""
    from zcdoc.cli.door import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
