"""Write the advance widths of the packaged fonts to ``cds_kg/assets/fonts/widths.json``.

Reading them from there takes a twentieth of the time that the fonts themselves take, and an SVG needs nothing else of
them. Run it after a font has changed; a test says when that was forgotten.
"""

from __future__ import annotations

import json
from typing import Any

from fontTools.ttLib import TTFont

from cds_kg.diagram.typeset import FONT_FILES, font_file, widths_file


def table(weight: Any) -> dict[str, Any]:
    """The widths of one font in its own units, by letter."""
    with TTFont(font_file(weight)) as font:
        metrics = font["hmtx"].metrics
        return {
            "units": font["head"].unitsPerEm,
            "cap_height": font["OS/2"].sCapHeight,
            "unknown": metrics[".notdef"][0],
            "widths": {chr(code): metrics[glyph][0] for code, glyph in sorted(font.getBestCmap().items())},
        }


def content() -> str:
    """The file as it should be."""
    return json.dumps({weight: table(weight) for weight in FONT_FILES}, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    widths_file().write_text(content(), encoding="ascii")
