"""The question pack timed within one process: prints JSON, engine -> question -> milliseconds (the median of some runs)
and rows.

python benchmarks/questions_in_process.py ENGINES RUNS QUERIES.json FILE...

ENGINES, with commas between, take turns at each question, so that a drift of the machine falls on all: ``rdflib``,
``pyoxigraph`` (the plain engine in memory), ``cds-kg`` (`GraphStore.select` over its own loading of the same modules;
in memory too where CDS_KG_CACHE is off). QUERIES.json maps names to queries. Loading is not counted; every row is taken
out. A question is given up after LONGEST seconds, which then stand for its time, and -1 for its rows.
"""

from __future__ import annotations

import json
import signal
import statistics
import sys
import time
from collections.abc import Callable

#: Seconds.
LONGEST, ENOUGH = 30, 3

engines, runs, files = sys.argv[1].split(","), int(sys.argv[2]), sys.argv[4:]
with open(sys.argv[3], encoding="utf-8") as pack:
    queries = json.load(pack)


def rdflib_asker() -> Callable[[str], int]:
    import rdflib

    graph = rdflib.Graph()
    for file in files:
        graph.parse(file, format="turtle")
    return lambda sparql: len(list(graph.query(sparql)))


def pyoxigraph_asker() -> Callable[[str], int]:
    import pyoxigraph

    store = pyoxigraph.Store()
    for file in files:
        store.load(path=file, format=pyoxigraph.RdfFormat.TURTLE)
    return lambda sparql: sum(1 for _ in store.query(sparql))


def cds_kg_asker() -> Callable[[str], int]:
    from cds_kg.store.dataset import GraphStore, with_defaults

    own = GraphStore.open(with_defaults(["units"]))
    return lambda sparql: len(own.select(sparql))


def give_up(*_: object) -> None:
    raise TimeoutError


ASKERS = {"rdflib": rdflib_asker, "pyoxigraph": pyoxigraph_asker, "cds-kg": cds_kg_asker}
askers = {engine: ASKERS[engine]() for engine in engines}
told: dict[str, dict[str, tuple[float, int]]] = {engine: {} for engine in engines}
signal.signal(signal.SIGALRM, give_up)
for name, sparql in queries.items():
    times: dict[str, list[float]] = {engine: [] for engine in engines}
    rows = dict.fromkeys(engines, -1)
    for _ in range(runs):
        for engine, ask in askers.items():
            signal.alarm(LONGEST)
            begin = time.perf_counter()
            try:
                rows[engine] = ask(sparql)
            except TimeoutError:
                rows[engine] = -1
            times[engine].append(time.perf_counter() - begin)
            signal.alarm(0)
        if any(sum(spent) > ENOUGH for spent in times.values()):
            break
    for engine in engines:
        seconds = statistics.median(times[engine]) if rows[engine] >= 0 else LONGEST
        told[engine][name] = (1000 * seconds, rows[engine])
json.dump(told, sys.stdout)
