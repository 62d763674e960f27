"""The sheet a diagram is laid out on: page, languages, colours, and the parts that all diagrams have in common."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from cds_kg.diagram import layout, style
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.graph import names as names_of
from cds_kg.diagram.layout import Caption, Look, Names, Sample, Setter, paragraph
from cds_kg.diagram.scene import Band, Box, Edge, Figure, Label, Legend, Scene, TextLine
from cds_kg.errors import LimitError, UsageError
from cds_kg.text import pick

if TYPE_CHECKING:
    from cds_kg.diagram.style import Colours, Format, Page

LANGUAGES = ("vi", "en", "both")

MARGIN = 32.0
#: Between the parts of a page.
GAP = 16.0
LEGEND_WIDTH = 272.0

#: The type grows from the smallest permitted by these factors, where the page has room for it.
_GROWTH = (1.6, 1.45, 1.3, 1.2, 1.1, 1.0)

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

T = TypeVar("T")


class TooSmall(LimitError):
    """The page has no room at the type size that was tried."""

    def __init__(self) -> None:
        super().__init__(
            "Trang không đủ chỗ cho đồ thị này với cỡ chữ đọc được; hãy chọn khổ lớn hơn (--size a3), một ngôn ngữ "
            "(--lang vi), hoặc nạp ít mô-đun hay ít tệp hơn.",
            "The page has no room for this graph at a readable type size; choose a larger page (--size a3), one "
            "language (--lang en), or load fewer modules or files.",
        )


@dataclass(frozen=True, slots=True)
class Options:
    """How a diagram is drawn.

    Attributes:
        lang: ``vi``, ``en``, or ``both``: Vietnamese large, English small beside it.
        size: one of `style.FORMATS`: ``slide``, ``a4``, ``a3``, ``square``.
        palette: ``colour``, or ``mono`` for printing in black and white.
        theme: ``light`` or ``dark``.
        title, legend: whether they stand on the page.
    """

    lang: str = "both"
    size: str = "slide"
    palette: str = "colour"
    theme: str = "light"
    title: bool = True
    legend: bool = True

    def __post_init__(self) -> None:
        for name, value, known in (
            ("lang", self.lang, LANGUAGES),
            ("size", self.size, tuple(style.FORMATS)),
            ("palette", self.palette, style.PALETTES),
            ("theme", self.theme, style.THEMES),
        ):
            if value not in known:
                listed = ", ".join(known)
                raise UsageError(
                    f"{name}: không có lựa chọn «{value}»; hãy chọn: {listed}.",
                    f'{name}: there is no choice "{value}"; choose from: {listed}.',
                )

    @property
    def format(self) -> Format:
        """The size of the page."""
        return style.FORMATS[self.size]


@dataclass(frozen=True)
class Sheet:
    """A page to lay out on, and how things are said and painted there."""

    options: Options
    setter: Setter
    page: Page

    @property
    def colours(self) -> Colours:
        """The colours of palette and theme."""
        return style.colours(self.options.palette, self.options.theme)

    @property
    def lang(self) -> str:
        """The language that is set large: ``vi`` or ``en``."""
        return "en" if self.options.lang == "en" else "vi"

    def pick(self, vi: str, en: str) -> str:
        """A text in the language that is set large."""
        return pick(self.lang, vi, en)

    def words(self, vi: str, en: str) -> Names:
        """A text of the interface in the languages of the drawing, the large one first."""
        return {"vi": ((vi, "vi"),), "en": ((en, "en"),)}.get(self.options.lang, ((vi, "vi"), (en, "en")))

    def names(self, attributes: Mapping[str, Any], iri: str) -> Names:
        """The labels of a thing in the languages of the drawing; in the other one where it has no such label."""
        return names_of(attributes, self.options.lang, iri)

    def date(self, day: datetime.date) -> str:
        """A day as the language writes it."""
        return self.pick(day.strftime("%d/%m/%Y"), day.isoformat())

    @property
    def look(self) -> Look:
        """Names large and glosses small, in the inks of the page."""
        return self.look_of(style.NAME, style.GLOSS)

    def look_of(self, name: style.Type, gloss: style.Type, paint: style.Paint | None = None) -> Look:
        """Names and glosses of these types, in the inks of a paint or of the page."""
        inks = (paint.name, paint.gloss) if paint else (self.colours.ink, self.colours.muted)
        return Look((name, "semibold", inks[0]), (gloss, "regular", inks[1]))

    def small(self, text: str, limit: float) -> Caption:
        """A note in the smallest type, in lines of at most ``limit`` pixels."""
        return self.setter.caption(text, self.lang, limit, style.SMALL, "regular", self.colours.muted)


def fit(options: Options, setter: Setter, lay_out: Callable[[Sheet], T]) -> T:
    """What ``lay_out`` makes of the page with the largest type for which it has room.

    Raises:
        TooSmall: not even at the smallest type that the format permits.
    """
    for growth in _GROWTH:
        page = options.format.page(options.format.densest / growth)
        try:
            return lay_out(Sheet(options, setter, page))
        except TooSmall:
            continue
    raise TooSmall


@dataclass(frozen=True)
class Frame:
    """What stands around a drawing.

    Attributes:
        sheet: the page.
        title: the drawing's title as it names the file.
        content: the area that is left for the drawing.
        notes: titles, day, footnotes, source, number of the page.
        legend: the key, or none.
    """

    sheet: Sheet
    title: str
    content: Rect
    notes: tuple[TextLine, ...]
    legend: Legend | None

    def scene(
        self,
        name: str,
        description: str,
        *,
        bands: Iterable[Band] = (),
        boxes: Iterable[Box] = (),
        edges: Iterable[Edge] = (),
        labels: Iterable[Label] = (),
        figures: Iterable[Figure] = (),
        notes: Iterable[TextLine] = (),
    ) -> Scene:
        """The page with a drawing in it.

        Args:
            name: the diagram's name.
            description: the whole drawing in sentences, for those who do not see it.
            bands, boxes, edges, labels, figures: the drawing.
            notes: texts beside those of the frame.
        """
        sheet = self.sheet
        return Scene(
            name=name,
            lang=sheet.lang,
            page=sheet.page,
            colours=sheet.colours,
            title=self.title,
            description=description,
            bands=tuple(bands),
            boxes=tuple(boxes),
            edges=tuple(edges),
            labels=tuple(labels),
            legend=self.legend,
            notes=(*self.notes, *notes),
            figures=tuple(figures),
        )


def frame(
    sheet: Sheet,
    about: Mapping[str, Any],
    titles: Names,
    *,
    key: Sequence[Sequence[Sample]] = (),
    footnotes: Sequence[str] = (),
    part: tuple[int, int] = (1, 1),
    fill: bool = False,
    side: bool | None = None,
) -> Frame:
    """The parts of a page that all diagrams have.

    Args:
        sheet: the page.
        about: the attributes of the graph: ``source``, ``version``, ``as_of``.
        titles: the drawing's title in its languages, the large one first.
        key: the parts of the legend, each some samples.
        footnotes: texts in the language that is set large, each a paragraph over the source.
        part: which page this is, and of how many.
        fill: whether a legend beside the drawing is as high as the drawing.
        side: whether the legend stands beside the drawing, not under it; by default where the page is wide.

    Raises:
        TooSmall: no room is left for a drawing.
    """
    page = sheet.page
    left, right = MARGIN, page.width - MARGIN
    top, heads = _head(sheet, about, titles)
    bottom, feet = _foot(sheet, about, footnotes, part)
    content = Rect(left, top, right - left, bottom - top)
    samples = [samples for samples in key if samples] if sheet.options.legend else []
    legend = None
    if samples:
        beside = page.wide if side is None else side
        heading = sheet.words("Chú giải", "Key")
        if beside:
            place = Rect(right - LEGEND_WIDTH, top, LEGEND_WIDTH, content.h)
            legend = layout.legend_column(sheet.setter, samples, place, heading, sheet.colours, fill=fill)
            content = replace(content, w=content.w - LEGEND_WIDTH - GAP)
        else:
            legend = layout.legend_block(sheet.setter, samples, content, heading, sheet.colours)
            content = replace(content, h=content.h - legend.rect.h - GAP)
    if content.w < 200 or content.h < 100 or (legend and legend.rect.bottom > bottom + 0.5):
        raise TooSmall
    return Frame(sheet, _title_text(titles, about, sheet.lang), content, (*heads, *feet), legend)


def _head(sheet: Sheet, about: Mapping[str, Any], titles: Names) -> tuple[float, list[TextLine]]:
    """Title, the title in the other language, and the day; the y under them."""
    top, width = MARGIN, sheet.page.width - 2 * MARGIN
    lines: list[TextLine] = []
    if not sheet.options.title:
        return top, lines
    look = Look((style.TITLE, "semibold", sheet.colours.ink), (style.SUBTITLE, "regular", sheet.colours.muted))
    words = sheet.setter.bilingual(titles, width, look)
    lines += paragraph(words, MARGIN, top)
    top += words.height
    if day := day_of(about):
        text = as_of_text(day, sheet.lang)
        text = text[:1].upper() + text[1:]
        said = sheet.setter.caption(text, sheet.lang, width, style.SUBTITLE, "semibold", sheet.colours.ink)
        room = sheet.page.width - MARGIN - max((line.rect.right for line in lines[-1:]), default=0.0)
        if len(titles) > 1 and room > said.width + 2 * GAP:
            lines += paragraph(said, sheet.page.width - MARGIN, top - said.height, "end")
        else:
            lines += paragraph(said, MARGIN, top)
            top += said.height
    return top + 12, lines


def _foot(
    sheet: Sheet, about: Mapping[str, Any], footnotes: Sequence[str], part: tuple[int, int]
) -> tuple[float, list[TextLine]]:
    """The source at the bottom, beside it the number of the page, over it the footnotes; the y over them."""
    page, width = sheet.page, sheet.page.width - 2 * MARGIN
    ends = []
    if not sheet.options.title and (day := day_of(about)):
        ends.append(as_of_text(day, sheet.lang))
    if part[1] > 1:
        ends.append(sheet.pick(f"trang {part[0]}/{part[1]}", f"page {part[0]} of {part[1]}"))
    end = sheet.small(", ".join(ends), width)
    origin = sheet.small(source_text(about, sheet.lang), width - end.width - 2 * GAP)
    early = _before_the_source(sheet, about)
    bottom = page.height - 18
    lines = list(paragraph(origin, MARGIN, bottom - origin.height))
    lines += paragraph(end, page.width - MARGIN, bottom - end.height, "end")
    bottom -= max(origin.height, end.height)
    for text in reversed([*footnotes, *early]):
        words = sheet.small(text, width)
        bottom -= words.height + 4
        lines += paragraph(words, MARGIN, bottom)
    return bottom - 12, lines


def _before_the_source(sheet: Sheet, about: Mapping[str, Any]) -> list[str]:
    """A word of warning where the drawing is of a day before the source was written."""
    day, written = day_of(about), about.get("written", "")
    if day is None or not written or day.year >= int(written[:4]):
        return []
    return [sheet.pick("Ngày này trước khi bài nguồn được viết.", "This day is before the source was written.")]


def day_of(about: Mapping[str, Any]) -> datetime.date | None:
    """The day of which a graph is a view, if it is one."""
    day = about.get("as_of")
    return datetime.date.fromisoformat(day) if day else None


def as_of_text(day: datetime.date, lang: str) -> str:
    """A day in words."""
    return pick(
        lang,
        f"vào ngày {day.day} tháng {day.month} năm {day.year}",
        f"as of {day.day} {_MONTHS[day.month - 1]} {day.year}",
    )


def source_text(about: Mapping[str, Any], lang: str) -> str:
    """The source, its author and time, and the version of the graph, as they stand under a drawing."""
    source = _told(about, "source", lang)
    more = []
    if author := _told(about, "author", lang):
        more.append(pick(lang, f"theo {author}", f"attributed to the {author}"))
    if written := about.get("written"):
        more.append(pick(lang, f"viết khoảng {written}", f"written about {written}"))
    origin = source + (f" ({', '.join(more)})" if more else "")
    told = f"{pick(lang, 'Nguồn', 'Source')}: {origin}. " if origin else ""
    return f"{told}cds-kg {about['version']}".rstrip() + "."


def _told(about: Mapping[str, Any], what: str, lang: str) -> str:
    """A name among the attributes of a graph, kept there as ``<what>_vi`` and ``<what>_en``."""
    named = {key.replace(what, "label"): text for key, text in about.items() if key.startswith(f"{what}_")}
    return names_of(named, lang, str(about.get(what, "")))[0][0]


def _title_text(titles: Names, about: Mapping[str, Any], lang: str) -> str:
    """The title as it names the file: with the day, where the drawing is of one."""
    day = day_of(about)
    return titles[0][0] + (f" ({as_of_text(day, lang)})" if day else "")
