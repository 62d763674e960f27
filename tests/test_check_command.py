"""`cds-kg check` tells users what to mend in their own files, where, and in their language."""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from pathlib import Path

import pytest

from cds_kg import KnowledgeGraph
from cds_kg.errors import InputError
from cds_kg.export.parts import PARTS
from cds_kg.store.dataset import GraphStore
from cds_kg.validation.check import check_files

EXAMPLES = Path(__file__).parents[1] / "examples"
GOOD, FAULTY = EXAMPLES / "agency.ttl", EXAMPLES / "agency-faulty.ttl"

SHAPES = "https://w3id.org/cds-kg/shapes#"
PREFIXES = """@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsc: <https://w3id.org/cds-kg/concept/> .
@prefix ex: <https://agency.example/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
UNITS = "@prefix cdsu: <https://w3id.org/cds-kg/unit/> .\n"
RISK = """ex:risk a cds:Risk ;
  skos:prefLabel "Mất điện"@vi , "Power cut"@en ;
  skos:definition "Khi điện mất."@vi , "When the power fails."@en ;
  cds:borneBy cdsc:nguoi-dan .
"""


@pytest.fixture
def file(tmp_path):
    """Write a Turtle file of the user: ``file("a.ttl", text)``."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(PREFIXES + text, "utf-8")
        return path

    return write


def test_the_example_of_an_agency_conforms(run):
    for form, empty in (("table", ""), ("json", "[]\n")):
        done = run("check", GOOD, "-f", form)
        assert (done.code, done.stdout, done.stderr) == (0, empty, "Đạt: 0 vi phạm, 0 cảnh báo.\n")


def test_the_faults_of_the_faulty_example_are_found_on_their_lines(run):
    before = FAULTY.read_bytes()
    done = run("check", FAULTY, "-f", "json", "--lang", "en")
    lines = before.decode().splitlines()
    found = [(f["severity"], f["shape"], f["file"], lines[f["line"] - 1].strip()) for f in json.loads(done.stdout)]
    assert found == [
        ("violation", SHAPES + "RiskShape-borneBy", str(FAULTY), "ex:gian-doan-dich-vu"),
        ("violation", SHAPES + "TargetShape-deadline", str(FAULTY), 'cds:deadline "2027"^^xsd:gYear ;'),
        ("violation", SHAPES + "NamespaceShape", str(FAULTY), "cds:targetActr cdsc:co-quan-nha-nuoc ;"),
        ("violation", SHAPES + "TargetShape-targetValue", str(FAULTY), "cds:targetValue 160.0 ;"),
        ("warning", SHAPES + "RiskShape-hasRisk", str(FAULTY), "ex:gian-doan-dich-vu"),
    ]
    assert (done.code, done.stderr) == (1, "Does not conform: 4 violations, 1 warning.\n")
    assert FAULTY.read_bytes() == before


def test_json_tells_each_thing_by_iri_id_and_label(run):
    fault = json.loads(run("check", FAULTY, "-f", "json").stdout)[1]
    assert fault["focus"] == {
        "iri": "https://agency.example/id/muc-tieu-2027",
        "id": "https://agency.example/id/muc-tieu-2027",
        "label": "Mục tiêu kiểm tra từ xa năm 2027",
    }
    assert fault["path"] == {
        "iri": "https://w3id.org/cds-kg/ontology#deadline",
        "id": "cds:deadline",
        "label": "hạn định",
    }
    assert fault["value"] == "2027"
    assert "ngày đầy đủ" in fault["message"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ("vi phạm", "Mục tiêu kiểm tra từ xa năm 2027", "hạn định", "hãy ghi", "cảnh báo", "nên ghi")),
        ("en", ("violation", "Target for remote checks in 2027", "deadline", "write", "warning", "better write")),
    ],
)
def test_the_table_is_in_the_language_asked_for(run, lang, words):
    table = run("check", FAULTY, "-f", "table", "--lang", lang).stdout
    assert [word for word in words if word not in table] == []
    line = FAULTY.read_text("utf-8").splitlines().index('  cds:deadline "2027"^^xsd:gYear ;') + 1
    assert f"{FAULTY}:{line}" in table


def test_a_pipe_gets_one_row_per_finding_with_full_iris(run):
    header, *rows = run("check", FAULTY).stdout.splitlines()
    assert header.split("\t") == ["severity", "file", "line", "focus", "path", "value", "message", "shape"]
    assert [row.split("\t")[-1].rpartition("#")[2] for row in rows] == [
        "RiskShape-borneBy",
        "TargetShape-deadline",
        "NamespaceShape",
        "TargetShape-targetValue",
        "RiskShape-hasRisk",
    ]


