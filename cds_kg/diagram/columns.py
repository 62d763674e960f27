"""Boxes in columns: from each, its relations fan out to boxes in the next column, in upright and level lines.

A tree is laid out away from its root, to the right or to the left. Relations of one kind from one box make a fan: one
line with the relation's name on it, which branches to the boxes of the fan. Fans that run the same way share a stem.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Literal

from cds_kg.diagram.layout import Caption
from cds_kg.diagram.scene import Triple
from cds_kg.diagram.style import Type
from cds_kg.diagram.typeset import Weight, width

#: Which way relations run between a box and those that hang on it.
Way = Literal["out", "both", "in"]

#: From a box to its first stem (an arrowhead has room there), and from stem to stem.
STEM = 26.0
LANE = 14.0
#: From the upright line that spreads to the boxes of a fan, to these.
SPREAD = 30.0
#: How much of a line is to be seen before and after the name on it, and the air in the plate of a name.
SEEN = 8.0
PLATE = 5.0
#: The least space between boxes of a fan, between fans, and the height of the lane under the boxes of a column.
BOX_GAP = 12.0
FAN_GAP = 22.0
PASSAGE = 26.0
#: The air over and under the words in a box, and beside them.
AIR = 16.0
SIDE = 24.0
#: Spaces between boxes grow by these factors where there is room.
_SPREADING = (3.2, 2.8, 2.4, 2.1, 1.8, 1.6, 1.4, 1.2, 1.1, 1.0)


@dataclass(frozen=True, eq=False)
class Node:
    """A box in a tree. Each is equal to itself alone, so that what was measured of it is found again at once.

    Attributes:
        triple: the relation by which it hangs on its parent; of the root, none.
        again: its concept has a box elsewhere in the tree, from which its own relations go.
        fans: what hangs on it.
    """

    iri: str
    triple: Triple | None = None
    again: bool = False
    fans: tuple[Fan, ...] = ()

    @cached_property
    def leaves(self) -> int:
        """How many boxes on which nothing hangs are at its end; itself, where nothing hangs on it."""
        return max(leaves(self.fans), 1)


@dataclass(frozen=True)
class Fan:
    """What hangs on a box by one relation.

    Attributes:
        far: its boxes stand in the column after the next one; the line passes under those of the next.
    """

    predicate: str
    way: Way
    nodes: tuple[Node, ...]
    far: bool = False

    @property
    def triples(self) -> tuple[Triple, ...]:
        """The relations of the fan itself."""
        return tuple(node.triple for node in self.nodes if node.triple)

    @cached_property
    def leaves(self) -> int:
        """How many boxes on which nothing hangs are at its end."""
        return sum(node.leaves for node in self.nodes)


@dataclass(frozen=True)
class Columns:
    """The measures of columns, and how words are set in them.

    Attributes:
        box: the width of boxes; gutter: the width of the gap between columns.
        words: what stands in a node's box of this width; name: what stands on a fan's line in at most this width.
    """

    box: float
    gutter: float
    words: Callable[[Node, float], Caption]
    name: Callable[[Fan, float], Caption]
    _blocks: dict[tuple[Node, float], float] = field(default_factory=dict, init=False, repr=False, compare=False)

    def block_height(self, node: Node, air: float) -> float:
        """The height of a box with all that hangs on it, with the least spaces times ``air``; measured once."""
        found = self._blocks.get((node, air))
        if found is None:
            found = max(box_height(self.words_in(node)), height(self, node.fans, air))
            self._blocks[node, air] = found
        return found

    @property
    def pitch(self) -> float:
        """From column to column."""
        return self.box + self.gutter

    def words_in(self, node: Node) -> Caption:
        """The words in a box of a column."""
        return self.words(node, self.box - SIDE)

    def name_on(self, fan: Fan, stems: int) -> Caption:
        """The name on a fan's line, where so many stems leave its box."""
        return self.name(fan, self.gutter - self.room_beside_name(stems))

    @staticmethod
    def room_beside_name(stems: int) -> float:
        """How much of a gutter is not for names, where so many stems leave a box."""
        return STEM + LANE * (stems - 1) + SPREAD + 2 * (SEEN + PLATE)


def widest_word(texts: Iterable[str], kind: Type, weight: Weight) -> float:
    """The width of the widest word, as it needs to be set unbroken."""
    return max((width(word, kind.size, weight) for text in texts for word in text.split()), default=0.0) + 1


# --- heights -------------------------------------------------------------------------------------------------------


def box_height(words: Caption) -> float:
    """The height of a box about its words."""
    return words.height + AIR


def height(columns: Columns, fans: Sequence[Fan], air: float = 1.0) -> float:
    """The height that fans take, with the least spaces times ``air``."""
    near, far = by_reach(fans)
    stems = len(stems_of(fans))
    beside = stacked(columns, near, stems, air)
    behind = stacked(columns, far, 1, air)
    return max(beside + (PASSAGE if far and near else 0.0), behind)


def airy(columns: Columns, fans: Sequence[Fan], room: float) -> float:
    """The factor by which spaces may grow in a room of this height; 1 also where even that is too much."""
    return next((air for air in _SPREADING if height(columns, fans, air) <= room), 1.0)


def stems_of(fans: Sequence[Fan]) -> list[list[Fan]]:
    """The fans that share a stem: near ones of the same way; each line with two heads has a stem of its own."""
    near, far = by_reach(fans)
    stems = [[fan for fan in near if fan.way == "out"]]
    stems += [[fan] for fan in near if fan.way == "both"]
    stems += [[fan for fan in near if fan.way == "in"], far]
    return [stem for stem in stems if stem]


