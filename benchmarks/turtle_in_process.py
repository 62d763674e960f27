"""Write one graph as sorted Turtle, in memory, and print the seconds of the writing alone, the best of RUNS.

python benchmarks/turtle_in_process.py cds-kg|rdflib RUNS FILE
"""

from __future__ import annotations

import sys
import time

engine, runs, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if engine == "cds-kg":
    import pyoxigraph as ox

    from cds_kg.store.turtle import format_turtle

    graph = frozenset(q.triple for q in ox.parse(path=file, format=ox.RdfFormat.TURTLE))

    def write() -> int:
        return len(format_turtle(graph))
else:
    import rdflib

    graph = rdflib.Graph().parse(file, format="turtle")

    def write() -> int:
        return len(graph.serialize(format="turtle"))


times = []
for _ in range(runs):
    begin = time.perf_counter()
    write()
    times.append(time.perf_counter() - begin)
print(len(graph), min(times))
