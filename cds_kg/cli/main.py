"""The ``cds-kg`` command: finds the sub-command, builds its parser alone, and turns errors into messages and codes."""

from __future__ import annotations

import os
import sys

from cds_kg import __version__
from cds_kg.cli.streams import complain, drop_stdout, flush, use_utf8
from cds_kg.errors import CdsKgError, LimitError, UsageError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import ModuleType

    from cds_kg.cli.parser import Parser
    from cds_kg.cli.quick import Namespace

#: Sub-command -> its module, and what it does in Vietnamese and in English.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "build": (
        "build",
        "kiểm tra, trả lời mọi câu hỏi, xuất và vẽ toàn bộ đồ thị",
        "validate, answer every question, export and draw the whole graph",
    ),
    "query": ("query", "chạy một truy vấn SPARQL", "run a SPARQL query"),
    "ask": ("ask", "trả lời một câu hỏi có sẵn, hoặc liệt kê các câu hỏi", "answer a ready question, or list them"),
    "show": ("show", "cho xem một khái niệm", "show a concept"),
    "tree": ("tree", "cho xem cây khái niệm từ quốc gia đến địa phương", "show the tree from nation to localities"),
    "evidence": ("evidence", "cho xem luận cứ và đoạn nguồn", "show claims and passages of the source"),
    "currency": (
        "currency",
        "liệt kê điều không còn đúng trong bài nguồn",
        "list what in the source article no longer holds",
    ),
    "unit": (
        "unit",
        "cho xem một đơn vị hành chính, hiện nay hoặc trước đây",
        "show an administrative unit, present or former",
    ),
    "units": (
        "units",
        "liệt kê hoặc đếm đơn vị hành chính vào một ngày",
        "list or count administrative units on a day",
    ),
    "check": ("check", "kiểm tra tệp RDF theo các quy tắc SHACL", "check RDF files against the SHACL shapes"),
    "diff": (
        "diff",
        "so sánh hai bản theo nghĩa: thêm, bỏ, đổi, phá vỡ tương thích hay an toàn",
        "compare two versions by meaning: added, removed, changed, breaking or safe",
    ),
    "export": ("export", "xuất đồ thị: Turtle, N-Triples, JSON-LD", "export the graph: Turtle, N-Triples, JSON-LD"),
    "draw": (
        "draw",
        "vẽ sơ đồ: SVG, PNG, PDF, Mermaid, DOT và dạng khác",
        "draw a diagram: SVG, PNG, PDF, Mermaid, DOT and more",
    ),
    "explore": (
        "explore",
        "làm trang HTML để khám phá đồ thị, không cần mạng",
        "make an HTML page to explore the graph offline",
    ),
    "format": (
        "format",
        "viết lại tệp Turtle theo một cách trình bày duy nhất",
        "rewrite Turtle files in the one layout",
    ),
    "cache": ("cache", "bộ nhớ đệm giúp mở đồ thị nhanh", "the cache that makes the graph open fast"),
    "info": ("info", "phiên bản, thư mục dữ liệu và số lượng", "version, data folder and counts"),
}

#: The exit code for an error of the program itself: EX_SOFTWARE of sysexits.h.
_OWN_FAULT = 70


