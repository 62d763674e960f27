"""The packaged font inside a drawing: letters as paths, or the font itself, cut down to the letters in use."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import cache
from typing import Any

from cds_kg.diagram import typeset
from cds_kg.diagram.geometry import Command, Outline, Point
from cds_kg.diagram.typeset import Weight

#: The records of a font's name table that a part of it keeps: copyright, family, style, names, licence.
_KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17)


def outline(text: str, x: float, y: float, size: float, weight: Weight) -> Outline:
    """A line of text as an outline to be filled, as wide as `typeset.width` says, without kerning.

    Args:
        text: one line, in normal form C; a letter that the font lacks leaves a gap.
        x: where the line begins, in pixels.
        y: its baseline, in pixels from the top.
        size: the type size in pixels.
        weight: which packaged font.

    Returns:
        Closed contours of the commands M, L, Q and Z.
    """
    commands: list[Command] = []
    for letter in text:
        commands += (_placed(command, x, y, size) for command in _glyph(letter, weight))
        x += typeset.width(letter, size, weight)
    return tuple(commands)


def font_face_css(weights: Iterable[Weight], letters: Iterable[str]) -> str:
    """Rules ``@font-face`` with the packaged fonts in them, each cut down to these letters.

    The font is plain TrueType: what WOFF and WOFF2 make of it differs with the machine's compressor. Kerning and
    other features are left out, so that lines come out as wide as they were measured.
    """
    text = "".join(sorted(set(letters)))
    return "".join(
        f"@font-face{{font-family:'{typeset.FAMILIES[0]}';font-style:normal;font-weight:{typeset.CSS_WEIGHTS[weight]};"
        f"src:url(data:font/ttf;base64,{base64.b64encode(_subset(weight, text)).decode()}) format('truetype')}}\n"
        for weight in dict.fromkeys(weights)
    )


def _placed(command: Command, x: float, y: float, size: float) -> Command:
    """A command in parts of the type size, y upwards, as one on the page."""
    kind, numbers = command
    return kind, tuple((y - n * size) if place % 2 else (x + n * size) for place, n in enumerate(numbers))


@cache
def _glyph(letter: str, weight: Weight) -> Outline:
    """The outline of a letter in parts of the type size, y upwards from the baseline."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyphs, names, units = _font(weight)
    pen = DecomposingRecordingPen(glyphs)
    glyphs[names.get(ord(letter), ".notdef")].draw(pen)
    commands: list[Command] = []
    for operator, points in pen.value:
        commands += _commands(operator, [(x / units, y / units) for x, y in points])
    return tuple(commands)


def _commands(operator: str, points: list[Point]) -> list[Command]:
    """One drawing step of a TrueType glyph; its curves may have many control points and are split into single ones."""
    if operator == "qCurveTo":
        from fontTools.pens.basePen import decomposeQuadraticSegment

        return [("Q", (*control, *end)) for control, end in decomposeQuadraticSegment(points)]
    if operator == "closePath":
        return [("Z", ())]
    return [("M" if operator == "moveTo" else "L", points[0])]


@cache
def _font(weight: Weight) -> tuple[Any, dict[int, str], int]:
    """The glyphs of a packaged font, the names of glyphs by code point, the units per type size."""
    from fontTools.ttLib import TTFont

    font = TTFont(typeset.font_file(weight), lazy=True)
    return font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm


def _subset(weight: Weight, text: str) -> bytes:
    """The packaged font with no more than the letters of ``text``, its copyright notice and licence kept."""
    from fontTools import subset

    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = list(_KEPT_NAMES)
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables = [*options.drop_tables, "GDEF", "GPOS", "GSUB"]
    with subset.load_font(typeset.font_file(weight), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        target = io.BytesIO()
        font.save(target)
    return target.getvalue()
