"""The question pack timed within one process: prints JSON, question -> milliseconds, the median of some runs.

python benchmarks/questions_in_process.py ENGINE RUNS QUERIES.json FILE...

ENGINE is ``rdflib``, ``pyoxigraph`` (the plain engine in memory) or ``cds-kg`` (`GraphStore.select` over its own
loading of the same modules). QUERIES.json maps names to queries. Loading is not counted; every row is taken out. A
question is given up after LONGEST seconds, which then stand for its time, and -1 for its rows.
"""

from __future__ import annotations

import json
import signal
import statistics
import sys
import time
from collections.abc import Callable

engine, runs, files = sys.argv[1], int(sys.argv[2]), sys.argv[4:]
with open(sys.argv[3], encoding="utf-8") as pack:
    queries = json.load(pack)

ask: Callable[[str], int]
if engine == "rdflib":
    import rdflib

    graph = rdflib.Graph()
    for file in files:
        graph.parse(file, format="turtle")

    def ask(sparql: str) -> int:
        return len(list(graph.query(sparql)))

elif engine == "pyoxigraph":
    import pyoxigraph

    store = pyoxigraph.Store()
    for file in files:
        store.load(path=file, format=pyoxigraph.RdfFormat.TURTLE)

    def ask(sparql: str) -> int:
        return sum(1 for _ in store.query(sparql))

else:
    from cds_kg.store.dataset import GraphStore, with_defaults

    own = GraphStore.open(with_defaults(["units"]))

    def ask(sparql: str) -> int:
        return len(own.select(sparql))


LONGEST = 30


def give_up(*_: object) -> None:
    raise TimeoutError


signal.signal(signal.SIGALRM, give_up)
told = {}
for name, sparql in queries.items():
    times, rows = [], -1
    signal.alarm(LONGEST)
    try:
        for _ in range(runs):
            begin = time.perf_counter()
            rows = ask(sparql)
            times.append(time.perf_counter() - begin)
            if sum(times) > 3:
                break
    except TimeoutError:
        times = times or [LONGEST]
    signal.alarm(0)
    told[name] = [1000 * statistics.median(times), rows]
json.dump(told, sys.stdout)
