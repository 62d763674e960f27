"""What must hold of every drawing, whatever it shows: the gates look at a scene, in process, and say what is wrong."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from fontTools.ttLib import TTFont

from cds_kg.diagram.typeset import font_file

#: No text is smaller than this, in points, by size of page.
SMALLEST = {"slide": 8.0, "square": 8.0, "a4": 6.5, "a3": 6.5}

Area = tuple[float, float, float, float]


def problems(scene) -> list[str]:
    """All that is wrong with one page; empty where nothing is."""
    return [
        *_outside(scene),
        *_boxes_overlap(scene),
        *_texts_leave_their_place(scene),
        *_texts_overlap(scene),
        *_lines(scene),
        *_labels(scene),
        *_arrowheads(scene),
        *_type(scene),
        *_contrast(scene),
    ]


def shown(scenes) -> tuple[set[str], set[tuple[str, str, str]]]:
    """The concepts and the relations that pages show, by box, band, line, figure or mark."""
    about = [edge.triple for scene in scenes for edge in scene.edges]
    for scene in scenes:
        for part in (*scene.boxes, *scene.bands):
            about += [(part.iri,), *(mark.about for mark in part.marks)]
        for figure in scene.figures:
            about += [figure.about, *(mark.about for mark in figure.marks)]
    return {one[0] for one in about if len(one) == 1}, {one for one in about if len(one) == 3}


def sides(rect) -> Area:
    return rect.x, rect.y, rect.x + rect.w, rect.y + rect.h


def overlap(one: Area, other: Area, margin: float = 0.0) -> bool:
    """Whether two areas, each larger by half the margin, have a common part."""
    return all(one[i] < other[i + 2] + margin and other[i] < one[i + 2] + margin for i in (0, 1))


def within(inner: Area, outer: Area, slack: float = 0.01) -> bool:
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def as_area(a, b) -> Area:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def pieces(edge) -> Iterator[Area]:
    """The straight pieces of a line."""
    for a, b in itertools.pairwise(edge.points):
        yield as_area(a, b)


def tip_areas(edge) -> Iterator[Area]:
    """The last 20 pixels before each arrowhead's tip, as wide as the head."""
    if edge.line.head == "none":
        return
    ends = [(edge.points[-1], edge.points[-2])] + ([(edge.points[0], edge.points[1])] if edge.both else [])
    for (x, y), (nx, ny) in ends:
        if x == nx:
            far = y + 20 * (1 if ny > y else -1)
            yield x - 6, min(y, far), x + 6, max(y, far)
        else:
            far = x + 20 * (1 if nx > x else -1)
            yield min(x, far), y - 6, max(x, far), y + 6


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def ink(line) -> Area:
    """From capitals to the baseline: where lines of text must not meet."""
    left, _, right, _ = sides(line.rect)
    return left, line.y - 0.72 * line.size, right, line.y


def grounds(scene) -> Iterator[tuple[object, str]]:
    """Every line of text with the colour behind it."""
    for box in scene.boxes:
        yield from ((line, box.paint.fill) for line in box.lines)
    for part in (*scene.bands, *scene.labels):
        yield from ((line, part.fill) for line in part.lines)
    for figure in scene.figures:
        yield from ((line, figure.ground or scene.colours.paper) for line in figure.lines)
    if scene.legend:
        for part in (scene.legend, *scene.legend.entries):
            yield from ((line, scene.colours.panel) for line in part.lines)
    for line in scene.notes:
        behind = [band.fill for band in scene.bands if overlap(ink(line), sides(band.rect))]
        yield from ((line, fill) for fill in behind or [scene.colours.paper])


def _outside(scene) -> Iterator[str]:
    page = (0, 0, scene.page.width, scene.page.height)
    parts = [*scene.boxes, *scene.bands, *scene.labels, *scene.figures]
    parts += [scene.legend] if scene.legend else []
    for part in parts:
        if not within(sides(part.rect), page):
            yield f"outside the page: {getattr(part, 'title', type(part).__name__)}"
    for line in scene.text_lines():
        if not within(sides(line.rect), page):
            yield f"outside the page: {line.text}"
    for edge in scene.edges:
        if any(not within(piece, page) for piece in pieces(edge)):
            yield f"outside the page: {edge.title}"


def _boxes_overlap(scene) -> Iterator[str]:
    others = [("legend", sides(scene.legend.rect))] if scene.legend else []
    areas = [(box.title, sides(box.rect)) for box in scene.boxes] + others
    yield from (f"too close: {a[0]} | {b[0]}" for a, b in itertools.combinations(areas, 2) if overlap(a[1], b[1], 4))
    bands = [(band.title, sides(band.rect)) for band in scene.bands]
    for a, b in itertools.combinations(bands, 2):
        nested = within(a[1], b[1]) or within(b[1], a[1])
        if overlap(a[1], b[1]) and not nested:
            yield f"bands overlap: {a[0]} | {b[0]}"
    for box, area in areas:
        for band, around in bands:
            if overlap(area, around) and not within(area, around) and not within(around, area):
                yield f"over the edge of a band: {box} | {band}"