def test_warnings_are_allowed_unless_strict(run, file):
    path = file("a.ttl", RISK)
    assert run("check", path).code == 0
    done = run("check", path, "--strict", "--lang", "en")
    assert (done.code, done.stderr) == (1, "Does not conform: 0 violations, 1 warning.\n")


def test_a_misspelt_name_is_met_with_the_one_that_was_probably_meant(file):
    [finding] = check_files([file("a.ttl", "ex:model cds:hasComponnent cdsc:kinh-te-so .\n")]).findings
    assert finding.message_vi.endswith("Có phải là cds:hasComponent?")
    assert finding.message_en.endswith("Did you mean cds:hasComponent?")
    assert (finding.focus, finding.line) == ("https://agency.example/id/model", 6)


@pytest.fixture
def loaded(monkeypatch):
    """The modules of each graph that is opened."""
    seen: list[tuple[str, ...]] = []
    real = GraphStore.open.__func__

    def spy(cls, *args, **options):
        store = real(cls, *args, **options)
        seen.append(store.modules)
        return store

    monkeypatch.setattr(GraphStore, "open", classmethod(spy))
    return seen


def test_the_units_are_loaded_for_files_that_speak_of_them_alone(file, loaded):
    assert check_files([file("a.ttl", UNITS + "ex:office ex:seat cdsu:2025-01 .\n")]).findings == ()
    assert any("units" in modules for modules in loaded)
    loaded.clear()
    assert check_files([file("b.ttl", RISK)]).count("violation") == 0
    assert loaded
    assert not any("units" in modules for modules in loaded)


def test_a_mistyped_unit_is_found_and_the_right_one_told(file):
    hints = {
        "2025-1": "Did you mean cdsu:2025-01?",
        "2025-4": "Did you mean cdsu:2025-04 or cdsu:2025-00004?",
        "2025-001": "Did you mean cdsu:pre2025-001?",
        "80": "Did you mean cdsu:2025-80 or cdsu:pre2025-80?",
        "2025-99999": "The units module has no such unit; find the right IRI with `cds-kg unit NAME`.",
    }
    said = "".join(f"ex:office ex:seat cdsu:{unit} .\n" for unit in hints)
    found = {f.value: f for f in check_files([file("a.ttl", UNITS + said)]).findings}
    assert {f.shape for f in found.values()} == {SHAPES + "NamespaceShape"}
    for unit, hint in hints.items():
        assert found["https://w3id.org/cds-kg/unit/" + unit].message_en.endswith(hint)


def test_verbose_tells_which_engine_looked_at_the_file(run):
    """That of the extra where it is installed; where it is not, how to get it."""
    fast = importlib.util.find_spec("shacl") is not None
    for lang, theirs, ours in (
        ("vi", "gói shacl 0.3.4 kiểm tra phần SHACL Core.", 'pip install "cds-kg[fast]"'),
        ("en", "the package shacl 0.3.4 checks SHACL Core.", 'pip install "cds-kg[fast]"'),
    ):
        told, summary = run("check", GOOD, "--verbose", "--lang", lang).stderr.splitlines()
        assert told.startswith("cds-kg: ")
        assert (theirs in told, ours in told) == (fast, not fast)
        assert summary == run("check", GOOD, "--lang", lang).stderr.strip()


def test_what_one_file_declares_another_may_use(run, file):
    risk = file("a.ttl", RISK.replace("cdsc:nguoi-dan", "ex:team"))
    team = file(
        "b.ttl",
        'ex:team a cds:Stakeholder ; skos:prefLabel "Nhóm"@vi , "Team"@en ; '
        'skos:definition "Một nhóm."@vi , "A team."@en .\ncdsc:chinh-phu-so cds:requires ex:risk .\n',
    )
    alone = [f.shape.rpartition("#")[2] for f in check_files([risk]).findings if f.severity == "violation"]
    assert alone == ["RangeShape"]
    together = {f.shape.rpartition("#")[2]: f.file for f in check_files([risk, team]).findings}
    assert "RangeShape" not in together
    assert together["EvidenceShape"] == team


def test_data_that_do_not_speak_of_our_terms_are_left_alone(file):
    path = file(
        "a.ttl",
        'ex:book a ex:Book ; ex:title "x" ; ex:by [ ex:name "y" ] .\n'
        'ex:thing a skos:Concept ; skos:prefLabel "thing"@de .\n'
        "ex:Book a <http://www.w3.org/2002/07/owl#Class> .\n",
    )
    assert check_files([path]).findings == ()


@pytest.mark.parametrize("name", [*(name for name in PARTS.values() if name != "units"), "catalog", "void"])
def test_a_file_that_says_again_what_the_package_says_conforms(release_dir, name):
    """Numbers are spelt as in the files, not as a store keeps them; symmetric relations may stand both ways."""
    report = check_files([release_dir / f"{name}.ttl"])
    assert [finding.message_en for finding in report.findings] == []


