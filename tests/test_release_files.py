"""The files of a release: read by six readers without a complaint, one graph in every format, the same bytes always."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path, PurePosixPath

import judges
import pyoxigraph as ox
import pytest
from judges import FORMATS, READS, UNION, Reading
from text_gates import byte_problems, contexts, declared_prefixes, remote_contexts, term_problems

import cds_kg
from cds_kg import resources
from cds_kg.export.context import context
from cds_kg.namespaces import CDS, CDSC, CDSD, PREFIXES, SKOS
from cds_kg.store.serialise import serialise

FAULTS = Path(__file__).parent / "data" / "lexical"
JUDGES = tuple(READS)

#: File with a fault -> the judges that read its format and do not see it: what is left to the others.
UNSEEN = {
    "bad-date.jsonld": {"oxigraph", "javascript"},
    "bad-date.nt": {"rapper", "serdi", "oxigraph", "javascript"},
    "bad-date.rdf": {"rapper", "oxigraph"},
    "bad-date.trig": {"rapper", "serdi", "oxigraph", "javascript"},
    "bad-date.ttl": {"rapper", "serdi", "oxigraph", "javascript"},
    "bad-integer.ttl": {"rapper", "serdi", "oxigraph", "javascript"},
    # Two drop the value without a word, which their count tells.
    "bad-language-tag.jsonld": {"riot", "oxigraph", "rdflib"},
    "bad-language-tag.rdf": {"rapper", "rdflib"},
    "bad-language-tag.ttl": {"rapper", "serdi", "rdflib"},
    "bad-percent-escape.ttl": {"rapper", "serdi", "javascript", "rdflib"},
    "cut.jsonld": set(),
    "dropped-key.jsonld": {"riot", "oxigraph", "rdflib"},
    "escaped-space-in-iri.ttl": set(),
    "latin-1.ttl": {"rapper", "riot"},
    "missing-stop.ttl": {"riot"},
    "prefixed-name.nt": set(),
    "rdf-12-annotation.ttl": {"oxigraph"},
    "rdf-12-triple-term.ttl": {"oxigraph"},
    "relative-iri.nt": set(),
    "remote-context.jsonld": set(),
    "space-in-iri.jsonld": {"riot", "oxigraph", "rdflib"},
    "space-in-iri.rdf": {"rapper"},
    "space-in-iri.ttl": set(),
    "two-node-names.rdf": set(),
    "two-on-a-line.nt": {"serdi", "riot", "javascript"},
    "type-and-language.jsonld": {"rdflib"},
    "unclosed-element.rdf": set(),
    "unclosed-graph.trig": set(),
    "unclosed-string.ttl": set(),
    "undeclared-prefix.rdf": set(),
    "undeclared-prefix.trig": set(),
    "undeclared-prefix.ttl": set(),
}

Verdicts = Callable[[str], Mapping[Path, Reading]]


@pytest.fixture(scope="module")
def workers() -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(2)
    yield pool
    pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def convened(workers, require_tool, require_folder, tmp_path_factory) -> Callable[[list[Path]], Verdicts]:
    """Set all judges to work on files; what comes back waits for the one that is asked."""

    def convene(files: list[Path]) -> Verdicts:
        scratch = tmp_path_factory.mktemp("judges")
        started = judges.convene(files, scratch, workers, require_tool, require_folder)
        return lambda judge: started[judge].result()

    return convene


@pytest.fixture(scope="module")
def rdf_files(release_dir) -> list[Path]:
    files = sorted(file for file in release_dir.rglob("*") if file.suffix in FORMATS and file.name != "context.jsonld")
    assert {file.suffix for file in files} >= {".ttl", ".nt", ".jsonld"}
    return files


@pytest.fixture(scope="module")
def verdicts(convened, rdf_files) -> Verdicts:
    """What each judge read of the release. All judges read all files, the administrative units too."""
    return convened(rdf_files)


@pytest.fixture(scope="module")
def fault_verdicts(convened) -> Verdicts:
    return convened(sorted(FAULTS.iterdir()))


@pytest.fixture(scope="module")
def remade(workers, tmp_path_factory) -> list[Future[dict[str, str]]]:
    """Two releases made in processes that have nothing in common but the data."""
    return [workers.submit(_remake, tmp_path_factory.mktemp(name), name) for name in SURROUNDINGS]


# ------------------------------------------------------------------------------------------------ readers


@pytest.mark.parametrize("judge", JUDGES)
def test_every_file_is_read_without_a_complaint(verdicts, rdf_files, judge):
    read = verdicts(judge)
    assert set(read) == {file for file in rdf_files if file.suffix in READS[judge]}
    assert {file.name: reading.complaint for file, reading in read.items() if reading.complaint} == {}


@pytest.mark.parametrize("judge", JUDGES)
def test_every_judge_counts_the_same_triples(verdicts, judge):
    """Against the number of distinct ones, so that no file states a triple twice."""
    distinct = {file: reading.distinct for file, reading in verdicts("oxigraph").items()}
    read = verdicts(judge)
    assert {file.name: reading.count for file, reading in read.items()} == {f.name: distinct[f] for f in read}


def test_no_file_says_nothing(verdicts):
    assert [file.name for file, reading in verdicts("oxigraph").items() if reading.count == 0] == []


@pytest.mark.parametrize("judge", JUDGES)
def test_a_judge_sees_the_faults_that_it_can_see(fault_verdicts, judge):
    read = fault_verdicts(judge)
    unseen = {file.name for file, reading in read.items() if not reading.complaint}
    assert unseen == {name for name, blind in UNSEEN.items() if judge in blind}
    assert len(read) - len(unseen) >= 5


def test_every_fault_is_seen_by_a_judge():
    assert {file.name for file in FAULTS.iterdir()} == set(UNSEEN)
    for name, blind in UNSEEN.items():
        assert {judge for judge in JUDGES if PurePosixPath(name).suffix in READS[judge]} - blind, name


# ----------------------------------------------------------------------------------------------- equality


@pytest.mark.parametrize("judge", ["javascript", "rapper", "serdi"])
def test_all_serialisations_are_the_same_graph_in_two_stacks(verdicts, judge):
    """Canonical N-Quads (RDFC-1.0) by digest: pyoxigraph of every format against N3.js with jsonld.js and rdf-canonize,
    and against pyoxigraph of what the C parsers made of Turtle, N-Triples, RDF/XML and TriG."""
    graphs: dict[str, set[str]] = defaultdict(set)
    formats: dict[str, set[str]] = defaultdict(set)
    for file, reading in [*verdicts("oxigraph").items(), *verdicts(judge).items()]:
        stem = str(file.with_suffix(""))
        graphs[stem].add(reading.graphs[UNION])
        formats[stem].add(file.suffix)
    assert {Path(stem).name for stem, digests in graphs.items() if len(digests) != 1} == set()
    several = [stem for stem, found in formats.items() if found >= {".ttl", ".nt", ".jsonld"}]
    assert len(several) >= 8
    assert len({digest for stem in several for digest in graphs[stem]}) >= 8, "the digests tell graphs apart"


def test_the_units_are_judged_too(verdicts):
    assert {file.suffix for file, reading in verdicts("oxigraph").items() if reading.count > 100_000} >= {".ttl", ".nt"}


def test_each_graph_of_a_trig_file_is_the_file_of_its_name(verdicts, rdf_files, release_dir):
    found = [file for file in rdf_files if file.suffix == ".trig"]
    for judge in ("oxigraph", "javascript", "rapper", "serdi"):
        read = verdicts(judge)
        for file in found:
            rest = CDSD + file.stem  # what is in the whole and in none of its parts
            graphs = {name: value for name, value in read[file].graphs.items() if name not in ("", UNION, rest)}
            assert len(graphs) > 1
            alone = {name: release_dir / f"{name.removeprefix(CDSD)}.ttl" for name in graphs}
            assert graphs == {name: verdicts("oxigraph")[path].graphs[UNION] for name, path in alone.items()}


def test_one_other_triple_or_spelling_is_another_graph_and_another_name_is_not(convened, tmp_path):
    one = "_:a <http://example.org/p> 1.0 ; <http://example.org/q> _:b . _:b <http://example.org/p> 'x'@vi .\n"
    texts = {
        "one.ttl": one,
        "renamed.nt": '_:z <http://example.org/p> "1.0"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'
        '_:z <http://example.org/q> _:a .\n_:a <http://example.org/p> "x"@vi .\n',
        "spelled.ttl": one.replace("1.0", "1.00"),
        "language.ttl": one.replace("@vi", "@en"),
        "more.ttl": one.replace("1.0", "1.0 , 2"),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    heard = convened([tmp_path / name for name in texts])
    digests = [
        {file.name: reading.graphs[UNION] for file, reading in heard(judge).items()}
        for judge in ("oxigraph", "javascript", "rapper", "serdi")
    ]
    assert all(one == digests[0] for one in digests)
    assert digests[0]["one.ttl"] == digests[0]["renamed.nt"]
    assert len(set(digests[0].values())) == len(texts) - 1


# --------------------------------------------------------------------------------------------------- text


def test_every_file_is_plain_text(released):
    assert [problem for name, data in released.items() for problem in byte_problems(name, data)] == []


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.ttl", b"\xef\xbb\xbf<a:> <a:> <a:> .\n", "byte order mark"),
        ("a.ttl", b"<a:> <a:> <a:> .\r\n", "carriage return"),
        ("a.csv", b"a,b\r\n", "spreadsheets"),
        ("a.csv", b"\xef\xbb\xbfa,b\n", "spreadsheets"),
        ("a.csv", b"\xef\xbb\xbfa,b\r", "carriage return"),
        ("a.ttl", b"<a:> <a:> <a:> .", "line end"),
        ("a.ttl", b"", "line end"),
        ("a.jsonld", "\u0111a\u0323\n".encode(), "NFC"),
        ("a.rq", b"# caf\xe9\n", "UTF-8"),
        ("a.nt", b"<b:> <a:> <a:> .\n<a:> <a:> <a:> .\n", "sorted"),
        ("a.nt", b"<a:> <a:> <a:> .\n<a:> <a:> <a:> .\n", "unique"),
    ],
)
def test_files_that_are_not_plain_text_are_found(name, data, problem):
    assert any(problem in found for found in byte_problems(name, data))


def test_every_term_is_normal_tight_and_ours_where_it_says_so(rdf_files, release_dir):
    """N-Triples stand for all formats of a graph; shapes, which come as Turtle only, may have blank nodes."""
    judged = 0
    for file in rdf_files:
        path = file.relative_to(release_dir)
        alone = not file.with_suffix(".nt").exists()
        if file.suffix == ".nt" or alone:
            quads = list(ox.parse(path=str(file), format=FORMATS[file.suffix][0]))
            assert term_problems(quads, blank_nodes=path.parts[0] in ("shapes", "shapes.ttl")) == [], path
            judged += len(quads)
    assert judged > 150_000


@pytest.mark.parametrize(
    ("turtle", "problem"),
    [
        ("<http://a> <http://b> ' x' .", "white space"),
        ("<http://a> <http://b> 'x\\n'@vi .", "white space"),
        ("<http://a> <http://b> 'a\u0323'@vi .", "NFC"),
        ("<http://a\u0323> <http://b> <http://c> .", "NFC"),
        ("<http://a> <http://b> 'x'@fr .", "language"),
        ("<http://a> <http://b> 'x'@en-GB .", "language"),
        ("<http://a> <http://b> [] .", "blank node"),
        ("<https://w3id.org/cds-kg/concept/đô-thị> <http://b> <http://c> .", "ASCII"),
        ("<http://a> <http://b> <file:///tmp/x> .", "disk"),
        ("<http://a> <http://b> <<( <http://a> <http://b> <http://c> )>> .", "triple term"),
    ],
)
def test_terms_with_a_fault_are_found(turtle, problem):
    assert any(problem in found for found in term_problems(ox.parse(turtle, ox.RdfFormat.TURTLE)))
    query = '<http://a> <http://www.w3.org/ns/shacl#select> "\\nSELECT * {}\\n" , "x"@vi , "y"@en .'
    assert term_problems(ox.parse(query, ox.RdfFormat.TURTLE)) == []


def test_language_tags_are_lower_case_in_the_text_itself(released):
    """Readers fold the case of tags, so what was written is looked at."""
    for name, data in released.items():
        if name.endswith(".nt"):
            assert set(re.findall(rb'"@([^\s"]+) \.$', data, re.MULTILINE)) <= {b"vi", b"en"}, name


def test_a_prefix_means_the_same_in_every_file(released):
    found = {name: declared_prefixes(name, data) for name, data in released.items()}
    bare = {name for name, pairs in found.items() if name.endswith((".ttl", ".trig", ".rdf")) and not pairs}
    assert bare == set()
    declared = {pair: name for name, pairs in found.items() for pair in pairs}
    assert len(declared) > 10
    strange = {name: pair for pair, name in declared.items() if PREFIXES.get(pair[0]) != pair[1]}
    assert strange == {}, "a prefix that queries and tables do not know"
    assert len({prefix for prefix, _ in declared}) == len({namespace for _, namespace in declared}) == len(declared)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "@prefix ex: <http://example.org/> .\n"),
        ("a.ttl", "PREFIX ex: <http://example.org/>\n"),
        ("a.rq", "prefix ex: <http://example.org/>\n"),
        ("a.rdf", '<a xmlns:ex="http://example.org/"/>'),
        ("a.jsonld", '{"@context": [{"ex": "http://example.org/", "name": "ex:name"}]}'),
        ("a.jsonld", '[{"@graph": [{"@context": {"ex": {"@id": "http://example.org/", "@prefix": true}}}]}]'),
    ],
)
def test_declared_prefixes_are_seen_in_every_format(name, text):
    assert declared_prefixes(name, text.encode()) == [("ex", "http://example.org/")]


def test_json_ld_is_read_without_a_file_beside_it(released):
    own = json.loads(released["context.jsonld"])["@context"] if "context.jsonld" in released else None
    read = 0
    for name, data in released.items():
        if name.endswith(".jsonld"):
            for one in contexts(json.loads(data)):
                assert remote_contexts(one) == [], name
                assert own is None or one.items() <= own.items(), f"{name}: the context is not ours"
                read += 1
    assert read >= 10
    assert remote_contexts([{"a": {"@context": "http://a"}}, "http://b", {"@import": "c"}]) == [
        "http://a",
        "http://b",
        "c",
    ]


def test_the_digests_are_right_and_complete(released, release_dir, require_tool):
    lines = released["SHA256SUMS"].decode().splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    there = {p.relative_to(release_dir).as_posix() for p in release_dir.rglob("*") if p.is_file()}
    assert set(listed) == there - {"SHA256SUMS"}
    assert len(lines) == len(listed)
    assert listed == {name: sha256((release_dir / name).read_bytes()).hexdigest() for name in listed}
    command = [require_tool("sha256sum"), "--check", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=release_dir, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_sha256sum_finds_a_changed_file(released, require_tool, tmp_path):
    (tmp_path / "SHA256SUMS").write_bytes(released["SHA256SUMS"])
    for name, data in released.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data.replace(b"chinh-phu-so", b"chinh-phu-si") if name == "acts.nt" else data)
    changed = [name for name in released if (tmp_path / name).read_bytes() != released[name]]
    command = [require_tool("sha256sum"), "--check", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [f"{name}: FAILED" for name in changed] != []


# --------------------------------------------------------------------------------------------- same bytes

#: Where and how a release is made again.
SURROUNDINGS = {
    "here": {"PYTHONHASHSEED": "0", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "LANG": "vi_VN.UTF-8"},
    # A copy of the data, written and listed backwards, in a locale that knows no Vietnamese.
    "backwards": {
        "PYTHONHASHSEED": "4711",
        "TZ": "America/St_Johns",
        "LC_ALL": "POSIX",
        "CDS_LANG": "en",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    },
}
REMAKE = """
import json, os, sys
from hashlib import sha256