def _texts_leave_their_place(scene) -> Iterator[str]:
    for part in (*scene.boxes, *scene.bands, *scene.labels, *scene.figures, *([scene.legend] if scene.legend else [])):
        for line in part.lines:
            if not within(sides(line.rect), sides(part.rect), 0.5):
                yield f"text leaves its place: {line.text}"
    for entry in scene.legend.entries if scene.legend else ():
        for line in entry.lines:
            if not within(sides(line.rect), sides(scene.legend.rect)):
                yield f"text leaves the legend: {line.text}"


def _texts_overlap(scene) -> Iterator[str]:
    lines = sorted(scene.text_lines(), key=lambda line: ink(line)[1])
    areas = [(line.text, ink(line)) for line in lines]
    for i, (text, area) in enumerate(areas):
        for other, below in itertools.islice(areas, i + 1, None):
            if below[1] >= area[3]:
                break
            if overlap(area, below):
                yield f"texts overlap: {text} | {other}"
    loose = [(line.text, sides(line.rect)) for line in scene.notes]
    for box in scene.boxes:
        yield from (f"text on a box: {text} | {box.title}" for text, area in loose if overlap(area, sides(box.rect)))


def _lines(scene) -> Iterator[str]:
    boxes = {box.iri: [sides(b.rect) for b in scene.boxes if b.iri == box.iri] for box in scene.boxes}
    for edge in scene.edges:
        if any(a[0] != b[0] and a[1] != b[1] for a, b in itertools.pairwise(edge.points)):
            yield f"slanting line: {edge.title}"
        for box in scene.boxes:
            if box.iri not in edge.via and any(overlap(piece, sides(box.rect), -1) for piece in pieces(edge)):
                yield f"line through a box: {edge.title} | {box.title}"
        for iri, (x, y) in ((edge.triple[0], edge.points[0]), (edge.triple[2], edge.points[-1])):
            if not any(_on_side(x, y, area) for area in boxes.get(iri, [])):
                yield f"line ends beside its box: {edge.title}"
    for one, other in itertools.combinations(scene.edges, 2):
        if one.group == other.group:
            continue
        for a, b in itertools.product(pieces(one), pieces(other)):
            if (a[0] == a[2]) == (b[0] == b[2]) and overlap(a, b, 8):
                yield f"lines lie on each other: {one.title} | {other.title}"


def _on_side(x: float, y: float, area: Area) -> bool:
    left, top, right, bottom = area
    on_side = min(abs(x - left), abs(x - right)) < 0.01 and top < y < bottom
    return on_side or (min(abs(y - top), abs(y - bottom)) < 0.01 and left < x < right)


def _labels(scene) -> Iterator[str]:
    labels = [(" ".join(line.text for line in label.lines), sides(label.rect), label) for label in scene.labels]
    for (a, one, _), (b, other, _) in itertools.combinations(labels, 2):
        if overlap(one, other):
            yield f"labels overlap: {a} | {b}"
    around = [(box.title, sides(box.rect)) for box in scene.boxes]
    around += [("legend", sides(scene.legend.rect))] if scene.legend else []
    for text, area, label in labels:
        yield from (f"label on a box: {text} | {title}" for title, other in around if overlap(area, other))
        for edge in scene.edges:
            if edge.triple not in label.triples and any(overlap(piece, area, 2) for piece in pieces(edge)):
                yield f"label on a line that is not its own: {text} | {edge.title}"


def _arrowheads(scene) -> Iterator[str]:
    covers = [(line.text, ink(line)) for line in scene.text_lines()]
    covers += [("label", sides(label.rect)) for label in scene.labels]
    for edge in scene.edges:
        for area in tip_areas(edge):
            yield from (f"arrowhead covered: {edge.title} | {text}" for text, cover in covers if overlap(area, cover))
            for other in scene.edges:
                apart = other.group != edge.group or other.points[-1] != edge.points[-1]
                if other is not edge and apart and any(overlap(area, piece) for piece in pieces(other)):
                    yield f"line over an arrowhead: {edge.title} | {other.title}"


@cache
def _letters(weight: str) -> frozenset[int]:
    return frozenset(TTFont(font_file(weight)).getBestCmap())


def _type(scene) -> Iterator[str]:
    least = SMALLEST[scene.page.format.name]
    for line in scene.text_lines():
        if line.size * 72 / scene.page.dpi < least - 0.001:
            yield f"too small: {line.text}"
        if not line.text or line.text != unicodedata.normalize("NFC", line.text):
            yield f"empty or not NFC: {line.text!r}"
        if missing := {letter for letter in line.text if ord(letter) not in _letters(line.weight)}:
            yield f"not in the font: {sorted(missing)} in {line.text}"


def _contrast(scene) -> Iterator[str]:
    for line, ground in grounds(scene):
        if contrast(line.colour, ground) < 4.5:
            yield f"too pale: {line.text} ({line.colour} on {ground})"
    for box in scene.boxes:
        behind = [band.fill for band in scene.bands if within(sides(box.rect), sides(band.rect))]
        if contrast(box.paint.stroke, behind[-1] if behind else scene.colours.paper) < 3:
            yield f"outline too pale: {box.title}"
    for edge in scene.edges:
        if contrast(edge.line.stroke, scene.colours.paper) < 3:
            yield f"line too pale: {edge.title}"


def repeated(ids: Iterable[str]) -> list[str]:
    """The ids that occur more than once."""
    return [name for name, count in Counter(ids).items() if count > 1]
