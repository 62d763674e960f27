"""The redirect rules for w3id.org, tried on a real Apache: every IRI of a release leads to a file that describes it."""

from __future__ import annotations

import http.client
import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib

from cds_kg import __version__
from cds_kg.explorer.page import explorer_page
from cds_kg.namespaces import BASE, PREFIXES

FOLDER = Path(__file__).resolve().parent.parent / "w3id" / "cds-kg"
MODULES = Path("/usr/lib/apache2/modules")
LOADED = (
    "mpm_event",
    "authz_core",
    "rewrite",
    "headers",
    "setenvif",
    "alias",
    "dir",
    "mime",
    "negotiation",
    "autoindex",
)
PLACEHOLDER = "https://host-to-be-filled-in.invalid"
HOST = "https://release.example/kg"

FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
OWL_API = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
RDFLIB = {
    "rdf": "application/rdf+xml, */*;q=0.1",
    "ttl": "text/turtle, application/x-turtle, */*;q=0.1",
    "nt": "text/plain, */*;q=0.1",
    "jsonld": "application/ld+json, application/json;q=0.9, */*;q=0.1",
}

#: What a client sends -> the form that it gets, of a thing that has a page for people.
CHOICES = {
    None: "ttl",
    "": "ttl",
    "*/*": "ttl",
    "*/*;q=0.5": "ttl",
    CHROME: "html",
    FIREFOX: "html",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/html, */*": "html",
    JENA: "ttl",
    OWL_API: "rdf",
    **{accept: form for form, accept in RDFLIB.items()},
    **{media_type: form for form, media_type in FORMS.items()},
    "TEXT/TURTLE": "ttl",
    "text/n3, */*;q=0.1": "ttl",
    "application/json": "jsonld",
    # q decides, not the order
    "text/turtle;q=0.5, application/ld+json": "jsonld",
    "application/ld+json;q=0.5, text/turtle": "ttl",
    "text/turtle;q=0.8, application/rdf+xml;q=0.85": "rdf",
    "text/turtle;q=0.80, application/rdf+xml;q=0.8": "ttl",
    "application/n-triples;q=0.123,application/rdf+xml;q=0.12": "nt",
    "application/n-triples ; q=0.9 , application/rdf+xml ; q = 0.3": "nt",
    "text/html;q=0.4, application/rdf+xml;q=0.5": "rdf",
    "text/html;q=0.5, application/rdf+xml;q=0.4": "html",
    "text/turtle;q=1.0, application/ld+json;q=1": "ttl",
    "text/turtle;charset=utf-8;q=0.2, application/n-triples;q=.3": "nt",
    # q=0 shuts out
    "text/turtle;q=0, */*;q=0.5": "jsonld",
    "text/turtle;q=0.000, application/rdf+xml;q=0.001": "rdf",
    "application/ld+json;q=0": "ttl",
    "text/html;q=0, */*;q=0.1": "ttl",
    # a name comes before a range, a half range before the whole one
    "application/rdf+xml, */*": "rdf",
    "application/*": "jsonld",
    "text/*": "ttl",
    "application/*;q=0.5, */*;q=0.8": "ttl",
    "text/*;q=0.1, application/*;q=0.2": "jsonld",
    # html and data wanted alike: who names data can read it
    "text/html, text/turtle": "ttl",
    # nothing that there is
    "image/png": "ttl",
    "application/xml": "ttl",
    "text/turtleneck, application/rdf+xmlx": "ttl",
}


#: What has no page for people: the same, but for who asks for HTML.
DATA_CHOICES = {
    **{accept: form if form != "html" else "ttl" for accept, form in CHOICES.items()},
    "text/html;q=0.5, application/rdf+xml;q=0.4": "rdf",
}

#: Paths that are no identifiers, by what they are like.
UNKNOWN = [
    *("nothing", "concept", "concept/", "concept/a/b", "concept/A", "concept/a.ttl", "id/", "id/a%20b", "unit/"),
    *("ontology/", "ontology/0.1", "ontology/0.1.0/", "ontology/latest", "ontologyx", "xontology", "ontology.php"),
    *("query/", "dataset/", "dataset/a/b", "catalog/x", "scheme/x", "shapes/x", "claim/x501/y", "void/x", "index.html"),
    *("release", "release/", "release/latest/ontology.ttl", "release/0.1/ontology.ttl", "release/0.1.0/a//"),
    *("release/0.1.0/a/", "context.jsonld/x", ".well-known/", ".well-known/security.txt", "concept/%C4%91"),
]

