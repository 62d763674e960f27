"""Draw the pictures of ``docs/images/``: ``python tools/gallery.py`` after anything that changes a drawing.

A picture's bytes differ between releases of the drawing library, so what is compared is the SVG: its digest stands
in ``docs/images/drawn.txt`` from the day on which the picture was made, and ``--check`` says which are out of date.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from cds_kg import KnowledgeGraph
from cds_kg.diagram.draw import Diagram
from cds_kg.store.files import write_file

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
DIGESTS = IMAGES / "drawn.txt"
#: In pixels, and in bytes.
WIDEST, LARGEST = 1920, 450_000

#: File -> what to draw: name, about, day, options.
PICTURES: dict[str, tuple[str, str | None, str | None, dict[str, Any]]] = {
    "hierarchy": ("hierarchy", None, None, {}),
    "comparison": ("comparison", None, None, {"size": "a4"}),
    "lifecycle": ("lifecycle", None, None, {}),
    "focus": ("focus", None, None, {}),
    "stakeholders": ("stakeholders", None, None, {"size": "a4"}),
    "targets": ("targets", None, None, {"size": "a4"}),
    "timeline": ("timeline", None, None, {"size": "a4"}),
    "vocabulary": ("vocabulary", None, None, {}),
    "units": ("units", None, None, {}),
    "map": ("map", None, None, {}),
    "map-2025-06-30": ("map", None, "2025-06-30", {}),
    "map-lam-dong": ("map", "Lâm Đồng", None, {}),
    "units-lam-dong": ("units", "Lâm Đồng", None, {}),
    "neighbourhood": ("neighbourhood", "chính quyền số", None, {}),
    "hierarchy-dark": ("hierarchy", None, "2025-07-01", {"lang": "en", "theme": "dark"}),
    "hierarchy-mono": ("hierarchy", None, None, {"lang": "vi", "palette": "mono"}),
}


def diagrams() -> Iterator[tuple[str, Diagram]]:
    """Every picture's name with its diagram."""
    kg = KnowledgeGraph.open()
    for file, (name, about, day, options) in PICTURES.items():
        view = kg.as_of(day) if day else kg
        yield file, view.diagram(name, about, **options)


def digest(diagram: Diagram) -> str:
    """What the drawing is, page by page."""
    pages = "".join(diagram.svg(number) for number in range(1, len(diagram.scenes) + 1))
    return hashlib.sha256(pages.encode()).hexdigest()


def picture(diagram: Diagram) -> bytes:
    """The first page as a PNG, no wider than a slide; of 256 colours where all of them would take too many bytes."""
    image = Image.open(io.BytesIO(diagram.png())).convert("RGB")
    image.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    few = image.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    full, small = (_png(one) for one in (image, few))
    return full if len(full) <= LARGEST else small


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def recorded() -> dict[str, str]:
    """Picture -> the digest of the day on which it was made."""
    lines = DIGESTS.read_text(encoding="ascii").splitlines() if DIGESTS.exists() else []
    return {name: found for found, name in (line.split("  ") for line in lines)}


def main(check: bool) -> int:
    """Draw what has changed, or (``check``) name it and end with 1."""
    before, now = recorded(), {}
    stale = []
    for file, diagram in diagrams():
        now[file] = digest(diagram)
        path = IMAGES / f"{file}.png"
        if before.get(file) != now[file] or not path.exists():
            stale.append(path.name)
            if not check:
                write_file(path, picture(diagram))
    if check:
        print("\n".join(f"{name}: run tools/gallery.py" for name in stale), file=sys.stderr)
        return 1 if stale or before.keys() != now.keys() else 0
    write_file(DIGESTS, "".join(f"{value}  {file}\n" for file, value in now.items()).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