def by_reach(fans: Iterable[Fan]) -> tuple[list[Fan], list[Fan]]:
    """The fans to the next column, and those to the one after it."""
    fans = list(fans)
    return [fan for fan in fans if not fan.far], [fan for fan in fans if fan.far]


def stacked(columns: Columns, fans: Sequence[Fan], stems: int, air: float) -> float:
    heights = [fan_height(columns, fan, stems, air) for fan in fans]
    return sum(heights) + FAN_GAP * air * max(len(fans) - 1, 0)


def fan_height(columns: Columns, fan: Fan, stems: int, air: float) -> float:
    boxes = sum(columns.block_height(node, air) for node in fan.nodes) + gap_in(fan, air) * (len(fan.nodes) - 1)
    return max(boxes, columns.name_on(fan, stems).height + 2)


def gap_in(fan: Fan, air: float) -> float:
    return (FAN_GAP if any(node.fans for node in fan.nodes) else BOX_GAP) * air


# --- parts ---------------------------------------------------------------------------------------------------------


def leaves(fans: Iterable[Fan]) -> int:
    """How many boxes nothing hangs on."""
    return sum(fan.leaves for fan in fans)


def part(fans: Iterable[Fan], start: int, stop: int) -> tuple[Fan, ...]:
    """The fans with the leaves from ``start`` to before ``stop`` only, and what leads to these."""
    kept, at = [], 0
    for fan in fans:
        if at >= stop:
            break
        if at + fan.leaves > start:
            nodes = tuple(_part_of_nodes(fan.nodes, start - at, stop - at))
            kept.append(fan if nodes == fan.nodes else replace(fan, nodes=nodes))
        at += fan.leaves
    return tuple(kept)


def _part_of_nodes(nodes: Iterable[Node], start: int, stop: int) -> Iterator[Node]:
    """The nodes with the leaves from ``start`` to before ``stop`` only; those that keep all are the same as before."""
    at = 0
    for node in nodes:
        if at >= stop:
            return
        first, last = max(start - at, 0), min(stop - at, node.leaves)
        if first < last:
            whole = (first, last) == (0, node.leaves)
            yield node if whole else replace(node, fans=part(node.fans, first, last))
        at += node.leaves


def split(columns: Columns, fans: Sequence[Fan], room: float) -> list[tuple[Fan, ...]]:
    """The fans in parts that are no higher than ``room``, as few and as even as may be.

    A part that is too high by itself stands alone. Where it costs little, a fan is kept whole, else a branch.
    """
    fewest = sum(1 for _ in _cut(columns, fans, room))
    return even(columns, fans, room, fewest)


def needs_more_than(columns: Columns, fans: Sequence[Fan], room: float, most: int) -> bool:
    """Whether `split` would make more than so many parts; it looks no further than it must."""
    return sum(1 for _ in islice(_cut(columns, fans, room), most + 1)) > most


def even(columns: Columns, fans: Sequence[Fan], room: float, most: int) -> list[tuple[Fan, ...]]:
    """The fans in at most so many parts (more only where ``room`` demands it) of about the same height."""
    for tenths in range(1, 10):
        parts = list(islice(_cut(columns, fans, room * tenths / 10), most + 1))
        if len(parts) <= most and all(height(columns, one) <= room for one in parts):
            return parts
    return list(_cut(columns, fans, room))


def _cut(columns: Columns, fans: Sequence[Fan], room: float) -> Iterator[tuple[Fan, ...]]:
    """The parts one by one, each as full as may be."""
    fan_ends, node_ends = _ends(fans)
    whole, start = leaves(fans), 0
    rest = tuple(fans)
    while start < whole:
        stop = start + _fitting(columns, rest, room)
        least = start + 0.5 * (stop - start)
        for ends in (fan_ends, node_ends):
            good = ends[bisect_left(ends, least) : bisect_right(ends, stop)]
            if good:
                stop = good[-1]
                break
        yield part(rest, 0, stop - start)
        rest = part(rest, stop - start, whole - start)
        start = stop


def _fitting(columns: Columns, fans: Sequence[Fan], room: float) -> int:
    """How many leaves, from the first on, are no higher than ``room``; at least one."""

    def too_high(count: int) -> bool:
        return height(columns, part(fans, 0, count)) > room

    whole, fitting = leaves(fans), 1
    while fitting < whole and not too_high(min(2 * fitting, whole)):
        fitting = min(2 * fitting, whole)
    return fitting + bisect_left(range(fitting + 1, min(2 * fitting, whole) + 1), True, key=too_high)


def _ends(fans: Sequence[Fan]) -> tuple[list[int], list[int]]:
    """After how many leaves a fan ends, and a branch of one."""
    fan_ends, node_ends, at = [], [], 0
    for fan in fans:
        for node in fan.nodes:
            at += node.leaves
            node_ends.append(at)
        fan_ends.append(at)
    return fan_ends, node_ends


def nodes_of(fans: Iterable[Fan]) -> Iterator[Node]:
    """All boxes that hang on fans, each before what hangs on it."""
    for fan in fans:
        for node in fan.nodes:
            yield node
            yield from nodes_of(node.fans)


def depth(fans: Iterable[Fan]) -> int:
    """How many columns fans take."""
    return max((depth(node.fans) + (2 if fan.far else 1) for fan in fans for node in fan.nodes), default=0)
