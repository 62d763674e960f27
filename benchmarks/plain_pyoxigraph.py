"""The files loaded plainly with pyoxigraph, a peer for opening the graph: prints how many triples there are.

python benchmarks/plain_pyoxigraph.py load|bulk_load FILE...
"""

import sys

import pyoxigraph as ox

store = ox.Store()
load = {"load": store.load, "bulk_load": store.bulk_load}[sys.argv[1]]
for file in sys.argv[2:]:
    load(path=file, format=ox.RdfFormat.TURTLE)
print(len(store))
