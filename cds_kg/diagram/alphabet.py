"""The order of Vietnamese names in lists: by the Vietnamese alphabet, then by tone, syllable by syllable."""

from __future__ import annotations

import re
import unicodedata

#: The 29 letters, with f, j, w and z, which names in other languages have, where Latin puts them.
_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
#: No tone, then grave, hook, tilde, acute and dot, as dictionaries have them.
_TONES = {mark: place for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}

#: A word or a number; of a longer number than Python reads, 18 digits at a time.
_WORD = re.compile(r"\d{1,18}|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")

#: A syllable or a number: whether it is a syllable, its number, its letters, its tone.
Part = tuple[int, int, tuple[int, ...], int]


def alphabetical(text: str) -> tuple[Part, ...]:
    """The key that sorts a Vietnamese name; numbers come before letters and by their value.

    >>> sorted(["Bến Tre", "Đà Nẵng", "Dương Minh", "Phường 10", "Phường 9", "Bà Rịa", "Ba Vì"], key=alphabetical)
    ['Ba Vì', 'Bà Rịa', 'Bến Tre', 'Dương Minh', 'Đà Nẵng', 'Phường 9', 'Phường 10']
    """
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("'", "").replace("’", "")
    return tuple(_part(word) for word in _WORD.findall(decomposed))


def _part(word: str) -> Part:
    """The place of one syllable or number."""
    if word.isdecimal():
        return (0, int(word), (), 0)
    tone = max((_TONES.get(mark, 0) for mark in word), default=0)
    letters = unicodedata.normalize("NFC", "".join(mark for mark in word if mark not in _TONES))
    return (1, 0, tuple(_LETTERS.get(letter, len(_LETTERS)) for letter in letters), tone)
