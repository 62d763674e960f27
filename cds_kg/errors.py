"""The errors that a user can cause: one base class, each with its exit code and its text in both languages."""

from __future__ import annotations

LANGUAGES = ("vi", "en")


class CdsKgError(Exception):
    """Something the user can mend. The text says where, what is wrong and what to do.

    Args:
        vi: the message in Vietnamese.
        en: the same message in English.
    """

    exit_code = 2

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en

    def message(self, language: str = "vi") -> str:
        """The message in the language asked for, Vietnamese unless it is ``en``."""
        return self.en if language == "en" else self.vi


class UsageError(CdsKgError, ValueError):
    """A wrong option or argument."""


class QueryError(CdsKgError, ValueError):
    """A query that is ill-formed."""


class RefusedError(QueryError):
    """A query that asks for what is never done: SERVICE, an update, FROM."""


class AmbiguousError(CdsKgError, LookupError):
    """A name that fits several things; ``candidates`` lists their IRIs."""

    def __init__(self, vi: str, en: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(vi, en)
        self.candidates = candidates


class NotFoundError(CdsKgError, LookupError):
    """A concept, claim, question or diagram that does not exist: the answer is no."""

    exit_code = 1


class NotCoveredError(NotFoundError):
    """A day for which the data do not say: the answer is not a number."""


class InputError(CdsKgError, OSError):
    """A file that cannot be read, or is not what it should be."""

    exit_code = 3


class OutputError(CdsKgError, OSError):
    """A file that cannot be written."""

    exit_code = 3


class LimitError(CdsKgError, RuntimeError):
    """A limit of time, memory or size was hit."""

    exit_code = 4


class MissingExtraError(CdsKgError, ImportError):
    """A function that needs an optional package which is not installed."""


class Ignored:
    """A block in which some errors do not matter: contextlib.suppress, whose import takes as long as a small query.

    Args:
        errors: the kinds of errors that end the block quietly.
    """

    def __init__(self, *errors: type[BaseException]) -> None:
        self._errors = errors

    def __enter__(self) -> None:
        """Enter the block."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        """Whether the error that ended the block does not matter."""
        return kind is not None and issubclass(kind, self._errors)
