"""Diagrams as text, read back by the programs they are for; and the packaged font inside drawings.

The graphs: the national-to-local hierarchy, and one made by hand whose labels try to break out of every language.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field, replace
from pathlib import Path

import networkx as nx
import pytest

import cds_kg
from cds_kg.diagram import typeset
from cds_kg.diagram.gallery.hierarchy.content import hierarchy_graph
from cds_kg.diagram.outlines import font_face_css, outline
from cds_kg.diagram.texts import TEXT_FORMATS, write_text
from cds_kg.errors import UsageError

CDSC = "https://w3id.org/cds-kg/concept/"
CDS = "https://w3id.org/cds-kg/ontology#"
OWN = "https://example.org/đề-án/"
DRAWN = ("mmd", "dot", "d2")

#: Labels that say something else, or nothing at all, where they are not escaped.
HOSTILE = (
    "Dấu \"nháy kép\" và 'nháy đơn'",
    r"gạch chéo \ ngược \n \N \l \\",
    r"cuối là gạch chéo \" và \\",
    "đuôi \\",
    "<b>đậm</b> & &amp; &lt;br&gt; <br/>",
    "<script>alert(1)</script>",
    "# thăng; #quot; #35; %% chú thích",
    '%%{init: {"theme": "dark"}}%%',
    "|ống| `mã` ```d2",
    "`**trong nháy ngược**`",
    "end",
    "null",
    "[ô](tròn) {nhọn} ((đôi)) [[kép]]",
    "1. mục thứ nhất",
    "2) mục thứ hai",
    "- gạch đầu dòng",
    "**đậm** _nghiêng_ __gạch__ ~~xóa~~",
    "$x$ $$y$$ ${z} \\${t}",
    "=1+1 và @SUM(A1)",
    "fa:fa-car https://example.org www.example.org",
    "style một:hai #35; ba",
    'x"]; click n href "javascript:alert(1)"',
    "A --> B; C & D ~~~ E == F",
    "dòng một\ndòng hai",
    "Question-and-answer (2025/QĐ–TTg), 100 %",
)


def hostile_graph(turned: bool = False) -> nx.MultiDiGraph:
    """A chain of things with hostile labels, some in groups, some of them ended, two alone; put in in either order."""
    graph = nx.MultiDiGraph(
        source=f"{OWN}nguồn",
        source_vi='Nguồn "A" %%{init: {}}%%\n*/ }',
        version="0.1",
        direction="LR",
        labels={f"{OWN}Nhóm": {"label_vi": 'Nhóm "một" [x] $y', "label_en": "Group"}},
    )
    names = [f"{OWN}{place:02}" for place in range(len(HOSTILE))]
    groups = {names[1]: f"{OWN}Nhóm", names[2]: f"{OWN}Nhóm", names[5]: names[4], names[7]: "Tên riêng; end"}
    nodes = [
        (
            name,
            {"label_vi": text, "label_en": text.upper(), "classes": "cds:Pillar"}
            | ({"group": groups[name]} if name in groups else {})
            | ({"valid_until": "2025-06-30"} if place % 5 == 3 else {}),
        )
        for place, (name, text) in enumerate(zip(names, HOSTILE, strict=True))
    ]
    nodes += [(f"{OWN}{name}", {"label_vi": name, "label_en": name, "classes": ""}) for name in ("lẻ-loi", "một-mình")]
    edges = [
        (names[place], names[place + 1], f"{OWN}p?a=1&b=({place % 3})", text, place)
        for place, text in enumerate(HOSTILE[1:])
    ]
    edges.append((names[0], names[1], f"{CDS}correspondsTo", "quan hệ thứ hai", len(edges)))
    for name, data in reversed(nodes) if turned else nodes:
        graph.add_node(name, **data)
    for s, o, p, text, rank in reversed(edges) if turned else edges:
        graph.add_edge(s, o, key=p, label_vi=text, label_en=text.upper(), symmetric=rank % 4 == 1, rank=rank)
    return graph


@pytest.fixture(scope="module")
def graphs(kg_store):
    return {"hierarchy": hierarchy_graph(kg_store), "hostile": hostile_graph()}


@pytest.fixture(params=["hierarchy", "hostile"])
def name(request):
    return request.param


@pytest.fixture
def graph(graphs, name):
    return graphs[name]


@dataclass
class Drawn:
    """What a program makes of a text: labels of nodes, clusters with their members, the edges, what is dashed."""

    nodes: dict[str, str]
    clusters: dict[str, set[str]]
    edges: list[tuple[str, str, str, str, bool]]
    dashed: set[str] = field(default_factory=set)


def shown(label: str) -> str:
    return "\n".join(label.splitlines())


def expected(graph: nx.MultiDiGraph) -> Drawn:
    """What every program should make of a graph, in Vietnamese."""
    clusters: dict[str, set[str]] = {}
    for iri, data in graph.nodes(data=True):
        if "group" in data:
            group = data["group"]
            named = graph.graph["labels"].get(group) or graph.nodes.get(group) or {"label_vi": group}
            clusters.setdefault(shown(named["label_vi"]), set()).add(iri)
    edges = sorted((d["rank"], s, p, o, shown(d["label_vi"]), d["symmetric"]) for s, o, p, d in edges_of(graph))
    return Drawn(
        {iri: shown(data["label_vi"]) for iri, data in graph.nodes(data=True)},
        clusters,
        [edge[1:] for edge in edges],
        {iri for iri, data in graph.nodes(data=True) if "valid_until" in data},
    )


def edges_of(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, dict]]:
    return list(graph.edges(keys=True, data=True))


# --- languages for diagrams -----------------------------------------------------------------------------------------


def read_dot(dot: str, text: str) -> Drawn:
    """The drawing that Graphviz makes."""
    done = subprocess.run([dot, "-Tjson"], input=text.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    drawn = json.loads(done.stdout)

    def label(thing: dict) -> str:
        return "\n".join(step["text"] for step in thing["_ldraw_"] if step["op"] == "T")

    parts = drawn["objects"]
    iris = {part["_gvid"]: part["iri"] for part in parts if "iri" in part}
    edges = []
    for edge in drawn["edges"]:
        both = "_hdraw_" in edge and "_tdraw_" in edge
        edges.append((iris[edge["tail"]], edge["predicate"], iris[edge["head"]], label(edge), both))
    return Drawn(
        {part["iri"]: label(part) for part in parts if "iri" in part},
        {label(part): {iris[node] for node in part["nodes"]} for part in parts if "iri" not in part},
        edges,
        {part["iri"] for part in parts if "dashed" in part.get("style", "") and "iri" in part},
    )


def test_graphviz_draws_all_of_it(graph, require_tool):
    drawn, told = read_dot(require_tool("dot"), write_text(graph, "dot")), expected(graph)
    assert sorted(drawn.edges) == sorted(told.edges)  # Graphviz tells of them in an order of its own
    assert replace(drawn, edges=[]) == replace(told, edges=[])


def test_dot_keeps_the_order_of_the_source(graph):
    told = re.findall(r'^  \w+ -> \w+ .*predicate="([^"]*)"', write_text(graph, "dot"), re.MULTILINE)
    assert told == [predicate for _, predicate, *_ in expected(graph).edges]


#: Renders each text of a list with Mermaid and says what it understood and what stands in the picture.
MERMAID_PAGE = """<!DOCTYPE html><meta charset="utf-8"><body><div id="picture"></div><pre id="result"></pre>
<script src="{script}"></script><script>
const texts = {texts};
async function drawn(text, number) {{
  const db = (await mermaid.mermaidAPI.getDiagramFromText(text)).db;
  const vertices = [...db.getVertices().values()];
  const read = {{
    ids: vertices.map(v => v.id),
    classes: Object.fromEntries(vertices.map(v => [v.id, v.classes])),
    edges: db.getEdges().map(e => [e.start, e.end, e.type]),
    clusters: db.getSubGraphs().map(g => [g.id, g.nodes]),
    direction: db.getDirection(),
  }};
  const picture = document.getElementById("picture");
  picture.innerHTML = (await mermaid.render("m" + number, text)).svg;
  const words = (scope, part) => scope.querySelector(part).innerText.trim();
  read.nodes = [...picture.querySelectorAll("g.node")].map(g => [g.id, words(g, ".nodeLabel")]);
  read.dashed = [...picture.querySelectorAll("g.node")].filter(
    g => getComputedStyle(g.querySelector("rect")).strokeDasharray != "none").map(g => g.id);
  read.titles = [...picture.querySelectorAll("g.cluster")].map(g => [g.id, words(g, ".nodeLabel")]);
  read.labels = [...picture.querySelectorAll("g.edgeLabels > g.edgeLabel")].map(g => words(g, "span.edgeLabel"));
  read.foreign = picture.querySelectorAll("script, a, b, em, strong, code, del, ul, ol, img, i").length;
  return read;
}}
(async () => {{
  mermaid.initialize({{startOnLoad: false}});
  const results = [];
  for (const [number, text] of texts.entries()) {{
    try {{ results.push(await drawn(text, number)); }} catch (error) {{ results.push({{error: String(error)}}); }}
  }}
  document.getElementById("picture").remove();
  document.getElementById("result").textContent = "RESULT" + JSON.stringify(results) + "TLUSER";
}})();
</script>"""


@pytest.fixture(scope="module")
def mermaid_read(graphs, require_tool, require_file, tmp_path_factory):
    """What Mermaid, in Chromium, makes of each graph."""
    chromium = require_tool("chromium")
    script = require_file("CDS_KG_MERMAID")  # mermaid.min.js
    folder = tmp_path_factory.mktemp("mermaid")
    page = folder / "page.html"
    texts = json.dumps([write_text(graph, "mmd") for graph in graphs.values()]).replace("</", "<\\/")
    page.write_text(MERMAID_PAGE.format(script=script.as_uri(), texts=texts), encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder}",
        "--virtual-time-budget=60000",
    ]
    command = [chromium, *options, "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=180)
    found = re.search(r"RESULT(.*)TLUSER</pre>", done.stdout.decode(), re.DOTALL)
    assert found, done.stderr.decode()[-2000:]
    return dict(zip(graphs, json.loads(html.unescape(found[1])), strict=True))


def test_mermaid_draws_all_of_it(graph, name, mermaid_read):
    read, text = mermaid_read[name], write_text(graph, "mmd")
    assert "error" not in read, read["error"]
    iris = {found[2]: found[1] for found in re.finditer(r"%% (\S+)\n +(\w+)\[", text)}
    predicates = re.findall(r"%% (\S+)\n +\w+ <?-->", text)

    def own(element: str) -> str:
        """The IRI of the node that an element of the picture shows."""
        return iris[re.sub(r"^.*flowchart-(\w+)-\d+$", r"\1", element)]

    edges = [
        (iris[start], predicate, iris[end], label, kind == "double_arrow_point")
        for (start, end, kind), predicate, label in zip(read["edges"], predicates, read["labels"], strict=True)
    ]
    members = {group: {iris[node] for node in nodes} for group, nodes in read["clusters"]}
    titles = {re.sub(r"^m\d+-", "", group): title for group, title in read["titles"]}
    clusters = {titles[group]: nodes for group, nodes in members.items()}
    nodes = {own(element): label for element, label in read["nodes"]}
    assert {iris[node] for node in read["ids"]} == set(graph)
    assert Drawn(nodes, clusters, edges, {own(element) for element in read["dashed"]}) == expected(graph)
    assert read["foreign"] == 0
    assert read["direction"] == graph.graph.get("direction", "TB")


SVG = "{http://www.w3.org/2000/svg}"


def read_d2(text: str) -> Drawn:
    """The drawing that D2 makes. It runs in a process of its own, which its runtime does not leave as it was."""
    program = "import d2, sys; sys.stdout.buffer.write(d2.compile(sys.stdin.buffer.read().decode()).encode())"
    done = subprocess.run([sys.executable, "-c", program], input=text.encode(), capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    labels, dashed = {}, set()
    for group in ET.fromstring(done.stdout).iter(f"{SVG}g"):
        words = group.find(f"{SVG}text")
        if words is not None and "id" in group.attrib:
            labels[group.attrib["id"]] = "\n".join(part for part in words.itertext() if part.strip())
            if any("stroke-dasharray" in shape.get("style", "") for shape in group.iter(f"{SVG}rect")):
                dashed.add(group.attrib["id"])
    iris = {found[2]: found[1] for found in re.finditer(r"# (\S+)\n *(nx?_\w+): ", text)}
    predicates = re.findall(r"# (\S+)\n[\w.]+ <?-> ", text)
    paths = {id: iris[id.rpartition(".")[2]] for id in labels if id.rpartition(".")[2] in iris}
    clusters: dict[str, set[str]] = {}
    for id, iri in paths.items():
        if "." in id:
            clusters.setdefault(labels[id.partition(".")[0]], set()).add(iri)
    edges = []
    lines = re.findall(r"^([\w.]+) (<?->) ([\w.]+): ", text, re.MULTILINE)
    for (s, arrow, o), predicate in zip(lines, predicates, strict=True):
        earlier = sum(edge[:3] == (paths[s], arrow, paths[o]) for edge in edges)
        groups, inner = zip(*(path.rpartition(".")[::2] for path in (s, o)), strict=True)
        together = groups[0] and groups[0] == groups[1]  # then D2 names the relation within the group
        name = f"({inner[0]} {arrow} {inner[1]})" if together else f"({s} {arrow} {o})"
        id = f"{groups[0]}.{name}[{earlier}]" if together else f"{name}[{earlier}]"
        edges.append((paths[s], arrow, paths[o], predicate, labels[id]))
    told = [(s, predicate, o, label, arrow == "<->") for s, arrow, o, predicate, label in edges]
    return Drawn({paths[id]: labels[id] for id in paths}, clusters, told, {paths[id] for id in dashed & set(paths)})


def test_d2_draws_all_of_it(graph, require_tool):
    require_tool("d2")
    assert read_d2(write_text(graph, "d2")) == expected(graph)


@pytest.mark.parametrize("kind", DRAWN)
def test_drawings_run_as_the_graph_says(graphs, kind):
    sideways = {"mmd": "flowchart LR\n", "dot": "rankdir=LR;", "d2": "direction: right\n"}[kind]
    down = {"mmd": "flowchart TB\n", "dot": "rankdir=TB;", "d2": "direction: down\n"}[kind]
    assert sideways in write_text(graphs["hostile"], kind)
    assert down in write_text(graphs["hierarchy"], kind)


@pytest.mark.parametrize("kind", DRAWN)
def test_no_unseen_character_gets_into_a_drawing(kind):
    graph = nx.MultiDiGraph(labels={})
    graph.add_node(f"{OWN}a b\n# c", label_vi="đảo\u202engược\x00\x1b[31m\u2028xuống\tdòng", classes="")
    text = write_text(graph, kind)
    assert [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")] == []
    assert f"{OWN}a%20b%0A#%20c" in text


@pytest.mark.parametrize("kind", DRAWN)
def test_names_of_things_in_a_drawing_never_clash(kind):
    iris = [CDSC + local for local in ("a-b", "a_b", "a.b", "a/b", "A-b", "a--b", "đ", "d")]
    iris += [f"{OWN}a-b", "cdsc:a-b", "urn:a-b", f"{CDS}a-b", "end"]
    graph = nx.MultiDiGraph(labels={})
    for iri in iris:
        graph.add_node(iri, label_vi="tên", classes="", group=iri)
    found = {"mmd": r"(\w+)\[", "dot": r"(?:cluster_)?(\w+) (?:\[label|\{\n +label)", "d2": r'(\w+): "'}[kind]
    ids = re.findall(rf"^ *(?:subgraph )?{found}", write_text(graph, kind), re.MULTILINE)
    assert len(ids) == len(set(ids)) == 2 * len(iris)


def test_a_thing_has_the_same_name_in_every_drawing(graphs):
    alone = nx.MultiDiGraph(labels={})
    alone.add_node(CDSC + "chinh-phu-so", label_vi="Chính phủ số", classes="")
    for kind in DRAWN:
        assert "n_cdsc_chinh_phu_so" in write_text(alone, kind)
        assert "n_cdsc_chinh_phu_so" in write_text(graphs["hierarchy"], kind)


@pytest.mark.parametrize(
    ("lang", "label"),
    [
        ("vi", "Chính phủ số"),
        ("en", "Digital government"),
        ("both", "Chính phủ số\nDigital government"),
    ],
)
def test_things_are_named_in_the_language_asked_for(graphs, lang, label):
    graph, iri = graphs["hierarchy"], CDSC + "chinh-phu-so"
    quoted = {"mmd": label.replace("\n", "<br>"), "dot": label.replace("\n", r"\n"), "d2": label.replace("\n", r"\n")}
    for kind, words in quoted.items():
        assert f'"{words}"' in write_text(graph, kind, lang)
    nodes = json.loads(write_text(graph, "json", lang))["elements"]["nodes"]
    assert [node["data"]["label"] for node in nodes if node["data"]["id"] == iri] == [label]
    assert read_graphml(write_text(graph, "graphml", lang)).nodes[iri]["label"] == label


def test_a_missing_label_is_filled_in(graphs):
    graph = nx.MultiDiGraph(labels={})
    graph.add_node(CDSC + "x", classes="")
    graph.add_node(CDSC + "y", label_en="Only English", classes="")
    graph.add_node(CDSC + "z", label_vi="GovTech", label_en="GovTech", classes="")
    for kind in DRAWN:
        text = write_text(graph, kind, "both")
        assert all(f'"{words}"' in text for words in ("Only English", "GovTech"))
        assert re.search("cdsc(:|#58;)x", text)


@pytest.mark.parametrize("kind", DRAWN)
def test_a_drawing_names_its_source_and_day(graphs, kind):
    graph = graphs["hierarchy"].copy()
    graph.graph["as_of"] = "2025-07-01"
    head = write_text(graph, kind)[:400]
    assert "Hỏi đáp về chuyển đổi số cơ quan nhà nước" in head
    assert "ngày 1 tháng 7 năm 2025" in head


# --- data ----------------------------------------------------------------------------------------------------------


def read_graphml(text: str) -> nx.MultiDiGraph:
    return nx.read_graphml(io.BytesIO(text.encode()), edge_key_type=str, force_multigraph=True)


def test_networkx_reads_the_same_graph_from_graphml(graph):
    read = read_graphml(write_text(graph, "graphml"))
    assert dict(read.nodes(data=True)) == {n: {**d, "label": d["label_vi"]} for n, d in graph.nodes(data=True)}
    told = {(s, o, d.pop("predicate")): d for s, o, _, d in edges_of(read)}
    for data in told.values():
        data.pop("id", None)
    assert told == {(s, o, p): {**d, "label": d["label_vi"]} for s, o, p, d in edges_of(graph)}
    assert all(type(d["symmetric"]) is bool and type(d["rank"]) is int for *_, d in edges_of(read))
    scalars = {key: value for key, value in graph.graph.items() if key != "labels"}
    assert read.graph.items() >= scalars.items()
    for iri, named in graph.graph["labels"].items():
        short = iri.replace(CDS, "cds:")
        assert read.graph[f"labels {short} label_vi"] == named["label_vi"]


def test_graphml_has_one_id_for_each_thing(graph):
    root = ET.fromstring(write_text(graph, "graphml"))
    for tag in ("key", "node", "edge"):
        ids = [part.get("id") for part in root.iter(f"{{http://graphml.graphdrawing.org/xmlns}}{tag}")]
        assert len(ids) == len(set(ids)) > 0


def test_graphml_replaces_what_xml_does_not_know():
    graph = nx.MultiDiGraph(labels={})
    graph.add_node(CDSC + "x", label_vi="a\x00b\x1bc\ufffe\r\nd\te\u2028f", classes="")
    read = read_graphml(write_text(graph, "graphml"))
    assert read.nodes[CDSC + "x"]["label_vi"] == "a\ufffdb\ufffdc\ufffd\nd\te\u2028f"


def test_json_has_the_elements_of_cytoscape(graph):
    read = json.loads(write_text(graph, "json"))
    nodes = {part["data"]["id"]: part for part in read["elements"]["nodes"]}
    groups = {id: part for id, part in nodes.items() if part["classes"] == "group"}
    assert len(nodes) == len(read["elements"]["nodes"])
    assert set(nodes) - set(groups) == set(graph)
    for iri, data in graph.nodes(data=True):
        own, classes = nodes[iri]["data"], nodes[iri]["classes"].split()
        assert own.items() >= data.items()
        assert own["label"] == data["label_vi"]
        assert own.get("parent") == (f"group:{data['group']}" if "group" in data else None)
        assert own.get("parent") in {None, *groups}
        assert ("ended" in classes) == ("valid_until" in data)
        assert ("cds-Pillar" in classes) == ("cds:Pillar" in data["classes"].split())
    edges = [part["data"] for part in read["elements"]["edges"]]
    assert len({edge["id"] for edge in edges} | set(nodes)) == len(edges) + len(nodes)
    told = [(edge["source"], edge["predicate"], edge["target"], edge["label"], edge["symmetric"]) for edge in edges]
    labels = {(s, p, o): d["label_vi"] for s, o, p, d in edges_of(graph)}
    assert told == [(s, p, o, labels[s, p, o], both) for s, p, o, _, both in expected(graph).edges]
    assert read["data"] == graph.graph


def test_csv_has_a_row_for_each_relation(graph):
    text = write_text(graph, "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert text.startswith(
        "subject,subject_vi,subject_en,predicate,predicate_vi,predicate_en,object,object_vi,object_en\r\n"
    )
    assert [(row["subject"], row["predicate"], row["object"]) for row in rows] == [e[:3] for e in expected(graph).edges]
    for row in rows:
        data = graph.edges[row["subject"], row["object"], row["predicate"]]
        named = {"subject": graph.nodes[row["subject"]], "predicate": data, "object": graph.nodes[row["object"]]}
        for part, labels in named.items():
            assert (row[f"{part}_vi"], row[f"{part}_en"]) == (labels["label_vi"], labels["label_en"])


# --- all forms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TEXT_FORMATS)
def test_the_order_of_building_a_graph_does_not_show(kind):
    for lang in ("vi", "en", "both"):
        assert write_text(hostile_graph(turned=True), kind, lang) == write_text(hostile_graph(), kind, lang)


def test_every_run_writes_the_same_bytes():
    program = (
        "import hashlib\n"
        "from cds_kg.store.dataset import GraphStore\n"
        "from cds_kg.diagram.gallery.hierarchy.content import hierarchy_graph\n"
        "from cds_kg.diagram.outlines import font_face_css\n"
        "from cds_kg.diagram.texts import TEXT_FORMATS, write_text\n"
        "graph = hierarchy_graph(GraphStore.open())\n"
        "for kind in TEXT_FORMATS:\n"
        "    print(kind, hashlib.sha256(write_text(graph, kind, 'both').encode()).hexdigest())\n"
        "print(hashlib.sha256(font_face_css(['regular', 'semibold'], {'ố', 'a', 'B', 'Đ'}).encode()).hexdigest())\n"
    )
    parent = str(Path(cds_kg.__file__).parents[1])
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": parent},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert len(runs.pop().split(b"\n")) == len(TEXT_FORMATS) + 2


def test_writing_leaves_the_graph_as_it_was(graph):
    before = (dict(graph.graph), dict(graph.nodes(data=True)), edges_of(graph))
    copy = json.dumps(before, default=list)
    for kind in TEXT_FORMATS:
        write_text(graph, kind, "both")
    assert json.dumps((dict(graph.graph), dict(graph.nodes(data=True)), edges_of(graph)), default=list) == copy


@pytest.mark.parametrize("kind", TEXT_FORMATS)
def test_a_graph_of_nothing_is_a_valid_text(kind, require_tool):
    text = write_text(nx.MultiDiGraph(labels={}), kind)
    assert text.endswith("\n")
    if kind == "dot":
        assert subprocess.run([require_tool("dot"), "-Tsvg"], input=text.encode(), capture_output=True).returncode == 0
    if kind == "graphml":
        assert len(read_graphml(text)) == 0
    if kind == "json":
        assert json.loads(text)["elements"] == {"nodes": [], "edges": []}


def test_an_unknown_form_is_refused_with_those_there_are(graphs):
    with pytest.raises(UsageError) as caught:
        write_text(graphs["hierarchy"], "docx")
    for language in ("vi", "en"):
        assert "docx" in caught.value.message(language)
        assert all(kind in caught.value.message(language) for kind in TEXT_FORMATS)


# --- the font in a drawing -------------------------------------------------------------------------------------------

VIETNAMESE = "".join(
    unicodedata.normalize("NFC", letter + mark)
    for letter in "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    for mark in (("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323") if letter in "aăâeêioôơuưy" else ("",))
)
LETTERS = sorted({*VIETNAMESE, *VIETNAMESE.upper(), *map(chr, range(32, 127)), *"–—“”‘’«»…"})


def vertices(commands) -> list[tuple[float, float]]:
    return [pair for _, numbers in commands for pair in zip(numbers[::2], numbers[1::2], strict=True)]


@pytest.mark.parametrize("weight", ["regular", "semibold"])
def test_letters_drawn_are_those_of_the_font(weight):
    """FreeType, which matplotlib brings, draws the same points; in font units, a thousand to the type size."""
    from matplotlib.ft2font import FT2Font, LoadFlags

    font = FT2Font(str(typeset.font_file(weight)))
    for letter in LETTERS:
        glyph = font.load_char(ord(letter), flags=LoadFlags.NO_SCALE)
        points, _ = font.get_path()
        # It counts in 64ths and in whole numbers: halves, as between two control points, are cut off.
        theirs = {(int(64 * x), int(64 * y)) for x, y in points} - {(0, 0)}
        drawn = vertices(outline(letter, 0, 0, 1000, weight))
        ours = {(int(round(x, 3)), int(round(-y, 3))) for x, y in drawn} - {(0, 0)}
        assert ours == theirs, letter
        assert typeset.width(letter, 1000, weight) == pytest.approx(glyph.horiAdvance)


def test_contours_are_closed_and_only_have_curves_that_both_drawers_know():
    drawn = outline("".join(LETTERS), 0, 0, 20, "regular")
    sizes = {"M": 2, "L": 2, "Q": 4, "Z": 0}
    assert all(len(numbers) == sizes[command] for command, numbers in drawn)
    kinds = "".join(command for command, _ in drawn)
    assert re.fullmatch("(M[LQ]+Z)+", kinds)


def test_a_line_is_as_wide_as_it_was_measured():
    text = "Chuyển đổi số AV To"
    both = outline(text + "H", 30, 50, 24, "semibold")
    before = outline(text, 30, 50, 24, "semibold")
    assert both[: len(before)] == before
    last = outline("H", 30 + typeset.width(text, 24, "semibold"), 50, 24, "semibold")
    assert vertices(both[len(before) :]) == [pytest.approx(point) for point in vertices(last)]
    ys = [y for _, y in vertices(outline("H", 30, 50, 24, "semibold"))]
    assert max(ys) == 50
    assert 50 - min(ys) == pytest.approx(24 * typeset.font("semibold").cap_height, abs=0.1)


def embedded(css: str) -> dict[str, bytes]:
    """Weight -> font, of the rules in a style sheet that name the packaged family."""
    rules = re.findall(r"@font-face\{font-family:'Be Vietnam Pro';[^}]*font-weight:(\d+);[^}]*base64,([\w+/=]+)\)", css)
    return {weight: base64.b64decode(data) for weight, data in rules}


def test_the_embedded_font_has_the_letters_asked_for_and_its_licence():
    from fontTools.ttLib import TTFont

    fonts = embedded(font_face_css(["regular", "semibold", "regular"], "Chính phủ số"))
    assert list(fonts) == ["400", "600"]
    for weight, data in zip(("regular", "semibold"), fonts.values(), strict=True):
        font, whole = TTFont(io.BytesIO(data)), TTFont(typeset.font_file(weight))
        letters = font.getBestCmap()
        assert {chr(code) for code in letters} == set("Chính phủ số")
        for code, glyph in letters.items():
            assert font["hmtx"][glyph] == whole["hmtx"][whole.getBestCmap()[code]]
        assert "GPOS" not in font  # no kerning: lines are measured without
        for record in (0, 13, 14):
            assert str(font["name"].getDebugName(record)) == str(whole["name"].getDebugName(record))
        assert "Be Vietnam Pro" in font["name"].getDebugName(0)
        assert font["head"].modified == whole["head"].modified


def test_the_embedded_font_is_small_and_can_stand_in_an_svg():
    css = font_face_css(["regular", "semibold"], LETTERS)
    assert len(css) < 80_000
    assert not set(css) & set("<&")
    assert (
        hashlib.sha256(css.encode()).digest()
        == hashlib.sha256(font_face_css(["regular", "semibold"], reversed(LETTERS)).encode()).digest()
    )
