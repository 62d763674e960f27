"""Nothing is fetched: a listener on this machine hears of none of the ways in which data or queries point outside."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph as ox
import pytest

from cds_kg.errors import RefusedError


class Listener:
    """Takes connections on a free port of the loopback, answers 404, and counts them."""

    def __init__(self) -> None:
        self.heard = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/x"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.heard += 1
                with connection, suppress(OSError):
                    connection.settimeout(2)
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.socket.close()


QUERIES = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE: { ?s ?p ?o } }",
    "PREFIX x: <URL> SELECT * { ?s ?p true.SERVICE x: { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <URL> } SERVICE ?e { ?s ?p ?o } }",
    'SELECT * { ?s ?p ?o FILTER(?o<#x>"""\n 5) SERVICE <URL> { ?s ?p ?o } #"""\n}',
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "DESCRIBE <URL>",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <URL>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
]


def test_the_engine_by_itself_would_call_out(listener):
    with suppress(OSError, RuntimeError):
        list(ox.Store().query(QUERIES[0].replace("URL", listener.url)))
    assert listener.heard == 1


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_calls_out(run, listener, query):
    done = run("query", "-q", query.replace("URL", listener.url))
    assert listener.heard == 0
    assert done.code == (0 if query.startswith(("SELECT * { GRAPH", "DESCRIBE")) else 2)


def test_the_library_refuses_as_the_command_does(kg_store, listener):
    for query in QUERIES[:8]:
        with pytest.raises(RefusedError):
            kg_store.query(query.replace("URL", listener.url))
        with pytest.raises(RefusedError):
            kg_store.query(query.replace("URL", listener.url), timeout=5)
    assert listener.heard == 0


DATA = {
    "context.jsonld": '{"@context": "URL", "@id": "http://a", "http://b": "x"}',
    "import.jsonld": '{"@context": {"@version": 1.1, "@import": "URL"}, "@id": "http://a", "http://b": "x"}',
    "list.jsonld": '[{"@context": [{}, "URL"], "@id": "http://a", "http://b": "x"}]',
    "entity.rdf": '<!DOCTYPE r [<!ENTITY x SYSTEM "URL">]><r>&x;</r>',
    "dtd.rdf": (
        '<!DOCTYPE rdf:RDF SYSTEM "URL"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="http://a"><b xmlns="http://c/">x</b></rdf:Description></rdf:RDF>'
    ),
    "imports.ttl": "<http://a> a <http://www.w3.org/2002/07/owl#Ontology> ; "
    "<http://www.w3.org/2002/07/owl#imports> <URL> .",
    "see-also.nt": "<URL> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <URL> .\n",
}


@pytest.mark.parametrize("name", DATA)
def test_no_data_file_calls_out(run, listener, tmp_path, name):
    path = tmp_path / name
    path.write_text(DATA[name].replace("URL", listener.url), encoding="utf-8")
    assert run("query", "--data", path, "-q", "ASK {}").code in (0, 3)
    if path.suffix == ".ttl":
        assert run("check", path).code in (0, 1)
        assert run("format", path).code == 0
    assert listener.heard == 0


def test_an_address_instead_of_a_file_is_a_missing_file(run, listener):
    for args in (("query", listener.url), ("query", "-q", "ASK {}", "--data", listener.url), ("format", listener.url)):
        assert run(*args).code in (2, 3)
    assert listener.heard == 0
