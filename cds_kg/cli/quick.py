"""Plain command lines read without argparse, whose import takes as long as a look-up; all others are left to it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class NotPlain(Exception):
    """The line, or what the command takes, is for argparse."""


class Namespace:
    """The arguments of a command, by name."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


class Quick:
    """Takes what a command declares of its arguments, and reads a line where there is only one way to read it.

    Values that begin with a hyphen, shortened or joined options, values that are not among the choices and whatever
    else is missing or wrong raise `NotPlain`: argparse then reads the line, or says what is wrong with it.
    """

    def __init__(self, lang: str) -> None:
        self._options: dict[str, tuple[str, str | None, Sequence[str] | None]] = {}
        self._places: list[tuple[str, bool, Sequence[str] | None]] = []
        self._defaults: dict[str, Any] = {}
        self.add_argument("--lang", choices=("vi", "en"), default=lang)

    def __getattr__(self, name: str) -> Any:
        raise NotPlain(name)

    def add_argument(
        self,
        *names: str,
        action: str | None = None,
        nargs: str | None = None,
        default: Any = None,
        choices: Sequence[str] | None = None,
        dest: str | None = None,
        metavar: str | None = None,
        help: str | None = None,
        **others: Any,
    ) -> None:
        """Take one argument as argparse does. Raises NotPlain where it is of a kind that is not for here."""
        optional = names[0].startswith("-")
        if others or action not in (None, "append", "store_true") or nargs not in (None, "?") or (optional and nargs):
            raise NotPlain(names[0])
        if not optional:
            name = names[0]
            self._places.append((name, nargs == "?", choices))
        else:
            long = next((option for option in names if option.startswith("--")), names[0])
            name = dest or long.lstrip("-").replace("-", "_")
            self._options.update(dict.fromkeys(names, (name, action, choices)))
        self._defaults[name] = False if action == "store_true" else default

    def parse(self, line: Sequence[str]) -> Namespace:
        """The arguments. Raises NotPlain."""
        values = {name: list(value) if isinstance(value, list) else value for name, value in self._defaults.items()}
        words, placed, ended = list(line), list[str](), False
        while words:
            word = words.pop(0)
            if word.startswith("-"):
                ended = bool(placed)
                self._take(word, words, values)
            elif ended:  # argparse has rules of its own for words in several places
                raise NotPlain(word)
            else:
                placed.append(word)
        if len(placed) > len(self._places):
            raise NotPlain(placed[-1])
        for number, (name, may_lack, choices) in enumerate(self._places):
            if number < len(placed):
                values[name] = _one_of(choices, placed[number])
            elif not may_lack:
                raise NotPlain(name)
        return Namespace(values)

    def _take(self, word: str, words: list[str], values: dict[str, Any]) -> None:
        """Take an option, and its value from the words after it."""
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option not in self._options:
            raise NotPlain(word)
        name, action, choices = self._options[option]
        if action == "store_true":
            if equals:
                raise NotPlain(word)
            values[name] = True
            return
        if not equals:
            if not words or words[0].startswith("-"):
                raise NotPlain(word)
            value = words.pop(0)
        if action == "append":
            values[name] = [*(values[name] or ()), _one_of(choices, value)]
        else:
            values[name] = _one_of(choices, value)


def _one_of(choices: Sequence[str] | None, value: str) -> str:
    if choices is not None and value not in choices:
        raise NotPlain(value)
    return value
