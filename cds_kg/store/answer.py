"""Asking the engine: its errors become ours, its answers leave it as bytes."""

from __future__ import annotations

import pyoxigraph as ox

from cds_kg.errors import CdsKgError, QueryError
from cds_kg.namespaces import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cds_kg.store.results import Rows, Triples

#: What the engine raises while it reads or evaluates a query.
ENGINE_ERRORS = (SyntaxError, OSError, RuntimeError, ValueError)


def engine_error(error: Exception, sparql: str, name: str = "SPARQL") -> CdsKgError:
    """The error to raise instead of one of `ENGINE_ERRORS`; ``name`` as in `guard.check`."""
    if isinstance(error, CdsKgError):
        return error
    if isinstance(error, SyntaxError):
        from cds_kg.store.grammar import syntax_error

        return syntax_error(sparql, name)
    return QueryError(
        f"{name}: không tính được truy vấn này; hãy xem các hàm và kiểu dữ liệu trong đó.",
        f"{name}: this query cannot be evaluated; look at the functions and datatypes in it.",
    )


def answer(store: ox.Store, sparql: str) -> bytes:
    """The whole answer to a query that `guard.check` let pass: N-Triples of a graph, else SPARQL results JSON.

    Raises:
        QueryError: the query is ill-formed or cannot be evaluated.
    """
    try:
        result = store.query(sparql, prefixes=PREFIXES)
        if isinstance(result, ox.QueryTriples):
            data = result.serialize(format=ox.RdfFormat.N_TRIPLES)
        else:
            data = result.serialize(format=ox.QueryResultsFormat.JSON)
    except ENGINE_ERRORS as error:
        raise engine_error(error, sparql) from error
    assert data is not None
    return data


def decoded(data: bytes, triples: bool) -> Rows | Triples | bool:
    """What `answer` gave, as a value: rows, the triples of a graph, or the boolean of ASK."""
    from cds_kg.store.results import Rows, Triples

    if triples:
        quads = ox.parse(data, ox.RdfFormat.N_TRIPLES)
        return Triples(ox.Triple(q.subject, q.predicate, q.object) for q in quads)
    result = ox.parse_query_results(data, ox.QueryResultsFormat.JSON)
    return bool(result) if isinstance(result, ox.QueryBoolean) else Rows(data)
