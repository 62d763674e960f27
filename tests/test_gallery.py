"""Every diagram of the gallery in every size and language, past the same gates; pictures, text forms, the command."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import itertools
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from diagram_gates import SMALLEST, problems, repeated, shown

from cds_kg.diagram import style
from cds_kg.diagram.draw import DIAGRAMS, FORMATS, draw
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.svg import write_svg
from cds_kg.errors import LimitError, NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.store.dataset import GraphStore

SVG = "{http://www.w3.org/2000/svg}"
SIZES = ("slide", "a4", "a3", "square")
LANGUAGES = ("vi", "en", "both")
#: What a diagram is about, where it needs that.
ABOUT = {"neighbourhood": "chuyen-doi-so-co-quan-nha-nuoc"}


@pytest.fixture(scope="module")
def drawn(kg_store):
    """Any diagram in any size and language; those in both languages on a slide are drawn once."""
    made = {}

    def one(name, lang="both", size="slide"):
        if (lang, size) != ("both", "slide"):
            return draw(kg_store, name, ABOUT.get(name), lang=lang, size=size)
        if name not in made:
            made[name] = draw(kg_store, name, ABOUT.get(name))
        return made[name]

    return one


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DIAGRAMS)
def test_the_gates_hold(drawn, name, lang, size):
    diagram = drawn(name, lang, size)
    faults = [f"page {n}: {fault}" for n, scene in enumerate(diagram.scenes, 1) for fault in problems(scene)]
    assert faults == []
    for scene in diagram.scenes:
        assert (scene.lang, scene.page.format.name) == ("en" if lang == "en" else "vi", size)
        assert scene.title
        assert scene.description


@pytest.mark.parametrize("name", DIAGRAMS)
def test_all_that_the_graph_holds_is_found_again_in_the_svg(drawn, name):
    diagram = drawn(name)
    roots = [ET.fromstring(write_svg(scene)) for scene in diagram.scenes]
    groups = [group for root in roots for group in root.iter(SVG + "g")]
    nodes = {group.get("data-iri") for group in groups} - {None}
    triples = {tuple(group.get(f"data-{part}") for part in ("subject", "predicate", "object")) for group in groups}
    assert nodes >= set(diagram.graph.nodes)
    assert triples - {(None, None, None)} == {(s, p, o) for s, o, p in diagram.graph.edges(keys=True)}
    assert (nodes, triples - {(None, None, None)}) == shown(diagram.scenes)
    for root in roots:
        assert repeated(element.get("id") for element in root.iter() if element.get("id")) == []
        for group in root.iter(SVG + "g"):
            if group.get("data-iri") or group.get("data-subject"):
                assert group.get("id").startswith(f"{name}-")
                assert group.find(SVG + "title").text


@pytest.mark.parametrize("name", DIAGRAMS)
@pytest.mark.parametrize(
    "options",
    [
        {"palette": "mono", "lang": "vi"},
        {"theme": "dark", "size": "a4"},
        {"palette": "mono", "theme": "dark", "title": False, "size": "a4"},
        {"legend": False, "title": False, "lang": "en"},
    ],
    ids=lambda options: " ".join(f"{key}={value}" for key, value in options.items()),
)
def test_palettes_themes_and_bare_drawings_pass_the_gates_too(kg_store, name, options):
    diagram = draw(kg_store, name, ABOUT.get(name), **options)
    for scene in diagram.scenes:
        assert problems(scene) == []
        if not options.get("legend", True):
            assert scene.legend is None
        if options.get("palette") == "mono":
            colours = set(re.findall(r"#[0-9A-F]{6}", write_svg(scene)))
            assert all(c[1:3] == c[3:5] == c[5:7] for c in colours), colours


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_second_drawing_has_the_same_bytes(kg_store, drawn, name):
    again = draw(kg_store, name, ABOUT.get(name))
    for number in range(1, len(again.scenes) + 1):
        assert again.svg(number) == drawn(name).svg(number)
    for kind in FORMATS[3:]:
        assert again.data(kind) == drawn(name).data(kind)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_each_diagram_becomes_a_png_and_a_pdf(drawn, name):
    diagram = drawn(name)
    png = diagram.png()
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1920, 1080)
    pdf = diagram.pdf()
    assert len(re.findall(rb"/Type /Page\b", pdf)) == len(diagram.scenes)
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf


def test_sizes_are_the_ones_of_paper_and_screen(drawn):
    inches = {
        "slide": (40 / 3, 7.5),
        "a4": (297 / 25.4, 210 / 25.4),
        "a3": (420 / 25.4, 297 / 25.4),
        "square": (10, 10),
    }
    for size, (width, height) in inches.items():
        page = drawn("hierarchy", "vi", size).scenes[0].page
        assert (page.width / page.dpi, page.height / page.dpi) == pytest.approx((width, height), abs=0.01)
        assert page.format.smallest == SMALLEST[size]
    root = ET.fromstring(drawn("hierarchy", "vi", "a4").svg())
    assert (root.get("width"), root.get("height")) == ("297mm", "210mm")


#: What people without one kind of cone see of linear red, green and blue (Machado, Oliveira and Fernandes 2009, full).
SEEN = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _lab(colour, seen=None):
    """A colour in CIELAB (D65), as seen by everybody or by some."""
    rgb = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rgb = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb]
    if seen:
        rgb = [min(max(sum(a * b for a, b in zip(row, rgb, strict=True)), 0), 1) for row in seen]
    xyz = [
        sum(a * b for a, b in zip(row, rgb, strict=True)) / white
        for row, white in (
            ((0.4124, 0.3576, 0.1805), 0.9505),
            ((0.2126, 0.7152, 0.0722), 1.0),
            ((0.0193, 0.1192, 0.9505), 1.089),
        )
    ]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", style.THEMES)
def test_the_colours_of_the_flagship_differ_for_readers_who_are_colour_blind(theme):
    paints = style.colours("colour", theme).paints
    strokes = [paints[hue].stroke for hue in ("purple", "rust", "grey", "blue", "amber", "green")]
    for seen in (None, *SEEN.values()):
        for one, other in itertools.combinations(strokes, 2):
            assert math.dist(_lab(one, seen), _lab(other, seen)) >= 10, (one, other)


@pytest.mark.parametrize("theme", style.THEMES)
def test_greys_differ_by_outline_or_ground(theme):
    paints = style.colours("mono", theme).paints
    looks = {(paints[hue].stroke, paints[hue].fill) for hue in style.HUES}
    assert len(looks) == len(style.HUES)


# --- the gates themselves ------------------------------------------------------------------------------------------


def _moved(part, dx=0.0, dy=0.0):
    return dataclasses.replace(part, rect=Rect(part.rect.x + dx, part.rect.y + dy, part.rect.w, part.rect.h))


def _with(scene, **parts):
    return dataclasses.replace(scene, **parts)


def test_the_gates_find_seeded_faults(drawn):
    scene = drawn("hierarchy").scenes[0]
    box, other = scene.boxes[:2]
    edge, label, note = scene.edges[0], scene.labels[0], scene.notes[0]
    pale = dataclasses.replace(note, colour="#999999")
    small = dataclasses.replace(note, size=15.9)
    foreign = dataclasses.replace(note, text="→")
    (x, y), (nx, ny) = edge.points[-1], edge.points[-2]
    tip = Rect(min(x, nx), min(y, ny), 20, 20)
    seeded = {
        "too close": _with(scene, boxes=(*scene.boxes, dataclasses.replace(other, iri="x"))),
        "text leaves its place": _with(scene, boxes=(_moved(box, dx=box.rect.w), *scene.boxes[1:])),
        "outside the page": _with(scene, notes=(*scene.notes, dataclasses.replace(note, x=scene.page.width))),
        "texts overlap": _with(scene, notes=(*scene.notes, note)),
        "too pale": _with(scene, notes=(pale, *scene.notes[1:])),
        "too small": _with(scene, notes=(small, *scene.notes[1:])),
        "not in the font": _with(scene, notes=(foreign, *scene.notes[1:])),
        "line ends beside its box": _with(scene, edges=(dataclasses.replace(edge, points=((1, 1), (1, 9))),)),
        "slanting line": _with(scene, edges=(dataclasses.replace(edge, points=(edge.points[0], (1, 9))),)),
        "line through a box": _with(
            scene,
            edges=(dataclasses.replace(edge, points=((0, box.rect.cy), (scene.page.width, box.rect.cy))),),
        ),
        "labels overlap": _with(scene, labels=(*scene.labels, label)),
        "label on a box": _with(scene, labels=(dataclasses.replace(label, rect=box.rect),)),
        "arrowhead covered": _with(scene, labels=(dataclasses.replace(label, rect=tip, lines=()),)),
        "bands overlap": _with(scene, bands=(*scene.bands, _moved(scene.bands[0], dx=5, dy=5))),
        "lines lie on each other": _with(
            scene, edges=(edge, dataclasses.replace(edge, group="another", triple=("a", "b", "c")))
        ),
    }
    for fault, wrong in seeded.items():
        assert any(found.startswith(fault) for found in problems(wrong)), fault


# --- pages, text modes, Python -------------------------------------------------------------------------------------


def test_what_one_page_cannot_hold_becomes_several(kg_store, tmp_path):
    diagram = draw(kg_store, "vocabulary", lang="both")
    assert len(diagram.scenes) > 1
    files = diagram.save(tmp_path / "v.svg")
    assert [file.name for file in files] == [f"v-{n}.svg" for n in range(1, len(diagram.scenes) + 1)]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(file.name for file in files)
    assert diagram.save(tmp_path / "v.pdf") == (tmp_path / "v.pdf",)
    assert diagram.save(tmp_path / "v.csv") == (tmp_path / "v.csv",)
    with pytest.raises(UsageError, match="no page 99"):
        diagram.svg(99)


def test_svg_as_outlines_has_no_text_and_embedded_has_its_font(drawn):
    diagram = drawn("hierarchy")
    paths, embedded = diagram.svg(text="paths"), diagram.svg(text="embedded")
    assert "<text" not in paths
    assert len(re.findall("<path", paths)) > len(re.findall("<path", diagram.svg()))
    assert ET.fromstring(paths).find(SVG + "title").text == diagram.scenes[0].title
    assert "@font-face" in embedded
    assert "data:font/" in embedded
    assert "http" not in re.sub(r'(xmlns|href|data-\w+)="[^"]*"', "", embedded)
    plain = re.sub("<style>.*?</style>\n", "", embedded, flags=re.S)
    assert plain == diagram.svg()


def test_two_drawings_fit_into_one_page_of_html(drawn):
    ids = [
        element.get("id")
        for prefix in ("one", "two")
        for element in ET.fromstring(drawn("hierarchy").svg(prefix=prefix, links=False)).iter()
        if element.get("id")
    ]
    assert repeated(ids) == []
    plain = ET.fromstring(drawn("hierarchy").svg(links=False))
    assert plain.get("role") == "img"
    assert not list(plain.iter(SVG + "a"))


def test_a_mode_of_text_that_does_not_exist_is_refused(drawn):
    with pytest.raises(UsageError, match="runes"):
        drawn("hierarchy").svg(text="runes")


@pytest.mark.parametrize(
    "options", [{"lang": "fr"}, {"size": "a5"}, {"palette": "neon"}, {"theme": "grey"}, {"depth": 2}, {"about": "x"}]
)
def test_options_that_do_not_exist_are_refused(kg_store, options):
    with pytest.raises(UsageError) as caught:
        draw(kg_store, "hierarchy", **options)
    assert str(next(iter(options.values()))) in caught.value.vi


def test_a_diagram_that_does_not_exist_is_named_with_those_that_do(kg_store):
    with pytest.raises(NotFoundError, match="neighbourhood"):
        draw(kg_store, "pie")


# --- the command ---------------------------------------------------------------------------------------------------


def test_all_diagrams_go_into_a_folder(run, tmp_path):
    folder = tmp_path / "new" / "folder"
    done = run("draw", "--all", folder, "--lang", "vi")
    assert done.code == 0, done.stderr
    names = {re.sub(r"-\d+$", "", file.stem) for file in folder.iterdir()}
    assert names == set(DIAGRAMS)
    assert all(file.read_bytes().startswith(b"<?xml") for file in folder.iterdir())
    assert len(list(folder.iterdir())) == done.stderr.count(".svg")


def test_pages_are_chosen_or_written_one_by_one(run, tmp_path):
    refused = run("draw", "vocabulary")
    assert refused.code == 2
    assert "--page" in refused.stderr
    assert refused.stdout == ""
    second = run("draw", "vocabulary", "--page", "2")
    written = run("draw", "vocabulary", "-o", tmp_path / "v.svg")
    assert (second.code, written.code) == (0, 0)
    assert (tmp_path / "v-2.svg").read_text(encoding="utf-8") == second.stdout
    assert run("draw", "vocabulary", "--page", "99").code == 2
    assert run("draw", "vocabulary", "--page", "1", "-f", "csv").code == 2


def test_text_forms_need_no_pages(run, tmp_path, kg_store):
    file = tmp_path / "many.ttl"
    many = "".join(f"ex:c{n} skos:prefLabel 'C{n}' . ex:hub skos:related ex:c{n} . " for n in range(3000))
    file.write_text(
        "@prefix ex: <http://example.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        f"ex:hub skos:prefLabel 'Hub' . {many}",
        encoding="utf-8",
    )
    store = GraphStore.open(extra=[file], only=True)
    with pytest.raises(LimitError):
        draw(store, "neighbourhood", "http://example.org/hub")
    diagram = draw(store, "neighbourhood", "http://example.org/hub", pages=False)
    assert diagram.text("csv").count("\n") == 3001
    assert "C2999" in diagram.text("csv")  # a label without a language


def test_pages_never_go_where_they_cannot_be_told_apart(run, tmp_path):
    refused = run("draw", "vocabulary", "-f", "svg", "-o", "/dev/null")
    assert refused.code == 2
    assert "--page" in refused.stderr
    assert not list(Path("/dev").glob("null-*"))


def test_pages_of_an_earlier_drawing_are_told(run, tmp_path):
    assert run("draw", "vocabulary", "-o", tmp_path / "v.svg").code == 0
    last = max(int(file.stem.rpartition("-")[2]) for file in tmp_path.iterdir())
    (tmp_path / f"v-{last + 1}.svg").write_text("old", encoding="utf-8")
    again = run("draw", "vocabulary", "-o", tmp_path / "v.svg")
    assert again.code == 0
    assert f"v-{last + 1}.svg" in again.stderr
    assert (tmp_path / f"v-{last + 1}.svg").read_text(encoding="utf-8") == "old"


def test_a_day_before_the_source_is_drawn_with_a_warning(kg_store):
    early = draw(as_of(kg_store, datetime.date(1990, 1, 1)), lang="en").scenes[0]
    assert "This day is before the source was written." in [line.text for line in early.notes]


def test_several_pages_show_in_a_notebook(drawn):
    diagram = drawn("vocabulary")
    assert diagram._repr_svg_() is None
    assert diagram._repr_html_().count("<svg ") == len(diagram.scenes)


def test_options_of_the_command_reach_the_drawing(run, kg_store):
    done = run(
        *("draw", "comparison", "--lang", "en", "--size", "a4", "--palette", "mono", "--theme", "dark"),
        *("--no-title", "--no-legend", "--svg-text", "paths"),
    )
    options = {"lang": "en", "size": "a4", "palette": "mono", "theme": "dark", "title": False, "legend": False}
    wanted = draw(kg_store, "comparison", **options).svg(text="paths")
    assert hashlib.sha256(done.stdout.encode()).hexdigest() == hashlib.sha256(wanted.encode()).hexdigest(), done.stderr
    assert run("--lang", "en", "draw").stdout == draw(kg_store, lang="en").svg()


@pytest.mark.parametrize(
    ("arguments", "code", "vi", "en"),
    [
        (["neighbourhood", "không có đâu"], 1, "không có đâu", "không có đâu"),
        (["neighbourhood"], 2, "neighbourhood", "neighbourhood"),
        (["hierarchy", "--depth", "2"], 2, "--depth", "--depth"),
        (["-f", "gif"], 2, "-f gif", "-f gif"),
        (["-f", "png", "-o", "{}/a.svg"], 2, "mâu thuẫn", "contradict"),
        (["--all", "{}/file/under"], 3, "{}/file/under", "{}/file/under"),
        (["--all", "{}", "-o", "a.svg"], 2, "-o", "-o"),
        (["--size", "a9"], 2, "a9", "a9"),
        (["--page", "0"], 2, "--page 0", "--page 0"),
        ([""], 1, "hierarchy", "hierarchy"),
    ],
)
def test_wrong_use_is_said_clearly_and_leaves_nothing(run, tmp_path, arguments, code, vi, en):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for lang, words in (("vi", vi), ("en", en)):
        done = run("draw", "--lang", lang, *(a.format(tmp_path) for a in arguments))
        assert done.code == code, done.stderr
        assert words.format(tmp_path) in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
