"""Whole commands against named peers, interleaved in one run: medians, ratios and peak memory as a Markdown table.

    python benchmarks/run.py [ROUNDS]

Needs a POSIX system (wait4). Each round runs every command once, in turn, so that a drift of the machine's speed falls
on all alike; the first round is not counted. A ratio is the median of the rounds' own ratios.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOOK_UP = (
    "PREFIX cds: <https://w3id.org/cds-kg/ontology#> SELECT ?risk ?who { ?risk cds:borneBy ?who } ORDER BY ?risk ?who"
)
PYTHON = sys.executable
CDS_KG = str(Path(PYTHON).with_name("cds-kg"))
IN_PYTHON = f"from cds_kg.cli.main import run; run(['query', '-q', {LOOK_UP!r}, '-f', 'tsv'])"
OPEN = "from cds_kg.store.dataset import GraphStore, with_defaults; graph = GraphStore.open({}); print({})"
OPEN_UNITS = OPEN.format("with_defaults(['units'])", "len(graph)")


def files(modules: str) -> list[str]:
    """The files that opening the graph loads, told by another process: what this one holds would count as theirs."""
    code = OPEN.format(modules, r"*graph.files, sep='\n'")
    return subprocess.run([PYTHON, "-c", code], capture_output=True, check=True, text=True).stdout.splitlines()


FILES = files("with_defaults(['units'])")
PLAIN_OXIGRAPH = [PYTHON, str(HERE / "plain_pyoxigraph.py")]
UNLIMITED = "from cds_kg.store import guard; guard.Watchdog.run = lambda self, work: work(); "
COMMANDS = {
    "python -c pass": [PYTHON, "-c", "pass"],
    "cds-kg --version": [CDS_KG, "--version"],
    "cds-kg query": [CDS_KG, "query", "-q", LOOK_UP, "-f", "tsv"],
    "query in Python, limited": [PYTHON, "-c", IN_PYTHON],
    "query in Python, unlimited": [PYTHON, "-c", UNLIMITED + IN_PYTHON],
    "rdflib script": [PYTHON, str(HERE / "plain_rdflib.py"), LOOK_UP, *files("")],
    "open with units": [PYTHON, "-c", OPEN_UNITS],
    "pyoxigraph load": [*PLAIN_OXIGRAPH, "load", *FILES],
    "pyoxigraph bulk_load": [*PLAIN_OXIGRAPH, "bulk_load", *FILES],
    "cds-kg unit": [CDS_KG, "unit", "tan thanh, lam dong", "-f", "tsv"],
    "import networkx": [PYTHON, "-c", "import networkx"],
    "cds-kg draw (SVG)": [CDS_KG, "draw"],
    "cds-kg draw (PNG)": [CDS_KG, "draw", "-f", "png"],
    "empty figure (PNG)": [PYTHON, str(HERE / "plain_figure.py")],
}
OPENED = ("open with units", "pyoxigraph load", "pyoxigraph bulk_load")
RATIOS = [
    ("cds-kg --version", "python -c pass"),
    ("cds-kg query", "python -c pass"),
    ("rdflib script", "cds-kg query"),
    ("query in Python, limited", "query in Python, unlimited"),
    (OPENED[0], OPENED[1]),
    (OPENED[0], OPENED[2]),
    ("cds-kg draw (SVG)", "python -c pass"),
    ("import networkx", "python -c pass"),
    ("cds-kg draw (PNG)", "empty figure (PNG)"),
]


def measure(command: list[str]) -> tuple[float, float, str]:
    """Wall seconds, peak resident megabytes and standard output of one run in a process of its own."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: exit code {process.returncode}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss / unit, output.decode(errors="replace")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    rows: dict[str, int] = {}
    opened: set[str] = set()
    for number in range(rounds + 1):
        for name, command in COMMANDS.items():
            seconds, memory, output = measure(command)
            rows[name] = sum(1 for line in output.splitlines() if "concept/" in line)
            if name in OPENED:
                opened.add(output)
            if number:
                runs[name].append((seconds, memory))
    assert rows["cds-kg query"] == rows["rdflib script"] > 0, "the two do not answer the same"
    assert len(opened) == 1, f"the graphs that were opened differ in size: {opened}"
    load = os.getloadavg()[0]
    packages = ", ".join(f"{p} {version(p)}" for p in ("cds-kg", "pyoxigraph", "rdflib"))
    machine = f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
    print(f"{time.strftime('%Y-%m-%d')}, {machine}, {packages}")
    print(f"\n{rounds} rounds.\n\n| command | median ms | min to max | peak MB |\n|---|---|---|---|")
    for name, values in runs.items():
        times = [1000 * s for s, _ in values]
        peak = statistics.median(m for _, m in values)
        print(f"| `{name}` | {statistics.median(times):.0f} | {min(times):.0f} to {max(times):.0f} | {peak:.0f} |")
    print("\n| ratio | time | peak memory |\n|---|---|---|")
    for one, other in RATIOS:
        pairs = list(zip(runs[one], runs[other], strict=True))
        time_ratio = statistics.median(a[0] / b[0] for a, b in pairs)
        memory_ratio = statistics.median(a[1] / b[1] for a, b in pairs)
        print(f"| `{one}` : `{other}` | {time_ratio:.2f} | {memory_ratio:.2f} |")


if __name__ == "__main__":
    main()
