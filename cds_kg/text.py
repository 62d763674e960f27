"""Vietnamese text: normal form, folding for search, the short name made of a label, and bilingual wording."""

from __future__ import annotations

import unicodedata

_NO_DECOMPOSITION = str.maketrans("đĐðÐ", "dDdD")


def nfc(text: str) -> str:
    """``text`` in Unicode normal form C, the only form used in the graph."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """``text`` without marks and case, for searching: đ becomes d, which Unicode itself does not do.

    >>> fold("Đô thị thông minh")
    'do thi thong minh'
    """
    plain = unicodedata.normalize("NFD", text.translate(_NO_DECOMPOSITION))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def for_xml(text: str) -> str:
    """``text`` with a sign of its own in place of what XML has no place for, and its line ends as line feeds."""
    import re  # the command's start would pay for it

    forbidden = "[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    return re.sub(forbidden, "\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def slug(label: str) -> str:
    """The short name that a Vietnamese label gives to a concept.

    >>> slug("Phòng, chống tham nhũng")
    'phong-chong-tham-nhung'
    """
    import re  # the command's start would pay for it

    return re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")


def pick(language: str, vi: str, en: str) -> str:
    """One of two wordings: English where asked for, else Vietnamese."""
    return en if language == "en" else vi
