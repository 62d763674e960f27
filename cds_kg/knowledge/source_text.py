"""The text of a source: its sentences, where a phrase stands in it, and whether the graph quotes it rightly.

Positions are code points from the beginning of the text in NFC, without a BOM, lines ended by a single line feed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.evidence import Claim, Evidence, Passage
from cds_kg.store.reading import read_text
from cds_kg.text import nfc

_STOP = re.compile(r"(?<=[.?!…])[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: ``s02`` is the second, headings counted."""

    id: str
    line: int
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a phrase stands.

    Attributes:
        phrase: the words exactly as the text has them.
        start, end: their position, end exclusive.
        sentence: the sentence in which they begin.
    """

    phrase: str
    start: int
    end: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that the text does not bear out: the short name of the passage or claim, and what is wrong."""

    id: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What a check of a text against the graph found.

    Attributes:
        source: IRI of the source that the text was taken for.
        passages, phrases: how many were checked.
        mismatches: what does not agree, in the order of the text.
    """

    source: str
    passages: int
    phrases: int
    mismatches: tuple[Mismatch, ...]

    @property
    def holds(self) -> bool:
        """Whether all of it agrees."""
        return not self.mismatches


def read_source(path: str | Path) -> str:
    """The text of a file as positions count in it.

    Raises:
        InputError: missing, a directory, empty, not UTF-8.
        LimitError: 50 MB or more.
    """
    return read_text(path).replace("\r\n", "\n").replace("\r", "\n")


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text whose lines are headings and paragraphs, in order."""
    found: list[Sentence] = []
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        for start, end in _spans(line):
            place = begin + start
            sha256 = digest(line[start:end])
            found.append(Sentence(f"s{len(found) + 1:02}", number, place, begin + end, sha256))
        begin += len(line) + 1
    return found


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line. One ends at a full stop or the like that no small letter follows."""
    stops = [stop for stop in _STOP.finditer(line) if not line[stop.end() : stop.end() + 1].islower()]
    starts = [0, *(stop.end() for stop in stops)]
    ends = [*(stop.start() for stop in stops), len(line)]
    for start, end in zip(starts, ends, strict=True):
        words = line[start:end]
        if words.strip():
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_phrase(text: str, phrase: str) -> list[Occurrence]:
    """Every place where a phrase stands, in order. Blanks may differ and the phrase may be in NFD.

    Raises:
        NotFoundError: it stands nowhere; where it does but for marks and case, the text says so.
        UsageError: the phrase is empty.
    """
    words = nfc(phrase).split()
    if not words:
        raise UsageError("Cụm từ để trống; hãy nêu vài chữ của nguồn.", "The phrase is empty; give some of its words.")
    places = _places(words, text)
    if not places:
        raise _absent(words, text)
    parts = sentences(text)
    return [Occurrence(text[start:end], start, end, _around(parts, start)) for start, end in places]


def _places(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    pattern = r"[^\S\n]+".join(re.escape(word) for word in words)
    return [found.span() for found in re.finditer(pattern, text)]


def _around(parts: Sequence[Sentence], start: int) -> Sentence:
    return next(part for part in reversed(parts) if part.start <= start)


def _absent(words: Sequence[str], text: str) -> NotFoundError:
    phrase = " ".join(words)
    near = _places(_bare(phrase).split(), _bare(text))
    if near:
        start, end = near[0]
        return NotFoundError(
            f"Không có cụm từ «{phrase}» trong nguồn, nhưng có «{text[start:end]}»; hãy viết đúng từng dấu và chữ hoa.",
            f'The phrase "{phrase}" is not in the source, but "{text[start:end]}" is; write each mark and capital.',
        )
    return NotFoundError(
        f"Không có cụm từ «{phrase}» trong nguồn; hãy chép lại từ nguồn, trong cùng một dòng.",
        f'The phrase "{phrase}" is not in the source; copy it from there, out of one line.',
    )


def _bare(text: str) -> str:
    """``text`` without marks and case, letter for letter: as long as it was."""
    return "".join(_bare_letter(letter) for letter in text)


def _bare_letter(letter: str) -> str:
    plain = "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


def check_source(evidence: Evidence, text: str) -> SourceCheck:
    """Compare a text with what the graph says of it: each passage by its digest, each phrase in its passage.

    The text is taken for the source most of whose passages it holds. Where something was put in or left out, the
    sentences behind that are not wrong one by one: each run of them that moved by the same distance is one mismatch,
    under the name of its first.

    Raises:
        NotFoundError: the graph has no passage at all.
    """
    held: dict[str, list[int]] = defaultdict(list)
    for sentence in sentences(text):
        held[sentence.sha256].append(sentence.start)
    source = _source_of(evidence, text, held)
    passages = [p for p in evidence.passages if p.source == source]
    shifts = _shifts(passages, text, held)
    near = _neighbours(shifts)
    whole = {p.id: (p, shifts_of) for p, shifts_of in zip(passages, near, strict=True)}
    claims = sorted((c for c in evidence.claims if c.passage in whole), key=lambda c: (c.start, c.end, c.id))
    wrong = [_changed(p) for p, shift in zip(passages, shifts, strict=True) if shift is None]
    wrong += _moved(passages, shifts)
    wrong += [m for c in claims if (m := _check_phrase(c, *whole[c.passage], text)) is not None]
    return SourceCheck(source, len(passages), len(claims), tuple(wrong))


def _shifts(passages: Sequence[Passage], text: str, held: Mapping[str, Sequence[int]]) -> list[int | None]:
    """How far each passage stands from where the graph says; ``None`` where the text does not hold it.

    Of several like sentences the one is taken that moved most nearly as the passage before did.
    """
    shifts: list[int | None] = []
    last = 0
    for passage in passages:
        moves = [start - passage.start for start in held.get(passage.sha256, ())]
        if agrees(passage, text):
            moves.append(0)
        shift = min(moves, key=lambda move: (abs(move - last), move)) if moves else None
        last = last if shift is None else shift
        shifts.append(shift)
    return shifts


def _neighbours(shifts: Sequence[int | None]) -> list[tuple[int, int]]:
    """Where words of each passage may stand: its own shift, or those of the passages around one that was changed."""
    before = _carried(shifts)
    return list(zip(before, reversed(_carried(shifts[::-1])), strict=True))


def _carried(shifts: Sequence[int | None]) -> list[int]:
    carried: list[int] = []
    for shift in shifts:
        carried.append(shift if shift is not None else carried[-1] if carried else 0)
    return carried


def _moved(passages: Sequence[Passage], shifts: Sequence[int | None]) -> Iterator[Mismatch]:
    """One mismatch for each run of passages that moved by the same distance."""
    located = [(p, shift) for p, shift in zip(passages, shifts, strict=True) if shift is not None]
    for shift, group in groupby(located, key=itemgetter(1)):
        run = [passage.id for passage, _ in group]
        if shift:
            yield Mismatch(
                run[0],
                f"{run[0]}: từ câu {run[0]} đến câu {run[-1]}, {len(run)} câu còn nguyên văn nhưng bị dời {shift:+} "
                "ký tự.",
                f"{run[0]}: from sentence {run[0]} to {run[-1]}, {len(run)} unchanged sentences are moved by "
                f"{shift:+} characters.",
            )


def agrees(passage: Passage, text: str) -> bool:
    """Whether the text has the sentence of ``passage`` where the graph says."""
    return digest(text[passage.start : passage.end]) == passage.sha256


def _source_of(evidence: Evidence, text: str, held: Container[str]) -> str:
    agreeing = {p.source: 0 for p in evidence.passages}
    for passage in evidence.passages:
        agreeing[passage.source] += passage.sha256 in held or agrees(passage, text)
    if not agreeing:
        raise NotFoundError(
            "Đồ thị đang mở không có đoạn nguồn nào để đối chiếu; hãy nạp mô-đun evidence.",
            "The open graph has no passage to compare with; load the module evidence.",
        )
    return max(sorted(agreeing), key=agreeing.__getitem__)


def _changed(passage: Passage) -> Mismatch:
    place = f"{passage.start}-{passage.end}"
    return Mismatch(
        passage.id,
        f"{passage.id}: dòng {passage.line}, vị trí {place}: không có câu nào khớp mã băm SHA-256 đã ghi.",
        f"{passage.id}: line {passage.line}, position {place}: no sentence has the recorded SHA-256.",
    )


def _check_phrase(claim: Claim, passage: Passage, shifts: Iterable[int], text: str) -> Mismatch | None:
    inside = passage.start <= claim.start and claim.end <= passage.end
    if inside and any(text[claim.start + by : claim.end + by] == claim.key_phrase for by in shifts):
        return None
    elsewhere = [start for start, _ in _places(claim.key_phrase.split(), text)]
    vi = f"cụm từ «{claim.key_phrase}» không nằm ở vị trí {claim.start}-{claim.end} của câu {passage.id}"
    en = f'the phrase "{claim.key_phrase}" is not at position {claim.start}-{claim.end} of sentence {passage.id}'
    if elsewhere:
        listed = ", ".join(map(str, elsewhere))
        return Mismatch(
            claim.id, f"{claim.id}: {vi}; nó bắt đầu ở {listed}.", f"{claim.id}: {en}; it begins at {listed}."
        )
    return Mismatch(claim.id, f"{claim.id}: {vi} và không có ở đâu khác.", f"{claim.id}: {en}, nor anywhere else.")
