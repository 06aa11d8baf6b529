"""The error tree: what may be shown to a user, and the exit code that goes with it (design contract 4.6)."""

from __future__ import annotations

EXIT_DONE = 0
EXIT_PROBLEMS = 1
EXIT_USAGE = 2
EXIT_DEFECT = 3
EXIT_UNSAFE = 4
EXIT_INTERRUPTED = 130


class ZcdocError(Exception):
    """Anything that may be shown to a user as it stands: a Chinese sentence and an exit code."""

    exit_code = EXIT_PROBLEMS

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class UserError(ZcdocError):
    """The user's data stop the command; one message says it all."""


class UnsureError(UserError):
    """A flush to the disk failed: whether it was done is not known. Says what to look at; the next command settles it."""


class UsageError(ZcdocError):
    """The command line asks for something that does not exist (unknown park, pack, round)."""

    exit_code = EXIT_USAGE


class DefectError(ZcdocError):
    """A promise of ours is broken."""

    exit_code = EXIT_DEFECT


class UnsafeError(ZcdocError):
    """Refused because it could do harm (path escape, macro, external relationship, zip bomb)."""

    exit_code = EXIT_UNSAFE
