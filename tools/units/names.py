"""Vietnamese names of places: their one spelling here, and the other place of the tone mark."""

from __future__ import annotations

import re
import unicodedata

from cds_kg.text import nfc

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"\w+")
_OPEN = re.compile(r"(?:o[ae]|(?<!q)uy)\Z", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("'‘`´ʼ", "’"))

#: Words of names that are written small.
_SMALL = {"trường"}


def tidy(label: str) -> str:
    """``label`` in NFC, with single blanks and one kind of apostrophe."""
    return " ".join(nfc(label).translate(_APOSTROPHES).split())


def well_written(name: str) -> bool:
    """Whether each word of a name begins with a capital or a digit, and nothing but words and hyphens is in it."""
    words = [word for word in name.split() if word != "-"]
    if not words or re.search(r"[^\w ’-]", name):
        return False
    return all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words)


def other_tone_places(label: str) -> list[str]:
    """The label with the marks of oa, oe and uy on the first vowel and on the last, where that is another spelling.

    >>> other_tone_places("Tỉnh Hoà Bình")
    ['Tỉnh Hòa Bình']
    >>> other_tone_places("Xã Quý Hòa Thuỷ")
    ['Xã Quý Hoà Thuỷ', 'Xã Quý Hòa Thủy']
    """
    return sorted({_all_placed(label, last) for last in (False, True)} - {label})


def _all_placed(label: str, last: bool) -> str:
    return _WORD.sub(lambda word: _placed(word.group(), last), label)


def _placed(word: str, last: bool) -> str:
    """One syllable with its tone mark on the last vowel of two, or on the first."""
    parts = unicodedata.normalize("NFD", word)
    tones = [c for c in parts if c in _TONES]
    plain = nfc("".join(c for c in parts if c not in _TONES))
    if len(tones) != 1 or not _OPEN.search(plain):
        return word
    return nfc(plain + tones[0] if last else plain[:-1] + tones[0] + plain[-1])


def same_name(one: str, other: str) -> bool:
    """Whether two labels differ by nothing but the place of tone marks and the kind of apostrophe."""
    return _plain(one) == _plain(other)


def _plain(label: str) -> str:
    return _all_placed(tidy(label), False)
