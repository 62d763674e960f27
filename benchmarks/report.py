"""The measurements as Markdown tables and a plot, made of ``results.json``."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from peers import PINNED

HERE = Path(__file__).resolve().parent
RESULTS, README, PLOT = HERE / "results.json", HERE / "README.md", HERE / "sizes.svg"
#: The parts as they are measured and told.
ORDER = ("start", "questions", "load", "validate", "check", "turtle")
BEGIN, END = "<!-- measured -->", "<!-- end -->"


def about() -> dict[str, Any]:
    """When, on what and with what is measured."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: version(name) for name in ("cds-kg", "pyoxigraph", "shacl")},
    }


def place(part: str) -> int:
    """Where a part stands among the others."""
    return ORDER.index(part) if part in ORDER else len(ORDER)


def keep(part: str, data: dict[str, Any], told: dict[str, Any]) -> None:
    """Put the figures of one part in the place of its old ones."""
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    results[part] = {"about": {**told, "load_after": round(os.getloadavg()[0], 1)}, **data}
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write() -> None:
    """Write the tables into the README, and the plot."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [f"\nPeers: {', '.join(PINNED).replace('==', ' ')}."]
    for data in (results[part] for part in sorted(results, key=place)):
        lines += [f"\n### {data['title']}\n", _about(data["about"], data.get("note", "")), ""]
        for one in data["tables"]:
            lines += [*_table(one["head"], one["rows"]), ""]
    points = [point for data in results.values() for point in data.get("points", ())]
    if points:
        plot(points)
        lines += ["", "### Growing data, drawn", "", f"![Time and peak memory against triples]({PLOT.name})", ""]
    text = README.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


def _about(told: dict[str, Any], note: str) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in told["packages"].items())
    return (
        f"{told['date']}, {told['cores']} cores, {told['memory_gb']} GB, {told['system']}, "
        f"load {told['load_before']} before and {told['load_after']} after, Python {told['python']}, {packages}. {note}"
    ).rstrip()


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def plot(points: list[dict[str, Any]]) -> None:
    """Time and peak memory against triples, on logarithmic axes, a line for each engine, a column for each job."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "cds-kg"  # the same figures, the same bytes
    jobs = list(dict.fromkeys(point["job"] for point in points))
    figure, axes = pyplot.subplots(2, len(jobs), figsize=(5 * len(jobs), 8), squeeze=False, sharex=True)
    engines = list(dict.fromkeys(point["engine"] for point in points))
    for column, job in enumerate(jobs):
        for row, (key, label) in enumerate((("seconds", "seconds"), ("mb", "peak memory, MB"))):
            axis = axes[row][column]
            for number, engine in enumerate(engines):
                own = [p for p in points if p["job"] == job and p["engine"] == engine and p.get(key) is not None]
                if own:
                    xs, ys = [p["triples"] for p in own], [p[key] for p in own]
                    axis.plot(xs, ys, "os^Dv*P"[number % 7] + "-", color=f"C{number}", label=engine)
            axis.set(xscale="log", yscale="log", ylabel=label if not column else "")
            axis.set_title(job if not row else "")
            axis.grid(True, which="both", alpha=0.25)
            if row:
                axis.set_xlabel("triples")
            else:
                axis.legend(fontsize="small")
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    write()
