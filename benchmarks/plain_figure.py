"""The peer of a diagram as PNG: networkx and matplotlib imported, an empty figure of the same size saved."""

import sys

import matplotlib
import networkx

matplotlib.use("Agg")
from matplotlib import pyplot

figure = pyplot.figure(figsize=(40 / 3, 7.5), dpi=144)
assert networkx.MultiDiGraph
figure.savefig(sys.stdout.buffer, format="png")