def run(argv: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return its exit code.

    0 done; 1 the answer is no; 2 wrong use; 3 input unreadable or output unwritable; 4 a limit was hit; 70 an error
    of the program itself (EX_SOFTWARE), its traceback shown where CDS_KG_DEBUG is set; 130 interrupted. A closed pipe
    ends quietly.
    """
    use_utf8()
    lang = language(argv)
    try:
        code = _dispatch(_heard(argv, lang), lang)
        flush()
    except CdsKgError as error:
        code = _complain(error, lang)
    except BrokenPipeError:
        drop_stdout()
        code = 0
    except KeyboardInterrupt:
        complain(pick(lang, "đã dừng theo yêu cầu.", "interrupted."), lang)
        code = 130
    except MemoryError:
        code = _complain(
            LimitError("hết bộ nhớ; hãy thu hẹp công việc.", "out of memory; make the task smaller."), lang
        )
    except SystemExit:
        raise
    except BaseException as error:  # the engine's panics are no Exception
        code = _own_fault(error, argv, lang)
    return _end(code)


def language(argv: Sequence[str]) -> str:
    """The language of messages: ``--lang``, else the variable CDS_LANG, else Vietnamese."""
    asked = os.environ.get("CDS_LANG", "")
    for place, word in enumerate(argv):
        if word == "--":
            break
        told = argv[place + 1] if word == "--lang" and place + 1 < len(argv) else word.removeprefix("--lang=")
        if word.startswith("--lang") and told in ("vi", "en"):
            asked = told
    return "en" if asked == "en" else "vi"


def _heard(argv: Sequence[str], lang: str) -> list[str]:
    """The command line without ``--verbose``, which every command takes, before its name or after."""
    end = argv.index("--") if "--" in argv else len(argv)
    if "--verbose" in argv[:end]:
        from cds_kg import notices
        from cds_kg.cli.common import note

        notices.listener = lambda vi, en: note(lang, f"cds-kg: {vi}", f"cds-kg: {en}")
    return [word for word in argv[:end] if word != "--verbose"] + list(argv[end:])


def parser_of(command: str, lang: str) -> Parser:
    """The argument parser of one sub-command, its help in ``lang``."""
    from cds_kg.cli.parser import Parser

    _, vi, en = COMMANDS[command]
    summary = pick(lang, vi, en)
    parser = Parser(f"cds-kg {command}", lang, summary[0].upper() + summary[1:] + ".")
    _module(command).add_arguments(parser, lang)
    return parser


def help_text(lang: str) -> str:
    """What ``cds-kg --help`` prints."""
    rows = "".join(f"  {name:<10}{pick(lang, vi, en)}\n" for name, (_, vi, en) in COMMANDS.items())
    return pick(
        lang,
        "cách dùng: cds-kg LỆNH [tham số ...]\n\n"
        "Đồ thị tri thức song ngữ về chuyển đổi số cơ quan nhà nước.\n\n"
        f"lệnh:\n{rows}\n"
        "tùy chọn:\n"
        "  -h, --help      in trang trợ giúp này; «cds-kg LỆNH --help» cho từng lệnh\n"
        "  --version       in phiên bản\n"
        "  --lang {vi,en}  ngôn ngữ (mặc định: biến CDS_LANG, rồi vi)\n"
        "  --verbose       cho biết dùng bộ máy kiểm tra nào, khi nào bỏ qua bộ nhớ đệm, và vì sao\n",
        "usage: cds-kg COMMAND [arguments ...]\n\n"
        "The bilingual knowledge graph of the digital transformation of Vietnam's state agencies.\n\n"
        f"commands:\n{rows}\n"
        "options:\n"
        '  -h, --help      show this help; "cds-kg COMMAND --help" for each command\n'
        "  --version       show the version\n"
        "  --lang {vi,en}  language (default: CDS_LANG, then vi)\n"
        "  --verbose       tell which engine checks, when the cache is not used, and why\n",
    )


def _dispatch(argv: list[str], lang: str) -> int:
    chosen: list[str] = []
    while argv and argv[0].startswith("-"):
        option = argv.pop(0)
        if option in ("-h", "--help"):
            flush(help_text(lang).encode())
            return 0
        if option in ("-V", "--version"):
            flush(f"cds-kg {__version__}\n".encode())
            return 0
        if option == "--lang":
            option = f"--lang={argv.pop(0) if argv else ''}"
        if option not in ("--lang=vi", "--lang=en"):
            raise UsageError(
                f"{option}: không có tùy chọn này ở trước tên lệnh. Xem: cds-kg --help",
                f"{option}: there is no such option before the command. See: cds-kg --help",
            )
        chosen = [option]
    if not argv:
        sys.stderr.write(help_text(lang))
        return UsageError.exit_code
    command, *rest = argv
    if command not in COMMANDS:
        raise _unknown(command)
    if "-h" in rest or "--help" in rest:
        flush(parser_of(command, lang).format_help().encode())
        return 0
    code: int = _module(command).run(_arguments(command, chosen + rest, lang))
    return code


def _arguments(command: str, line: list[str], lang: str) -> Namespace | argparse.Namespace:
    from cds_kg.cli.quick import NotPlain, Quick

    try:
        quick = Quick(lang)
        _module(command).add_arguments(quick, lang)
        return quick.parse(line)
    except NotPlain:
        return parser_of(command, lang).parse_args(line)


def _module(command: str) -> ModuleType:
    name = f"cds_kg.cli.{COMMANDS[command][0]}"
    __import__(name)  # not importlib, which imports more than this needs
    return sys.modules[name]


def _unknown(command: str) -> UsageError:
    from difflib import get_close_matches

    close = get_close_matches(command, COMMANDS, 1)
    hint_vi = f"Có phải bạn muốn dùng «{close[0]}»?" if close else "Xem: cds-kg --help"
    hint_en = f'Did you mean "{close[0]}"?' if close else "See: cds-kg --help"
    return UsageError(f"không có lệnh «{command}». {hint_vi}", f'there is no command "{command}". {hint_en}')


def _complain(error: CdsKgError, lang: str) -> int:
    complain(error.message(lang), lang)
    return error.exit_code


def _own_fault(error: BaseException, argv: Sequence[str], lang: str) -> int:
    """Say that the program itself is at fault, and what to report."""
    if os.environ.get("CDS_KG_DEBUG") and sys.stderr is not None:
        import traceback

        traceback.print_exception(error)
    import shlex

    told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
    line = f"cds-kg {__version__}: {shlex.join(argv)}\n  {told}"
    complain(
        pick(
            lang,
            "lỗi bên trong chương trình, không phải do bạn; hãy báo lại kèm dòng lệnh và lỗi sau đây "
            f"(đặt CDS_KG_DEBUG=1 để xem chi tiết):\n  {line}",
            "internal error, not of your making; please report it with this command and error "
            f"(set CDS_KG_DEBUG=1 for details):\n  {line}",
        ),
        lang,
    )
    return _OWN_FAULT


def _end(code: int) -> int:
    """``code``; where work that was given up still runs in its thread, the process ends here and now."""
    guard = sys.modules.get("cds_kg.store.guard")
    if guard is not None and guard.Watchdog.given_up:
        os._exit(code)
    return code
