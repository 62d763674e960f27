"""Where the events, services and issued items of the diagram stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from cds_kg.diagram import style, table
from cds_kg.diagram.gallery.lifecycle.plan import Lane, Plan
from cds_kg.diagram.gallery.lifecycle.words import Wording
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.layout import Caption, Look, capitalised
from cds_kg.diagram.sheet import TooSmall
from cds_kg.diagram.style import Paint
from cds_kg.namespaces import CDS

ITEMS = CDS + "IssuedItem"

_SPACING = table.Spacing(head=186.0, between=24.0)
#: Between the boxes of the last column and the right edge of the bands.
_RIGHT = 14.0

#: The hues of the lanes, from above.
_LANES = ("slate", "blue", "purple")

#: In a box: beside its words, over and under them; in a chip: from its left edge to its words, and to the right.
_BESIDE, _AIR = 30.0, 20.0
CHIP_WORDS, _CHIP_RIGHT = 42.0, 14.0
#: Between bands, and from the events to the first; between boxes on top of each other.
_GAP, _STACKED = 8.0, 10.0
#: The least space between the edge of a band and what stands in it, and between a service and what it rests on.
_PAD, _DROP = 28.0, 56.0
#: No box is narrower.
_NARROWEST = 190.0


@dataclass(frozen=True, slots=True)
class _Strip:
    """A band before it has a place: the height of its boxes, and of those under them on which they rest."""

    iri: str
    boxes: float
    base: float = 0.0

    @property
    def spaces(self) -> float:
        """The least height of the spaces in it."""
        return 2 * _PAD + (_DROP if self.base else 0.0)


@dataclass
class Placed:
    """The grid with a rectangle for everything that has a box.

    Attributes:
        rects: concept -> rectangle.
        bands: model, or class of what is issued -> rectangle of its band.
        cards: what has a box without a stripe; chip: who is served, a chip.
        empty: where a lane has no service in a slot, with the colour behind.
        hues: concept -> hue of its box.
    """

    plan: Plan
    said: Wording
    rects: dict[str, Rect] = field(default_factory=dict)
    bands: dict[str, Rect] = field(default_factory=dict)
    cards: set[str] = field(default_factory=set)
    chip: str = ""
    empty: list[tuple[Rect, str]] = field(default_factory=list)
    hues: dict[str, str] = field(default_factory=dict)

    def paint(self, iri: str) -> Paint:
        """The colours of a box."""
        return self.said.sheet.colours.paints[self.hues[iri]]

    def caption(self, iri: str, width: float) -> Caption:
        """The words in a box of this width.

        Raises:
            TooSmall: a word is wider than that.
        """
        beside = CHIP_WORDS + _CHIP_RIGHT if iri == self.chip else _BESIDE
        words = self.said.caption_of(iri, width - beside, self.paint(iri))
        if words.width > width - beside:
            raise TooSmall
        return words

    def band_caption(self, iri: str) -> Caption:
        """The title of a band, at its left."""
        colours = self.said.sheet.colours
        look = Look((style.BAND, "semibold", colours.band_ink), (style.SMALL, "regular", colours.muted))
        return self.said.sheet.setter.bilingual(capitalised(self.said.names(iri)), _SPACING.head - 28, look)

    def fills(self) -> Iterator[str]:
        """The colours of the bands, in their order."""
        bands = self.said.sheet.colours.bands
        return (bands[1] if iri == ITEMS else bands[2] for iri in self.bands)

    def band_at(self, x: float, y: float) -> tuple[Rect, str]:
        """The band around a point, and its colour."""
        at = Rect(x, y, 0, 0)
        return next(
            (rect, fill) for rect, fill in zip(self.bands.values(), self.fills(), strict=True) if rect.contains(at)
        )

    def in_sight(self, one: str, other: str) -> bool:
        """Whether no box stands between two boxes on an upright line through the middle of the first."""
        a, b = self.rects[one], self.rects[other]
        upper, lower = sorted((a, b), key=lambda rect: rect.y)
        between = Rect(a.cx, upper.bottom, 0, lower.y - upper.bottom).grown(1)
        return not any(between.overlaps(rect) for iri, rect in self.rects.items() if iri not in (one, other))


def place(plan: Plan, said: Wording, area: Rect) -> Placed:
    """Give everything its place inside ``area``.

    Raises:
        TooSmall: there is no room at these type sizes.
    """
    placed = Placed(plan, said, hues=_hues(plan))
    inner = replace(area, w=area.w - _RIGHT)
    head, columns = _SPACING.columns(inner, len(plan.slots) + (1 if plan.aspects else 0))
    if columns[0].w < _NARROWEST:
        raise TooSmall
    top = area.y + _place_events(placed, head, columns) + _GAP
    strips = list(_strips(placed, columns))
    least = sum(strip.spaces for strip in strips)
    room = area.bottom - top - sum(strip.boxes + strip.base + _GAP for strip in strips) + _GAP
    if room < least:
        raise TooSmall
    air = room / least
    for strip in strips:
        height = strip.boxes + strip.base + strip.spaces * air
        placed.bands[strip.iri] = Rect(area.x, top, area.w, height)
        if placed.band_caption(strip.iri).height > height:
            raise TooSmall
        _fill(placed, strip, columns, top + _PAD * air, air)
        top += height + _GAP
    return placed


def _hues(plan: Plan) -> dict[str, str]:
    hues = (
        dict.fromkeys(plan.events, "grey") | dict.fromkeys(plan.aspects, "grey") | dict.fromkeys(plan.served, "stone")
    )
    for n, lane in enumerate(plan.lanes):
        hues |= dict.fromkeys([*_services(plan, lane), *lane.experience], _LANES[n % len(_LANES)])
        hues |= dict.fromkeys(lane.enablers, "green")
    return hues | {slot.item: "amber" for slot in plan.slots if slot.item}


def _services(plan: Plan, lane: Lane) -> list[str]:
    return [slot.services[lane.model] for slot in plan.slots if lane.model in slot.services]


def _place_events(placed: Placed, head: Rect, columns: tuple[Rect, ...]) -> float:
    """Who is served, the events over their slots, and the aspect; the height of the row."""
    plan = placed.plan
    spans = {event: (columns[slots[0]].x, columns[slots[-1]].right) for event, slots in plan.events.items()}
    spans |= dict.fromkeys(plan.aspects[:1], (columns[-1].x, columns[-1].right))
    placed.cards |= set(plan.aspects[:1])
    if plan.served:
        placed.chip = plan.served[0]
        spans = {placed.chip: (head.x, head.right)} | spans
    height = max(placed.caption(iri, right - left).height for iri, (left, right) in spans.items()) + _AIR
    for iri, (left, right) in spans.items():
        placed.rects[iri] = Rect(left, head.y, right - left, height)
    return height


def _strips(placed: Placed, columns: tuple[Rect, ...]) -> Iterator[_Strip]:
    """The bands from above: the first lane, what is issued, the other lanes."""
    plan, width = placed.plan, columns[0].w
    strips = [_lane_strip(placed, lane, columns) for lane in plan.lanes]
    yield strips[0]
    if items := [slot.item for slot in plan.slots if slot.item]:
        yield _Strip(ITEMS, _highest(placed, items, width))
    yield from strips[1:]


def _lane_strip(placed: Placed, lane: Lane, columns: tuple[Rect, ...]) -> _Strip:
    width = columns[0].w
    services = _highest(placed, _services(placed.plan, lane), width)
    beside = sum(_highest(placed, [iri], width) + _STACKED for iri in lane.experience) - _STACKED
    base = _highest(placed, lane.enablers, _base_width(lane, columns)) if lane.enablers else 0.0
    return _Strip(lane.model, max(services, beside), base)


def _highest(placed: Placed, iris: Iterable[str], width: float) -> float:
    return max(placed.caption(iri, width).height for iri in iris) + _AIR


def _base_width(lane: Lane, columns: tuple[Rect, ...]) -> float:
    number = max(len(lane.enablers), 1)
    return (columns[-1].right - columns[0].x - _SPACING.between * (number - 1)) / number


def _fill(placed: Placed, strip: _Strip, columns: tuple[Rect, ...], top: float, air: float) -> None:
    """Put the boxes of a band into it: in its slots, beside them, and under them."""
    plan = placed.plan
    if strip.iri == ITEMS:
        for slot, column in zip(plan.slots, columns, strict=False):
            if slot.item:
                placed.rects[slot.item] = Rect(column.x, top, column.w, strip.boxes)
        return
    lane = next(lane for lane in plan.lanes if lane.model == strip.iri)
    for slot, column in zip(plan.slots, columns, strict=False):
        rect = Rect(column.x, top, column.w, strip.boxes)
        if lane.model in slot.services:
            placed.rects[slot.services[lane.model]] = rect
        else:
            placed.empty.append((rect, placed.band_at(rect.cx, rect.cy)[1]))
    number = len(lane.experience)
    for n, iri in enumerate(lane.experience):
        height = (strip.boxes - _STACKED * (number - 1)) / number
        placed.rects[iri] = Rect(columns[-1].x, top + n * (height + _STACKED), columns[-1].w, height)
        placed.cards.add(iri)
    width = _base_width(lane, columns)
    for n, iri in enumerate(lane.enablers):
        left = columns[0].x + n * (width + _SPACING.between)
        placed.rects[iri] = Rect(left, top + strip.boxes + _DROP * air, width, strip.base)
