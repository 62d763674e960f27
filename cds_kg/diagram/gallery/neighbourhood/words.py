"""What the box of a thing says beside its name: the day of an act, where a definition stands, what a position holds.

And how a text is cut that is too long for a box."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from cds_kg.diagram.graph import is_a
from cds_kg.diagram.sheet import Sheet
from cds_kg.namespaces import CDS


def remark(sheet: Sheet, attributes: Mapping[str, Any]) -> str:
    """What a node says beside its name, in the large language; empty for most."""
    if is_a(attributes, CDS + "LegalAct"):
        return _act_day(sheet, attributes)
    told = (attributes.get(f"{name}_{sheet.lang}") for name in ("provision", "note", "says"))
    return ". ".join(text.rstrip(".") for text in told if text)


def _act_day(sheet: Sheet, attributes: Mapping[str, Any]) -> str:
    """The day on which an act was adopted, else that on which it entered into force."""
    for name, vi, en in (("adopted", "ban hành", "adopted on"), ("in_force", "có hiệu lực từ", "in force from")):
        if day := attributes.get(name):
            return f"{sheet.pick(vi, en)} {sheet.date(datetime.date.fromisoformat(day))}"
    return sheet.pick("ngày ban hành chưa kiểm chứng", "day of adoption not verified")


#: A beginning of a text ends with a sentence where that leaves so much of what could stand.
_WHOLE_SENTENCES = 0.6


def shortened(text: str) -> list[str]:
    """The text cut after each word, the shortest first, with an ellipsis; at a sentence's end where one is near.

    >>> shortened("It is open. It is free of charge.")[:4]
    ['It…', 'It is…', 'It is open. …', 'It is open. …']
    """
    ends = [found.end() for found in re.finditer(r"\S+", text)][:-1]
    sentences = [end for end in ends if text[end - 1] in ".!?;"]
    cuts = []
    for end in ends:
        last = max((one for one in sentences if one <= end), default=0)
        cuts.append(f"{text[:last]} …" if last >= _WHOLE_SENTENCES * end else text[:end].rstrip(",:–-( ") + "…")
    return cuts