#: Paths that try to lead elsewhere.
HOSTILE = [
    *("release/0.1.0/.htaccess", "release/0.1.0/.git/config", "release/0.1.0/a/.b", "release/0.1.0/../../x"),
    *("release/0.1.0/%2e%2e/%2e%2e/x", "release/0.1.0/..%2fx", "release/0.1.0/..%5c..%5cx", "query/../../x", "..%2f"),
    *("release/0.1.0/a%0d%0aSet-Cookie:x", "release/0.1.0/a%00", "release/0.1.0/a:b", "release/0.1.0/@evil.example/x"),
    *("concept/x%0a", "concept/x%23y", "concept/x%3fy", "//evil.example/", "release/0.1.0/https://evil.example/"),
]


class Answer(NamedTuple):
    """What a server said: the code, where it sends the client, and its headers by their names in small letters."""

    code: int
    place: str | None
    headers: dict[str, str]


class Server:
    """An Apache on this machine that allows what w3id.org allows, and nothing else."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.www = folder / "www"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def publish(self, name: str, rules: str) -> None:
        """Serve a folder with these rules."""
        (self.www / name).mkdir()
        (self.www / name / ".htaccess").write_text(rules, encoding="utf-8")

    def ask(self, path: str, accept: str | None = None, folder: str = "cds-kg", method: str = "GET") -> Answer:
        """What is said to a request for ``path`` below the base; no redirect is followed."""
        code, place, headers = self.request(f"/{folder}/{path}", accept, method)
        assert place is None or place.startswith(HOST + "/"), place
        return Answer(code, place and place.removeprefix(HOST + "/"), headers)

    def request(self, target: str, accept: str | None = None, method: str = "GET") -> Answer:
        """What is said to any request, the place in full."""
        self._connection.request(method, target, headers={} if accept is None else {"Accept": accept})
        response = self._connection.getresponse()
        response.read()
        headers = {key.lower(): value for key, value in response.getheaders()}
        return Answer(response.status, headers.get("location"), headers)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(folder: Path, port: int) -> str:
    """A server of its own: nothing of the machine's configuration, and of overrides what w3id.org allows at least."""
    user = ""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user = f"User #{nobody.pw_uid}\nGroup #{nobody.pw_gid}\n"
    loaded = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in LOADED)
    return f"""{loaded}{user}ServerName 127.0.0.1
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/pid
Mutex file:{folder} default
ErrorLog {folder}/error.log
TypesConfig /dev/null
Listen 127.0.0.1:{port}
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
DocumentRoot {folder}/www
<Directory />
  Options None
  AllowOverride None
  Require all denied
</Directory>
<Directory {folder}/www>
  AllowOverride FileInfo Options Indexes
  Require all granted
</Directory>
<Files ".ht*">
  Require all denied
</Files>
"""


@pytest.fixture(scope="module")
def rules() -> str:
    """The rules as they are shipped, with a host filled in."""
    text = (FOLDER / ".htaccess").read_text(encoding="utf-8")
    assert text.count(PLACEHOLDER) == 1
    return text.replace(PLACEHOLDER, HOST)