def test_evidence_is_asked_for_in_our_namespaces_only(file):
    path = file("a.ttl", RISK + "ex:model cds:hasRisk ex:risk .\ncdsc:chinh-phu-so cds:hasRisk ex:risk .\n")
    found = {f.shape.rpartition("#")[2]: (f.focus, f.line) for f in check_files([path]).findings}
    assert found == {
        "EvidenceShape": ("https://w3id.org/cds-kg/concept/chinh-phu-so", 11),
        "DomainShape": ("https://agency.example/id/model", 10),
    }


def test_what_the_file_does_to_a_packaged_thing_is_found(file):
    path = file("a.ttl", "cdsc:quoc-gia-thong-minh cds:hasComponent cdsc:chinh-quyen-so .\n")
    found = {f.shape.rpartition("#")[2] for f in check_files([path]).findings}
    assert found == {"SmartTerritoryShape-hasComponent", "SmartTerritoryShape-componentCount", "EvidenceShape"}


def test_text_in_nfd_is_told_with_its_line(run, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + unicodedata.normalize("NFD", RISK), "utf-8")
    [fault] = [f for f in json.loads(run("check", path, "-f", "json").stdout) if f["severity"] == "violation"]
    assert (fault["shape"], fault["line"], fault["focus"]) == (SHAPES + "NfcShape", 7, None)


def test_every_format_is_read_and_a_line_is_told_only_where_it_is_sure(tmp_path):
    risk = "https://agency.example/id/risk"
    kind, concept = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "https://w3id.org/cds-kg/ontology#Risk"
    texts = {
        "a.nt": f"# <{risk}>\n<{risk}> <{kind}> <{concept}> .\n",
        "a.jsonld": json.dumps({"@id": risk, "@type": concept}),
        "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:cds="https://w3id.org/cds-kg/ontology#">\n<cds:Risk rdf:about="{risk}"/></rdf:RDF>',
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        found = {(f.shape.rpartition("#")[2], f.file, f.line) for f in check_files([path]).findings}
        assert ("RiskShape-borneBy", path, 2 if name == "a.nt" else None) in found


def test_names_in_strings_comments_and_objects_do_not_mislead_the_line(file):
    path = file(
        "a.ttl",
        '# ex:risk a cds:Risk .\nex:note skos:note """\nex:risk a cds:Risk .\n""" ;\n  skos:related\n  ex:risk .\n'
        + RISK.replace("  cds:borneBy cdsc:nguoi-dan .", "  .").replace('"@en ;\n  .', '"@en .'),
    )
    [line] = {f.line for f in check_files([path]).findings if f.shape.endswith("#RiskShape-borneBy")}
    assert path.read_text("utf-8").splitlines()[line - 1] == "ex:risk a cds:Risk ;"


def test_a_file_that_cannot_be_read_is_an_error_of_input(run, tmp_path):
    path = tmp_path / "a.ttl"
    done = run("check", GOOD, path, "--lang", "en")
    assert (done.code, done.stdout) == (3, "")
    assert str(path) in done.stderr
    with pytest.raises(InputError):
        check_files([path])


def test_the_same_file_gives_the_same_bytes_under_every_hash_seed(run):
    outputs = {run("check", FAULTY, "-f", "json", env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "2")}
    assert len(outputs) == 1


def test_the_api_validates_the_packaged_graph_together_with_a_users_file():
    report = KnowledgeGraph.open(extra=[FAULTY]).validate()
    assert not report.conforms
    about = {f.focus for f in report.findings if f.file == FAULTY}
    assert about == {f"https://agency.example/id/{name}" for name in ("muc-tieu-2027", "gian-doan-dich-vu")}
    assert report.label("https://w3id.org/cds-kg/ontology#deadline", "en") == "deadline"


def test_files_of_up_to_500_mb_are_checked(run, tmp_path):
    path = tmp_path / "big.ttl"
    with path.open("wb") as file:
        file.truncate(500_000_000)
    done = run("check", path, timeout=10)
    assert (done.code, done.stdout) == (4, "")
    assert f"{path}: tệp lớn quá giới hạn 500 MB" in done.stderr


@pytest.mark.parametrize("limit", [("--timeout", "0.001"), ("--memory", "1K")])
def test_checking_ends_at_its_limits(run, limit):
    done = run("check", GOOD, *limit, "--lang", "en")
    assert (done.code, done.stdout) == (4, "")
    assert "--timeout, --memory" in done.stderr


@pytest.mark.parametrize("limit", [("--timeout", "0"), ("--timeout", "x"), ("--memory", "lots"), ("--memory", "0")])
def test_limits_that_are_none_are_wrong_use(run, limit):
    done = run("check", GOOD, *limit)
    assert (done.code, done.stdout) == (2, "")
    assert " ".join(limit) in done.stderr
