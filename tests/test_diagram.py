"""The national-to-local hierarchy: complete, readable, in order, accessible, the same on every run.

The gates look at the scene, in process, and at the SVG parsed back; each raster is made once.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from diagram_gates import as_area, overlap, pieces, problems, repeated, sides, within

import cds_kg
from cds_kg.diagram.draw import draw
from cds_kg.errors import InputError, LimitError, NotFoundError, OutputError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.store.dataset import GraphStore

CDS = "https://w3id.org/cds-kg/ontology#"
CDSC = "https://w3id.org/cds-kg/concept/"
SVG = "{http://www.w3.org/2000/svg}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

#: What the article says of the hierarchy (claims c001-c004, c006, c008, c013, c050-c058, c072), relation by relation.
SAID = {
    "develops": [
        ("chuyen-doi-so-co-quan-nha-nuoc", "chinh-phu-so"),
        ("chuyen-doi-so-co-quan-nha-nuoc", "chinh-quyen-so"),
        ("chuyen-doi-so-co-quan-nha-nuoc", "do-thi-thong-minh"),
    ],
    "developedBy": [
        ("chinh-phu-so", "co-quan-trung-uong"),
        ("chinh-quyen-so", "co-quan-chinh-quyen-dia-phuong"),
        ("do-thi-thong-minh", "co-quan-chinh-quyen-dia-phuong"),
    ],
    "focusesOn": [
        ("chuyen-doi-so-co-quan-nha-nuoc", "ha-tang-so"),
        ("chuyen-doi-so-co-quan-nha-nuoc", "du-lieu-mo"),
        ("chuyen-doi-so-co-quan-nha-nuoc", "dich-vu-cong-truc-tuyen-muc-do-cao"),
    ],
    "hasComponent": [
        ("quoc-gia-thong-minh", "chinh-phu-so"),
        ("quoc-gia-thong-minh", "kinh-te-so"),
        ("quoc-gia-thong-minh", "xa-hoi-so"),
        ("do-thi-thong-minh", "chinh-quyen-so"),
        ("do-thi-thong-minh", "kinh-te-so-do-thi"),
        ("do-thi-thong-minh", "xa-hoi-so-do-thi"),
    ],
    "correspondsTo": [
        ("quoc-gia-thong-minh", "do-thi-thong-minh"),
        ("chinh-phu-so", "chinh-quyen-so"),
        ("kinh-te-so", "kinh-te-so-do-thi"),
        ("xa-hoi-so", "xa-hoi-so-do-thi"),
    ],
    "localFormOf": [("chinh-quyen-so", "chinh-phu-so")],
    "notPrerequisiteOf": [("chinh-phu-dien-tu", "chinh-phu-so")],
    "implementedAtLevel": [
        ("chinh-quyen-so", "cap-tinh"),
        ("chinh-quyen-so", "cap-huyen"),
        ("chinh-quyen-so", "cap-xa"),
    ],
    "situatedAtLevel": [
        ("quoc-gia-thong-minh", "cap-quoc-gia"),
        ("do-thi-thong-minh", "cap-dia-phuong"),
        ("co-quan-trung-uong", "cap-quoc-gia"),
        ("co-quan-chinh-quyen-dia-phuong", "cap-dia-phuong"),
    ],
}
RELATIONS = {(CDSC + s, CDS + p, CDSC + o) for p, pairs in SAID.items() for s, o in pairs}

NATIONAL = ("chinh-phu-so", "kinh-te-so", "xa-hoi-so")
LOCAL = ("chinh-quyen-so", "kinh-te-so-do-thi", "xa-hoi-so-do-thi")
TIERS = ("cap-tinh", "cap-huyen", "cap-xa")


#: The first day without districts, and the last day with them: drawings of these days keep the same gates.
DAYS = {"2025-06-30": ("tỉnh", "huyện", "xã"), "2025-07-01": ("tỉnh", "xã")}


LANGUAGES = ("vi", "en", "both")


@pytest.fixture(scope="module")
def diagrams(kg_store):
    drawn = {lang: draw(kg_store, "hierarchy", lang=lang) for lang in LANGUAGES}
    views = {day: as_of(kg_store, datetime.date.fromisoformat(day)) for day in DAYS}
    return drawn | {f"{lang} {day}": draw(view, lang=lang) for day, view in views.items() for lang in LANGUAGES}


@pytest.fixture(scope="module", params=["vi", "en", "both", "vi 2025-07-01", "en 2025-07-01", "both 2025-07-01"])
def diagram(request, diagrams):
    return diagrams[request.param]


@pytest.fixture(scope="module")
def relations(diagram):
    """What the drawing should show: on a day without districts nothing of them."""
    there = diagram.graph.graph.get("as_of") != "2025-07-01"
    return {triple for triple in RELATIONS if there or CDSC + "cap-huyen" not in triple}


@pytest.fixture(scope="module")
def scene(diagram):
    return diagram.scenes[0]


@pytest.fixture(scope="module")
def root(diagram):
    return ET.fromstring(diagram.svg())


@pytest.fixture(scope="module")
def png(diagrams):
    return diagrams["both"].png()


@pytest.fixture(scope="module")
def pngs(diagrams, png):
    return {"both": pixels_of(png), "en": pixels_of(diagrams["en"].png())}


@pytest.fixture(scope="module")
def two_levels(diagrams):
    return pixels_of(diagrams["both 2025-07-01"].png())


@pytest.fixture(scope="module")
def pdf(diagrams):
    return diagrams["both"].pdf()


def pixels_of(png):
    import io

    from matplotlib.image import imread

    return (imread(io.BytesIO(png))[:, :, :3] * 255).round().astype(int)


def colour(pixels, x, y, scene):
    """The colour at a place of the scene."""
    scale = pixels.shape[1] / scene.page.width
    return "#{:02X}{:02X}{:02X}".format(*pixels[int(y * scale), int(x * scale)])


def rect_of(scene, name):
    (box,) = (box for box in scene.boxes if box.iri == CDSC + name)
    return box.rect


# --- complete ------------------------------------------------------------------------------------------------------


def test_the_graph_holds_what_the_article_says_and_nothing_else(diagram, relations):
    assert {(s, p, o) for s, o, p in diagram.graph.edges(keys=True)} == relations
    assert set(diagram.graph.nodes) == {end for s, _, o in relations for end in (s, o)}


def test_every_concept_and_relation_is_found_again_in_the_svg(root, relations):
    groups = list(root.iter(SVG + "g"))
    drawn = {group.get("data-iri") for group in groups} - {None}
    assert drawn >= {end for s, _, o in relations for end in (s, o)}
    related = [tuple(group.get(f"data-{part}") for part in ("subject", "predicate", "object")) for group in groups]
    assert sorted(t for t in related if t[0]) == sorted(relations)
    for group in groups:
        if group.get("data-iri") or group.get("data-subject"):
            assert group.get("id").startswith("hierarchy-")
            assert group.find(SVG + "title").text


def test_what_only_the_editors_say_is_marked_as_inferred(scene):
    inferred = [label for label in scene.labels if label.lines[-1].text.endswith("*")]
    (triples,) = [label.triples for label in inferred]
    assert triples == ((CDSC + "quoc-gia-thong-minh", CDS + "correspondsTo", CDSC + "do-thi-thong-minh"),)  # x119
    told = {"vi": "* Biên tập suy ra, nguồn không nói thẳng.", "en": "* Inferred by the editors."}
    assert any(told[scene.lang] in line.text for line in scene.notes)


def test_what_has_no_level_in_the_source_is_told(scene):
    told = {"vi": "Nguồn không nêu cấp của: Chính phủ điện tử.", "en": "The source tells no level of: E-government."}
    assert any(told[scene.lang] in line.text for line in scene.notes)


def test_what_is_situated_at_a_level_stands_in_its_band(scene):
    bands = {band.iri: sides(band.rect) for band in scene.bands}
    for thing, level in SAID["situatedAtLevel"]:
        assert within(sides(rect_of(scene, thing)), bands[CDSC + level])


def test_relation_names_come_from_the_ontology(kg_store, scene):
    rows = kg_store.select("SELECT ?p ?l (LANG(?l) AS ?tag) { ?p a owl:ObjectProperty ; rdfs:label ?l }")
    labels = {str(row["p"]): str(row["l"]) for row in rows if row["tag"] == scene.lang}
    assert scene.labels
    for label in scene.labels:
        (predicate,) = {p for _, p, _ in label.triples}
        told = " ".join(line.text for line in label.lines)
        assert told.removesuffix("*") == labels[predicate]
    named = {triple for label in scene.labels for triple in label.triples}
    assert named == {edge.triple for edge in scene.edges}


def test_names_stand_in_the_languages_asked_for(diagrams):
    labels = {"vi": "Kinh tế số đô thị", "en": "Digital economy of the city"}
    for asked, (big, small) in {"vi": ("vi", None), "en": ("en", None), "both": ("vi", "en")}.items():
        (box,) = (box for box in diagrams[asked].scenes[0].boxes if box.iri == CDSC + "kinh-te-so-do-thi")
        for weight, lang in (("semibold", big), ("regular", small)):
            lines = [line for line in box.lines if line.weight == weight]
            assert " ".join(line.text for line in lines) == (labels[lang] if lang else "")
            assert {line.lang for line in lines} == ({lang} if lang else set())


def test_the_district_level_is_marked_as_ended(diagrams):
    for lang, last_day, first_day_without in (("vi", "30/06/2025", "01/07/2025"), ("en", "2025-06-30", "2025-07-01")):
        scene = diagrams[lang].scenes[0]
        assert [box.iri for box in scene.boxes if box.ended] == [CDSC + "cap-huyen"]
        (box,) = (box for box in scene.boxes if box.ended)
        assert any(line.text.endswith(last_day) for line in box.lines)
        assert first_day_without in " ".join(line.text for line in scene.notes)


@pytest.mark.parametrize("day", DAYS)
def test_a_drawing_of_a_day_shows_what_there_was_and_says_the_day(diagrams, day):
    for lang, words in (("vi", "Vào ngày {0} tháng {1} năm 2025"), ("en", "As of {0} {1} 2025")):
        month = {"vi": str(int(day[5:7])), "en": {"06": "June", "07": "July"}[day[5:7]]}[lang]
        told = words.format(int(day[8:]), month)
        scene = diagrams[f"{lang} {day}"].scenes[0]
        assert not any(box.ended for box in scene.boxes)
        assert told in [line.text for line in scene.notes]
        assert scene.title.endswith(f"({told[0].lower()}{told[1:]})")
        told = " ".join(line.text for line in scene.notes)
        since = {"vi": "Cấp huyện: theo nguồn; không còn từ 01/07/2025.", "en": "longer in existence from 2025-07-01."}
        assert (since[lang] in told) == (day == "2025-07-01")
        assert told.count("2025-0") + told.count("/2025") == (day == "2025-07-01")
    levels = [box.title.split(" / ")[0] for box in diagrams[f"vi {day}"].scenes[0].boxes if "Cấp " in box.title]
    assert levels == [f"Cấp {name}" for name in DAYS[day]]


def test_two_levels_hang_evenly_under_their_model(diagrams):
    scene = diagrams["both 2025-07-01"].scenes[0]
    left, model, right = (rect_of(scene, name) for name in ("cap-tinh", "chinh-quyen-so", "cap-xa"))
    assert model.cx - left.cx == pytest.approx(right.cx - model.cx)
    assert (left.y, left.w) == (right.y, right.w)


def test_source_and_version_stand_under_the_drawing(diagrams):
    told = (
        "Nguồn: Hỏi đáp về chuyển đổi số cơ quan nhà nước (theo Cục Tin học hóa, viết khoảng 2020-2022). cds-kg 0.1.0."
    )
    assert told in [line.text for line in diagrams["both"].scenes[0].notes]


# --- in order ------------------------------------------------------------------------------------------------------


def test_province_district_commune_stand_in_this_order(scene):
    there = {box.iri for box in scene.boxes}
    rects = [rect_of(scene, name) for name in TIERS if CDSC + name in there]
    assert len(rects) >= 2
    assert all(a.x + a.w < b.x for a, b in itertools.pairwise(rects))
    assert len({rect.y for rect in rects}) == 1


def test_the_national_trio_stands_exactly_over_the_local_trio(scene):
    upper, lower = ([rect_of(scene, name) for name in names] for names in (NATIONAL, LOCAL))
    for a, b in zip(upper, lower, strict=True):
        assert (a.x, a.w) == (b.x, b.w)
        assert a.y + a.h < b.y
    for row in (upper, lower):
        assert len({rect.y for rect in row}) == 1
        assert row[0].x < row[1].x < row[2].x


def test_focus_areas_stand_in_the_order_of_the_article(scene):
    xs = [rect_of(scene, area).x for _, area in SAID["focusesOn"]]
    assert xs == sorted(xs)


def test_correspondences_are_straight_and_upright(scene):
    lines = [edge for edge in scene.edges if edge.triple[1] == CDS + "correspondsTo"]
    assert len(lines) == 4
    for edge in lines:
        assert edge.both
        assert len(edge.points) == 2
        assert edge.points[0][0] == edge.points[1][0]


def test_bands_lie_over_each_other_and_fill_the_page(scene):
    bands = [sides(band.rect) for band in scene.bands]
    assert [band.iri for band in scene.bands][1:3] == [CDSC + "cap-quoc-gia", CDSC + "cap-dia-phuong"]
    assert all(a[3] < b[1] and (a[0], a[2]) == (b[0], b[2]) for a, b in itertools.pairwise(bands))
    rightmost = max(box.rect.x + box.rect.w for box in scene.boxes)
    assert bands[0][2] - rightmost < 40
    assert scene.page.width - sides(scene.legend.rect)[2] < 40
    assert scene.page.height - bands[-1][3] < 80


# --- readable ------------------------------------------------------------------------------------------------------


def test_a_line_passes_only_the_chip_of_who_develops_its_object(scene):
    developers = {(CDSC + s, CDSC + o) for s, o in SAID["developedBy"]}
    for edge in scene.edges:
        assert bool(edge.via) == (edge.triple[1] == CDS + "develops")
        for chip in edge.via:
            assert (edge.triple[2], chip) in developers


def test_labels_lie_inside_a_band_on_a_plate_of_its_colour(scene):
    for label in scene.labels:
        around = [band for band in scene.bands if within(sides(label.rect.grown(4)), sides(band.rect))]
        assert [band.fill for band in around] == [label.fill], label.lines[0].text


def test_no_plate_in_the_svg_punches_a_hole_into_a_band_or_its_border(scene, root):
    bands = [(band.rect.y, band.rect.y + band.rect.h, band.fill) for band in scene.bands]
    texts = {line.text for label in scene.labels for line in label.lines}
    plates = []
    for group in root.iter(SVG + "g"):
        named = {text.text for text in group.findall(SVG + "text")}
        if named and named <= texts and len(group.findall(SVG + "path")) == 1:
            plates += group.findall(SVG + "path")
    assert len(plates) == len(scene.labels)
    for plate in plates:
        ys = [float(y) for y in re.findall(r"[\d.]+ ([\d.]+)", plate.get("d"))]
        assert plate.get("fill") in [fill for top, bottom, fill in bands if top < min(ys) and max(ys) < bottom]


def test_labels_are_centred_on_their_line_or_stand_clear_of_all_lines(scene):
    for label in scene.labels:
        left, top, right, bottom = sides(label.rect)
        middle = ((left + right) / 2, (top + bottom) / 2)
        own = [piece for edge in scene.edges if edge.triple in label.triples for piece in pieces(edge)]
        covered = [piece for piece in own if overlap(piece, (left, top, right, bottom), 2)]
        for x1, y1, x2, _ in covered:
            off = abs(x1 - middle[0]) if x1 == x2 else abs(y1 - middle[1])
            assert off < 0.5, (label.lines[0].text, off)
        if not covered:  # then it stands over or under a level line, not beside an upright one
            assert any(
                y1 == y2 and x1 <= left + 10 and right - 10 <= x2 and 0 < abs(y1 - middle[1]) - label.rect.h / 2 < 12
                for x1, y1, x2, y2 in own
            ), label.lines[0].text


def test_who_develops_stands_before_the_word_develops(scene):
    chips = {box.iri: sides(box.rect) for box in scene.boxes if box.shape == "chip"}
    labels = [label for label in scene.labels if label.triples[0][1] == CDS + "develops"]
    assert len(labels) == len(chips) == 2
    for label in labels:
        vias = {chip for edge in scene.edges if edge.triple in label.triples for chip in edge.via}
        (chip,) = (chips[iri] for iri in vias)
        assert chip[2] < label.rect.x
        assert chip[1] < label.rect.y + label.rect.h / 2 < chip[3]


def test_a_line_that_crosses_another_leaves_a_gap_in_it(diagrams, pngs, two_levels):
    found = 0
    for lang, pixels in (*pngs.items(), ("both 2025-07-01", two_levels)):
        diagram = diagrams[lang]
        edges = diagram.scenes[0].edges
        for (i, lower), upper in itertools.product(enumerate(edges), edges):
            if upper not in edges[i + 1 :] or upper.group == lower.group:
                continue
            for (a, b), (c, d) in itertools.product(lower.pieces, upper.pieces):
                if a[0] == b[0] and c[1] == d[1] and overlap(as_area(a, b), as_area(c, d), 0.1):
                    found += 1
                    (fill,) = (x.fill for x in diagram.scenes[0].bands if x.rect.y < c[1] < x.rect.y + x.rect.h)
                    for dy in (-6, 6):
                        assert colour(pixels, a[0], c[1] + dy, diagram.scenes[0]) == fill, (lower.title, upper.title)
                    assert colour(pixels, a[0], c[1], diagram.scenes[0]) == upper.line.stroke
    assert found >= 4  # in each language, the line to the smart city over that between governments and what corresponds


def test_band_titles_and_words_in_chips_have_air(scene):
    for band in scene.bands:
        inside = [sides(box.rect)[0] for box in scene.boxes if within(sides(box.rect), sides(band.rect))]
        assert min(inside) - max(sides(line.rect)[2] for line in band.lines) >= 24, band.title
    for box in scene.boxes:
        if box.shape == "chip":
            assert sides(box.rect)[2] - max(sides(line.rect)[2] for line in box.lines) >= 18, box.title


def test_no_vietnamese_word_is_torn_at_the_end_of_a_line(scene):
    words = {
        *(("địa", "phương"), ("trực", "tuyến"), ("cơ", "quan"), ("chuyển", "đổi"), ("hành", "chính")),
        *(("nhà", "nước"), ("chính", "quyền"), ("thông", "minh"), ("tiên", "quyết")),
    }
    for part in (*scene.boxes, *scene.bands, *scene.labels, *scene.legend.entries):
        for above, below in itertools.pairwise(part.lines):
            assert (above.text.split()[-1].casefold(), below.text.split()[0].casefold()) not in words


def test_relations_differ_by_more_than_colour(scene):
    looks = {edge.triple[1]: (edge.line.dash, edge.line.head, edge.line.width, edge.both) for edge in scene.edges}
    assert len(set(looks.values())) == len(looks) == 7


def test_the_legend_explains_every_colour_and_line(scene):
    samples = [entry.sample for entry in scene.legend.entries]
    for box in scene.boxes:
        assert box.ended or box.shape == "chip" or box.paint in samples
    assert all(edge.line in samples for edge in scene.edges)


# --- accessible, the same every time -------------------------------------------------------------------------------


def test_the_svg_speaks_to_those_who_do_not_see_it(diagram, root):
    assert root.get("role") == "graphics-document document"
    assert root.get("lang") == root.get(XML_LANG) == diagram.scenes[0].lang
    named = {element.get("id"): element for element in (root.find(SVG + "title"), root.find(SVG + "desc"))}
    assert root.get("aria-labelledby").split() == list(named)
    description = root.find(SVG + "desc").text
    for iri in set(diagram.graph.nodes) - {CDSC + "chinh-phu-dien-tu"}:
        label = diagram.graph.nodes[iri][f"label_{diagram.scenes[0].lang}"]
        assert label in description
    other = {"en"} if diagram.lang == "both" else set()
    assert {text.get(XML_LANG) for text in root.iter(SVG + "text")} == {None, *other}


def test_the_svg_is_one_file_with_text_as_text(root, scene):
    texts = ["".join(element.itertext()) for element in root.iter(SVG + "text")]
    assert sorted(texts) == sorted(line.text for line in scene.text_lines())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert root.get("font-family").startswith("'Be Vietnam Pro'")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "g",
        "path",
        "text",
        "a",
    }
    for link in root.iter(SVG + "a"):
        assert link.get("href") == link[0].get("data-iri")


def test_another_font_keeps_the_measured_width(root):
    for text in root.iter(SVG + "text"):
        assert float(text.get("textLength")) > 0
        assert text.get("lengthAdjust") == "spacingAndGlyphs"


def test_a_second_run_gives_the_same_bytes(diagrams, png, pdf):
    code = (
        "import hashlib, sys\n"
        "from cds_kg.diagram.draw import draw\n"
        "from cds_kg.store.dataset import GraphStore\n"
        "d = draw(GraphStore.open())\n"
        "print(*(hashlib.sha256(d.data(k)).hexdigest() for k in ('svg', 'png', 'pdf')))\n"
    )
    done = _python("-c", code, PYTHONHASHSEED="4711")
    expected = [hashlib.sha256(data).hexdigest() for data in (diagrams["both"].svg().encode(), png, pdf)]
    assert done.stdout.split() == expected, done.stderr


def test_png_and_pdf_are_one_slide(png, pdf):
    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1920, 1080)
    assert pdf.startswith(b"%PDF")
    assert re.search(rb"/MediaBox \[ 0 0 960 540 \]", pdf)
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert b"CreationDate" not in pdf


def test_the_png_shows_boxes_and_lines_where_the_scene_has_them(diagrams, pngs):
    pixels, scene = pngs["both"], diagrams["both"].scenes[0]
    for box in scene.boxes:
        if box.shape == "box":
            assert colour(pixels, box.rect.x + 4, box.rect.y + box.rect.h / 2, scene) == box.paint.stroke
            assert colour(pixels, box.rect.x + box.rect.w - 6, box.rect.y + box.rect.h / 2, scene) == box.paint.fill
    for edge in scene.edges:
        (x, y), (nx, ny) = edge.points[-1], edge.points[-2]
        x, y = x + 9 * ((nx > x) - (nx < x)), y + 9 * ((ny > y) - (ny < y))
        assert colour(pixels, x, y, scene) == (edge.line.stroke if edge.line.head == "filled" else "#FFFFFF"), (
            edge.title
        )


def test_drawing_svg_needs_no_matplotlib_and_png_leaves_its_settings_alone():
    code = (
        "import sys\n"
        "from cds_kg.diagram.draw import draw\n"
        "from cds_kg.store.dataset import GraphStore\n"
        "d = draw(GraphStore.open()); d.svg()\n"
        "assert 'matplotlib' not in sys.modules\n"
        "import matplotlib\n"
        "before = sorted(map(repr, dict.items(matplotlib.rcParams)))\n"
        "d.png()\n"
        "assert sorted(map(repr, dict.items(matplotlib.rcParams))) == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    done = _python("-c", code)
    assert done.returncode == 0, done.stderr


def test_pictures_do_not_depend_on_the_users_settings(diagrams, png, pdf):
    code = (
        "import hashlib, matplotlib\n"
        "matplotlib.rcParams.update({'savefig.bbox': 'tight', 'savefig.dpi': 72, 'savefig.transparent': True,\n"
        "  'text.antialiased': False, 'path.sketch': (1, 100, 2), 'pdf.compression': 0, 'pdf.use14corefonts': True})\n"
        "before = sorted(map(repr, dict.items(matplotlib.rcParams)))\n"
        "from cds_kg.diagram.draw import draw\n"
        "from cds_kg.store.dataset import GraphStore\n"
        "d = draw(GraphStore.open())\n"
        "print(*(hashlib.sha256(d.data(k)).hexdigest() for k in ('png', 'pdf')))\n"
        "assert sorted(map(repr, dict.items(matplotlib.rcParams))) == before\n"
    )
    done = _python("-c", code)
    assert done.stdout.split() == [hashlib.sha256(data).hexdigest() for data in (png, pdf)], done.stderr


def test_a_backend_that_is_not_there_and_a_missing_home_do_no_harm(run, tmp_path, png):
    environment = {"MPLBACKEND": "nonsense", "HOME": str(tmp_path / "none"), "MPLCONFIGDIR": "/proc/none"}
    done = run("draw", "-o", tmp_path / "a.png", env=environment)
    assert (done.code, done.stderr) == (0, "")
    assert (tmp_path / "a.png").read_bytes() == png


# --- from the data alone -------------------------------------------------------------------------------------------

_OTHER = """
@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
cds:hasComponent rdfs:label "bao hàm"@vi, "comprises"@en .
cds:TransformationProcess rdfs:label "Việc"@vi .
cds:AdministrativeLevel rdfs:label "Bậc"@vi .
ex:p a cds:TransformationProcess ; skos:prefLabel "Việc P"@vi, "Work P"@en ; cds:focusesOn ex:f ; cds:develops ex:m .
ex:f a cds:FocusArea ; skos:prefLabel "Điểm F"@vi .
ex:t a cds:SmartTerritory ; skos:prefLabel "Vùng T"@vi ; cds:situatedAtLevel ex:l ; cds:hasComponent ex:m, ex:e .
ex:l a cds:AdministrativeLevel ; skos:prefLabel "Bậc L"@vi .
ex:m a cds:Pillar, cds:GovernmentModel ; skos:prefLabel "Mô hình <M> & bạn"@vi ; cds:implementedAtLevel ex:a, ex:b .
ex:e a cds:Pillar .
ex:a a cds:AdministrativeLevel ; skos:prefLabel "Bậc A"@vi ; cds:validUntil "2020-12-31"^^xsd:date .
ex:b a cds:AdministrativeLevel ; skos:prefLabel "Bậc B"@vi .
"""


def test_other_data_give_another_drawing(tmp_path):
    file = tmp_path / "other.ttl"
    file.write_text(_OTHER, encoding="utf-8")
    diagram = draw(GraphStore.open(extra=[file], only=True), lang="en")
    root = ET.fromstring(diagram.svg())
    drawn = {g.get("data-iri") for g in root.iter(SVG + "g")} - {None}
    assert {f"http://example.org/{name}" for name in "pftlmeab"} <= drawn
    texts = ["".join(text.itertext()) for text in root.iter(SVG + "text")]
    assert "comprises" in texts
    assert "Mô hình <M> & bạn" in texts
    assert "until 2020-12-31" in texts
    assert "http://example.org/e" in "".join(texts)  # no label in either language: the IRI, broken where it must be
    assert problems(diagram.scenes[0]) == []


def test_a_label_with_control_characters_still_makes_well_formed_svg(tmp_path):
    file = tmp_path / "odd.ttl"
    file.write_text(_OTHER.replace("Điểm F", "Điểm\\u000BF\\u0007"), encoding="utf-8")
    root = ET.fromstring(draw(GraphStore.open(extra=[file], only=True)).svg())
    assert any("Điểm" in (title.text or "") for title in root.iter(SVG + "title"))


def test_letters_that_the_font_lacks_neither_break_nor_overrun_a_drawing(tmp_path):
    file = tmp_path / "odd.ttl"
    odd = "Điểm \U0001f600 \u4e2d\u6587 \ufeff\ufffe\uffff F"
    file.write_text(_OTHER.replace("Điểm F", odd), encoding="utf-8")
    diagram = draw(GraphStore.open(extra=[file], only=True))
    assert problems(diagram.scenes[0]) == []
    assert "Điểm ? ?? F" in [line.text for line in diagram.scenes[0].text_lines()]
    for mode in ("text", "paths", "embedded"):
        ET.fromstring(diagram.svg(text=mode))
    assert diagram.pdf().startswith(b"%PDF")


def test_a_last_day_that_is_no_date_is_told(tmp_path):
    file = tmp_path / "odd.ttl"
    file.write_text(_OTHER.replace('"2020-12-31"^^xsd:date', '"2020"'), encoding="utf-8")
    with pytest.raises(InputError, match='"2020" is not a full date') as caught:
        draw(GraphStore.open(extra=[file], only=True))
    assert "«2020»" in caught.value.vi


def test_a_claim_whose_name_has_more_digits_than_a_number_may_have_does_not_spoil_the_drawing(tmp_path):
    file = tmp_path / "long.ttl"
    claim = f"ex:c{'9' * 5000} a cds:Claim ; cds:assertsSubject ex:p ; cds:assertsPredicate cds:develops"
    file.write_text(f"{_OTHER}{claim} ; cds:assertsObject ex:m ; cds:start 1 .", encoding="utf-8")
    assert problems(draw(GraphStore.open(extra=[file], only=True)).scenes[0]) == []


def test_a_thing_related_to_itself_does_not_spoil_the_drawing(tmp_path):
    file = tmp_path / "loop.ttl"
    file.write_text(_OTHER + "ex:m cds:correspondsTo ex:m .", encoding="utf-8")
    assert problems(draw(GraphStore.open(extra=[file], only=True)).scenes[0]) == []


def test_foreign_iris_give_ids_of_their_own(tmp_path):
    file = tmp_path / "ids.ttl"
    file.write_text(_OTHER.replace("ex:e", "ex:title").replace("ex:f", "<urn:x/y#desc>"), encoding="utf-8")
    root = ET.fromstring(draw(GraphStore.open(extra=[file], only=True)).svg(prefix='a b"<'))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert repeated(ids) == []
    assert all(re.fullmatch(r"[\w.-]+", name) for name in ids)


@pytest.mark.parametrize(
    ("data", "missing", "thieu"),
    [
        ("<http://example.org/a> <http://example.org/b> 1 .", "focusesOn", "trọng tâm"),
        (_OTHER.replace("ex:m, ex:e", "2"), "hasComponent", "thành phần"),
    ],
)
def test_a_graph_without_the_main_parts_gives_a_clear_error(tmp_path, data, missing, thieu):
    file = tmp_path / "empty.ttl"
    file.write_text(data, encoding="utf-8")
    with pytest.raises(NotFoundError, match=missing) as caught:
        draw(GraphStore.open(extra=[file], only=True))
    assert thieu in caught.value.vi


@pytest.mark.parametrize(
    "more",
    [
        "ex:p cds:develops ex:z .",
        "ex:z cds:notPrerequisiteOf ex:m . ex:y cds:notPrerequisiteOf ex:e .",
        "ex:p cds:focusesOn ex:f1, ex:f2, ex:z .",
        "ex:m cds:implementedAtLevel ex:c, ex:d, ex:z .",
        "ex:m cds:developedBy ex:z . ex:e cds:developedBy ex:y .",
    ],
)
def test_what_has_no_place_is_named_and_not_left_out(tmp_path, more):
    file = tmp_path / "more.ttl"
    file.write_text(_OTHER + more + 'ex:z skos:prefLabel "Điều Z"@vi .', encoding="utf-8")
    with pytest.raises(LimitError) as caught:
        draw(GraphStore.open(extra=[file], only=True))
    assert "Điều Z" in caught.value.vi
    assert "Điều Z" in str(caught.value)


def test_a_graph_too_large_for_the_slide_is_refused_not_shrunk(tmp_path):
    file = tmp_path / "large.ttl"
    more = "".join(
        f'ex:t cds:hasComponent ex:x{n} . ex:x{n} a cds:Pillar ; rdfs:label "X {n}"@vi .\n' for n in range(8)
    )
    file.write_text(_OTHER + more, encoding="utf-8")
    with pytest.raises(LimitError, match="no room"):
        draw(GraphStore.open(extra=[file], only=True))


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_writes_svg_to_standard_output(run, diagrams):
    done = run("draw")
    assert done.code == 0, done.stderr
    assert done.stdout == diagrams["both"].svg()
    assert done.stderr == ""


def test_the_command_draws_as_of_a_day(run, diagrams):
    done = run("draw", "--as-of", "2025-07-01")
    assert done.stdout == diagrams["both 2025-07-01"].svg()
    assert "01/07/2025" in done.stderr
    assert run("draw", "--as-of", "2025-13-01").code == 2


def test_the_extension_chooses_the_format(run, tmp_path, diagrams):
    for name, start in (("a.svg", b"<?xml"), ("a.png", b"\x89PNG"), ("A.PDF", b"%PDF")):
        done = run("draw", "hierarchy", "--lang", "en", "-o", tmp_path / name)
        assert (done.code, done.stdout) == (0, ""), done.stderr
        assert (tmp_path / name).read_bytes().startswith(start)
    assert (tmp_path / "a.svg").read_bytes() == diagrams["en"].svg().encode()


@pytest.mark.parametrize(
    ("arguments", "code", "vi", "en"),
    [
        (["nothing"], 1, "các sơ đồ có: hierarchy", "the diagrams are: hierarchy"),
        (["-o", "{}/a.gif"], 2, "hãy dùng một trong .svg, .png, .pdf", "use one of .svg, .png, .pdf"),
        (["-o", "{}/none/a.svg"], 3, "none/a.svg", "none/a.svg"),
        (["-o", "{}"], 2, "đuôi tệp", "extension"),
    ],
)
def test_wrong_use_is_said_clearly_and_leaves_nothing(run, tmp_path, arguments, code, vi, en):
    for lang, words in (("vi", vi), ("en", en)):
        done = run("draw", "--lang", lang, *(a.format(tmp_path) for a in arguments))
        assert done.code == code
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_saving_from_python_raises_the_same_errors(tmp_path, diagrams):
    with pytest.raises(UsageError):
        diagrams["both"].save(tmp_path / "a.jpeg")
    with pytest.raises(OutputError):
        diagrams["both"].save(tmp_path / "none" / "a.svg")
    diagrams["both"].save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == diagrams["both"].svg()


def test_the_table_of_widths_is_that_of_the_packaged_fonts():
    import importlib.util

    path = Path(__file__).resolve().parents[1] / "tools" / "font_widths.py"
    spec = importlib.util.spec_from_file_location("font_widths", path)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.widths_file().read_text(encoding="ascii") == tool.content(), "run tools/font_widths.py"


def test_a_notebook_shows_the_drawing_and_two_of_them_share_no_id(diagrams):
    shown = [diagrams[lang]._repr_svg_() for lang in ("vi", "en")]
    assert all(svg.startswith("<svg ") and ET.fromstring(svg) is not None for svg in shown)
    ids = [element.get("id") for svg in shown for element in ET.fromstring(svg).iter() if element.get("id")]
    assert repeated(ids) == []
    assert diagrams["vi"]._repr_html_() is None


def _python(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(cds_kg.__file__).parents[1]), **environment},
        check=False,
    )