if sys.argv[1] == "backwards":
    listed, scanned = os.listdir, os.scandir

    class Scan(list):
        def __next__(self):
            if not self:
                raise StopIteration
            return self.pop()
        def __iter__(self):
            return self
        def __enter__(self):
            return self
        def __exit__(self, *_):
            return None
        def close(self):
            return None

    os.listdir = lambda path=".": sorted(listed(path), reverse=True)
    os.scandir = lambda path=".": Scan(sorted(scanned(path), key=lambda entry: entry.name))

import cds_kg
from cds_kg.export.release import release

files = {name: sha256(data).hexdigest() for name, data in release().items()}
print(json.dumps({"package": cds_kg.__file__, "files": files}))
"""


def _remake(folder: Path, name: str) -> dict[str, str]:
    """Make a release in a new process and an own folder: path -> digest."""
    package = Path(cds_kg.__file__).parent
    home = folder / "copy" if name == "backwards" else package.parent
    if name == "backwards":
        _copy_backwards(package, home / "cds_kg")
        for data in (resources.ontology_dir(), resources.shapes_dir(), resources.queries_dir()):
            _copy_backwards(data, home / data.name)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "CDS_", "TZ"))}
    done = subprocess.run(
        [sys.executable, "-P", "-c", REMAKE, name],
        cwd=folder,
        env={**clean, **SURROUNDINGS[name], "PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    made = json.loads(done.stdout)
    assert Path(made["package"]).is_relative_to(home.resolve())
    return made["files"]


def _copy_backwards(source: Path, target: Path) -> None:
    inside = (file for file in source.rglob("*") if file.is_file())
    # The data of an installed package lies in its ``_data`` and is copied by itself.
    files = (file for file in inside if not {"__pycache__", "_data"} & set(file.relative_to(source).parts))
    for file in sorted(files, reverse=True):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


@pytest.mark.parametrize("number", range(len(SURROUNDINGS)), ids=list(SURROUNDINGS))
def test_a_release_is_the_same_bytes_wherever_and_whenever_it_is_made(released, remade, number):
    """Another hash seed, time zone, locale, working directory, and another order of files on the disk."""
    assert remade[number].result() == {name: sha256(data).hexdigest() for name, data in released.items()}


@pytest.mark.parametrize(("form", "longest"), [("ttl", 4), ("nt", 1), ("jsonld", 8)])
def test_one_more_triple_changes_few_lines(released, form, longest):
    """Whoever compares two exports of the vocabulary reads what changed and no more, wherever the triple falls."""
    before = released[f"vocabulary.{form}"].decode().splitlines()
    triples = [quad.triple for quad in ox.parse(released["vocabulary.nt"], ox.RdfFormat.N_TRIPLES)]
    concepts = sorted({t.subject.value for t in triples if t.subject.value.startswith(CDSC)})[::40]
    assert len(concepts) > 2
    added = [
        ox.Triple(ox.NamedNode(concept), ox.NamedNode(predicate), value)
        for concept in [*concepts, f"{CDSC}aaa", f"{CDSC}zzz"]
        for predicate, value in (
            (SKOS + "altLabel", ox.Literal("tên gọi khác", language="vi")),
            (SKOS + "related", ox.NamedNode(CDSC + "chinh-phu-so")),
            (CDS + "leadsTo", ox.NamedNode(CDSC + "minh-bach")),
        )
    ]
    for triple in added:
        after = serialise([*triples, triple], form, context()).decode().splitlines()
        gone, come = _changed(before, after)
        # A new subject is a block; the line of a predicate may have to be broken into one for each value.
        beside = sum((t.subject, t.predicate) == (triple.subject, triple.predicate) for t in triples)
        assert come, triple
        assert len(gone) <= 1 + beside, (triple, gone)
        assert len(come) <= longest + len(gone) + beside, (triple, come)


def _changed(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """What differs between two texts, in one piece: lines that went and lines that came."""
    first = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    a, b = before[first:], after[first:]
    while a and b and a[-1] == b[-1]:
        a.pop()
        b.pop()
    return a, b
