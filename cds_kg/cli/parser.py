"""argparse in two languages: headings, usage and its own error messages."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable

from cds_kg.errors import UsageError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

#: What argparse says -> Vietnamese; the groups found fill the braces.
_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "thiếu tham số: {0}"),
    (r"one of the arguments (.+) is required", "cần một trong các tham số: {0}"),
    (r"unrecognized arguments: (.+)", "không có tham số này: {0}"),
    (r"argument (.+?): expected one argument", "{0}: cần một giá trị"),
    (r"argument (.+?): expected at least one argument", "{0}: cần ít nhất một giá trị"),
    (r"argument (.+?): expected (\d+) arguments?", "{0}: cần {1} giá trị"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", "{0}: không có lựa chọn {1}; hãy chọn: {2}"),
    (r"argument (.+?): invalid \w+ value: (.+)", "{0}: giá trị không hợp lệ: {1}"),
    (r"argument (.+?): not allowed with argument (.+)", "{0}: không dùng cùng {1} được"),
    (r"argument (.+?): ignored explicit argument (.+)", "{0}: không nhận giá trị {1}"),
)


class Parser(argparse.ArgumentParser):
    """The parser of one sub-command.

    Args:
        prog: the command as typed, ``cds-kg query``.
        lang: the language of help and messages.
        description: what the command does.
        epilog: examples, printed as they are.
    """

    def __init__(self, prog: str, lang: str, description: str, epilog: str | None = None) -> None:
        formatter = _VietnameseHelp if lang == "vi" else _Help
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.lang = lang
        self._positionals.title = pick(lang, "tham số", "arguments")
        self._optionals.title = pick(lang, "tùy chọn", "options")
        self.add_argument(
            "-h", "--help", action="help", help=pick(lang, "in trang trợ giúp này rồi thoát", "show this help and exit")
        )
        self._language = self.add_argument(
            "--lang",
            choices=("vi", "en"),
            default=lang,
            help=pick(lang, "ngôn ngữ (mặc định: biến CDS_LANG, rồi vi)", "language (default: CDS_LANG, then vi)"),
        )

    def offer_drawing_languages(self) -> None:
        """Let ``--lang`` choose the language of a drawing (``drawing_lang``): ``both`` is one too, and the default."""
        self._language.choices = ("vi", "en", "both")
        self._language.dest = "drawing_lang"
        self._language.default = "both"
        self._language.help = pick(
            self.lang,
            "ngôn ngữ của hình (mặc định: both, tiếng Việt lớn và tiếng Anh nhỏ) và của thông báo",
            "language of the drawing (default: both, Vietnamese large and English small) and of messages",
        )
        self.set_defaults(lang=self.lang)

    def error(self, message: str) -> NoReturn:
        """Raise the usage error in both languages, with where to read more."""
        vi = message
        for pattern, wording in _MESSAGES:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                vi = wording.format(*found.groups())
                break
        raise UsageError(f"{vi}. Xem: {self.prog} --help", f"{message}. See: {self.prog} --help")


class _Help(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        # Told the width, argparse need not import shutil, which it would for every argument that is added.
        super().__init__(prog, width=columns() - 2)


class _VietnameseHelp(_Help):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


def columns() -> int:
    """The width of the terminal: COLUMNS, else what the system says, else 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80