@pytest.fixture(scope="module")
def server(require_tool: Callable[[str], str], rules: str) -> Iterator[Server]:
    """The server with the shipped rules below ``/cds-kg/``."""
    apache = require_tool("apache2")
    # Not a folder of pytest, which only its owner may enter: the server gives up the rights of root.
    folder = Path(tempfile.mkdtemp(prefix="w3id-"))
    folder.chmod(0o755)
    (folder / "www").mkdir()
    port = free_port()
    (folder / "httpd.conf").write_text(configuration(folder, port), encoding="utf-8")
    process = subprocess.Popen(
        [apache, "-DFOREGROUND", "-f", str(folder / "httpd.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
    )
    try:
        served = Server(folder, port)
        served.publish("cds-kg", rules)
        shutil.copy(FOLDER / "README.md", served.www / "cds-kg")
        until = time.monotonic() + 20
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                log = folder / "error.log"
                errors = process.communicate(timeout=10)[1].decode()
                pytest.fail(f"Apache did not start: {errors}{log.read_text() if log.is_file() else ''}")
            time.sleep(0.05)
        yield served
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def files(released: dict[str, bytes]) -> set[str]:
    """What the host serves: a release, below the root and under its version."""
    return {*released} | {f"release/{__version__}/{name}" for name in released}


@pytest.fixture(scope="module")
def described(released: dict[str, bytes]) -> dict[str, set[str]]:
    """File without extension -> the IRIs in our namespaces, without the base, of which it states something."""
    found: dict[str, set[str]] = {}
    for name, data in released.items():
        if name.endswith(".nt"):
            subjects = {line.partition(b">")[0].decode() for line in data.splitlines()}
            own = {subject.removeprefix(f"<{BASE}") for subject in subjects if subject.startswith(f"<{BASE}")}
            found[name.removesuffix(".nt")] = own
    shapes = "".join(data.decode() for name, data in released.items() if name.startswith("shapes/"))
    found["shapes"] = {f"shapes#{name}" for name in re.findall(r"(?m)^cdssh:(\S+)$", shapes)} | {"shapes"}
    return found


@pytest.fixture(scope="module")
def sample(described: dict[str, set[str]]) -> list[str]:
    """The own IRIs of a release, without the base: all of them, but of the many units every fiftieth."""
    every = sorted(set().union(*described.values()))
    units = [iri for iri in every if iri.startswith("unit/")]
    return [iri for iri in every if not iri.startswith("unit/")] + units[::50]


def kind(iri: str) -> str:
    """``concept/`` of ``concept/chinh-phu-so``, ``ontology#`` of ``ontology#Pillar``."""
    return re.sub(r"(?<=[/#]).*", "", iri)


def form_of(place: str) -> tuple[str, str]:
    """A place as the name and the extension of a file."""
    name, _, form = place.partition("#")[0].rpartition(".")
    return name, form


def unled(server: Server, iris: Iterable[str], described: dict[str, set[str]], folder: str = "cds-kg") -> list[str]:
    """The IRIs that are not answered by a 303 to a file that states something of them, or as files by a 302."""
    wrong = []
    for iri in iris:
        code, place, _ = server.ask(iri.partition("#")[0], FORMS["nt"], folder)
        is_file = iri.endswith(("#distribution", "#sha256")) or iri == "logo.svg"
        if is_file and (code, place) == (302, iri.partition("#")[0]):
            continue
        name, form = form_of(place or "")
        name = name.removeprefix(f"release/{__version__}/")
        if code != 303 or form not in ("nt", "ttl") or iri not in described.get(name, ()):
            wrong.append(f"{iri}: {code} {place}")
    return wrong


# What the release says, and where its IRIs lead


def test_every_iri_of_a_release_leads_to_a_file_that_describes_it(server, sample, described):
    kinds = {kind(iri) for iri in sample}
    assert kinds >= {"concept/", "id/", "claim/", "passage/", "unit/", "query/", "scheme", "ontology", "ontology#"}
    assert kinds >= {"shapes#", "shapes"}
    assert len(sample) > 1000
    # The version IRI is named in the ontology's header and described by the file of that version.
    described = {**described, "ontology": described["ontology"] | {f"ontology/{__version__}"}}
    assert unled(server, [*sample, f"ontology/{__version__}"], described) == []


def test_every_own_prefix_has_a_rule(server, sample):
    own = {prefix: namespace.removeprefix(BASE) for prefix, namespace in PREFIXES.items() if namespace.startswith(BASE)}
    assert len(own) == 9
    for prefix, start in own.items():
        name = next((iri for iri in sample if iri.startswith(start)), f"{start}cds-kg")
        assert server.ask(name.partition("#")[0]).code == 303, prefix


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("/vocabulary.%{ENV:cdskg_form}", "/evidence.%{ENV:cdskg_form}"),
        ("^(?:claim|passage)/", "^(?:claim)/"),
        ("|claim/x5\\d\\d)", ")"),
        ("^id/[a-z\\d-]+$", "^id/[a-z-]+$"),
        ("^query/[a-z\\d-]+$", "^query/cq-[a-z]+$"),
        ("/ontology.%{ENV:cdskg_form} [R=303,", "/ontology.%{ENV:cdskg_form} [R=302,"),
        ("RewriteEngine on", "RewriteEngine off"),
    ],
)
def test_a_wrong_rule_is_found(server, rules, sample, described, right, wrong, tmp_path):
    assert right in rules
    server.publish(tmp_path.name, rules.replace(right, wrong))
    by_kind = defaultdict(list)
    for iri in sample:
        by_kind[kind(iri)].append(iri)
    few = [iri for iris in by_kind.values() for iri in iris[:: max(1, len(iris) // 40)]]
    assert unled(server, few, described) == []
    assert unled(server, few, described, tmp_path.name)


# Forms

THINGS = {
    "ontology": "ontology",
    f"ontology/{__version__}": f"release/{__version__}/ontology",
    "scheme": "vocabulary",
    "concept/chinh-phu-so": "vocabulary",
    "id/target-2025": "cds-kg",
    "id/act-57-nq-tw": "cds-kg",
    "id/act-1654-nq-ubtvqh15": "units",
    "passage/s02": "evidence",
    "passage/s02-position": "evidence",
    "claim/c001": "evidence",
    "claim/c031-2": "evidence",
    "claim/x501": "units",
    "unit/2025-80": "units",
    "unit/pre2025-80": "units",
    "query/cq-05": "questions",
    "catalog": "catalog",
    "dataset/cds-kg": "catalog",
    "void": "void",
    ".well-known/void": "void",
    f"release/{__version__}": f"release/{__version__}/catalog",
    f"release/{__version__}/": f"release/{__version__}/catalog",
    "": "catalog",
}

#: What has a page for people -> its place.
PAGES = {
    "": "explorer.html",
    "scheme": "explorer.html",
    "concept/chinh-phu-so": "explorer.html#chinh-phu-so",
    "id/target-2025": "explorer.html#target-2025",
}


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing or "base")
@pytest.mark.parametrize("form", FORMS)
def test_a_thing_leads_to_a_file_of_the_release_in_the_form_asked_for(server, files, thing, form):
    code, place, headers = server.ask(thing, FORMS[form])
    assert (code, place) == (303, f"{THINGS[thing]}.{form}")
    assert place in files
    assert "accept" in headers["vary"].lower().replace(" ", "").split(",")
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("accept", CHOICES, ids=str)
def test_the_form_is_the_one_most_wanted(server, accept):
    form = CHOICES[accept]
    for thing, page in PAGES.items():
        expected = page if form == "html" else f"{THINGS[thing]}.{form}"
        assert server.ask(thing, accept)[:2] == (303, expected)


@pytest.mark.parametrize("accept", DATA_CHOICES, ids=str)
def test_what_has_no_page_for_people_is_turtle_to_a_browser(server, accept):
    for thing in ("ontology", "unit/2025-80", "claim/c001", "query/cq-05", "id/act-57-nq-tw", "catalog"):
        assert server.ask(thing, accept)[:2] == (303, f"{THINGS[thing]}.{DATA_CHOICES[accept]}")


def test_shapes_are_turtle_whatever_is_asked_for(server, files):
    for accept in (None, CHROME, *FORMS.values()):
        assert server.ask("shapes", accept)[:2] == (303, "shapes.ttl")
    assert "shapes.ttl" in files


def test_a_query_is_given_to_who_asks_for_sparql(server, sample, files):
    queries = [iri for iri in sample if re.fullmatch(r"query/cq-\d+", iri)]
    assert len(queries) >= 38
    for query in queries:
        code, place, _ = server.ask(query, "application/sparql-query, text/turtle;q=0.9")
        assert (code, place) == (303, f"queries/{query.removeprefix('query/')}.rq")
        assert place in files
    assert server.ask(queries[0], "application/sparql-query;q=0.2, text/turtle").place == "questions.ttl"


def test_people_are_led_to_what_the_explorer_shows(server, sample, kg_store):
    page = explorer_page(kg_store)
    island = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert island is not None
    shown = {thing["id"] for thing in json.loads(island[1])["things"]}
    opened = set()
    for iri in (iri for iri in sample if kind(iri) in ("concept/", "id/")):
        place = server.ask(iri, CHROME).place
        if place.startswith("explorer.html#"):
            opened.add(place.removeprefix("explorer.html#"))
            assert place == f"explorer.html#{iri.rpartition('/')[2]}"
        else:
            assert kind(iri) == "id/"
    assert opened <= shown
    assert len(opened) >= 170


def test_caches_are_told_that_the_answer_depends_on_accept(server):
    for accept in (None, CHROME, "text/turtle", "image/png"):
        for thing in ("concept/chinh-phu-so", "ontology", "query/cq-05", "unit/2025-80", ""):
            assert "accept" in server.ask(thing, accept).headers["vary"].lower()


# Files


def test_every_file_of_a_release_is_found_under_its_version(server, files):
    for name in sorted(files):
        path = name if name.startswith("release/") else f"release/{__version__}/{name}"
        code, place, headers = server.ask(path, CHROME)
        assert (code, place) == (302, path)
        assert place in files
        assert "vary" not in headers
        assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("name", ["context.jsonld", "logo.svg"])
def test_files_without_a_version_are_those_of_the_newest_release(server, files, name):
    for accept in (None, CHROME, "application/ld+json"):
        assert server.ask(name, accept)[:2] == (302, name)
    assert name in files


def test_older_and_later_versions_have_their_rules_already(server):
    assert server.ask("ontology/12.0.34").place == "release/12.0.34/ontology.ttl"
    assert server.ask("release/1.2.3/cds-kg.trig").place == "release/1.2.3/cds-kg.trig"


# What is no identifier of ours


@pytest.mark.parametrize("path", [*UNKNOWN, *HOSTILE])
@pytest.mark.parametrize("accept", [None, CHROME])
def test_an_unknown_path_is_not_found(server, path, accept):
    code, place, _ = server.ask(path, accept)
    assert code in (400, 403, 404)
    assert place is None


def test_the_rules_themselves_are_not_given_away_and_no_folder_is_listed(server):
    assert server.ask(".htaccess").code == 403
    assert server.ask("").code == 303


@pytest.mark.parametrize("thing", ["concept/chinh-phu-so", "", "ontology"])
def test_a_query_string_is_dropped_since_no_identifier_has_one(server, thing):
    for accept in (CHROME, "text/turtle"):
        assert server.ask(f"{thing}?a=b&lang=en", accept)[:2] == server.ask(thing, accept)[:2]


def test_a_head_request_is_answered_like_a_get(server):
    for thing in ("concept/chinh-phu-so", "release/0.1.0/ontology.ttl"):
        for accept in (CHROME, "text/turtle"):
            assert server.ask(thing, accept, method="HEAD")[:2] == server.ask(thing, accept)[:2]


def test_the_base_without_its_slash_is_led_to_the_base(server):
    assert server.request("/cds-kg")[:2] == (301, f"http://127.0.0.1:{server.port}/cds-kg/")


# The whole way


@pytest.mark.parametrize("form", ["turtle", "nt", "json-ld", None])
def test_rdflib_reads_the_ontology_from_its_iri(server, rules, released, form, tmp_path):
    """By the redirect and from the host, both on this machine, with the header that rdflib sends by itself."""
    here = f"http://127.0.0.1:{server.port}"
    server.publish(tmp_path.name, rules.replace(HOST, f"{here}/host-{tmp_path.name}"))
    (server.www / f"host-{tmp_path.name}").mkdir()
    types = "AddType text/turtle .ttl\nAddType application/ld+json .jsonld\nAddType application/n-triples .nt\n"
    (server.www / f"host-{tmp_path.name}" / ".htaccess").write_text(types)
    for name in ("ontology.ttl", "ontology.nt", "ontology.jsonld"):
        (server.www / f"host-{tmp_path.name}" / name).write_bytes(released[name])
    graph = rdflib.Graph().parse(f"{here}/{tmp_path.name}/ontology", format=form)
    assert len(graph) == len(set(released["ontology.nt"].splitlines()))


def test_what_must_be_filled_in_is_told(rules):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert PLACEHOLDER in readme
    assert "GITHUB-ACCOUNT" in readme
    assert "GITHUB-ACCOUNT" in rules
    assert not re.search(r"[\w.]+@[\w.]+", rules + readme)
