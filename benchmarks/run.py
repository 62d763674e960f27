"""All measurements, with one command; their tables and plot are written into ``benchmarks/README.md``.

    python benchmarks/run.py [--part PART ...] [--rounds N] [--sizes 5k,150k,1M,3M] [--limit SECONDS] [--work FOLDER]

Run it with the Python of an environment in which cds-kg is installed (``pip install .``); the peers are installed by
pip, in fixed versions, into an environment of their own in the work folder, which is kept for the next time. A part is
a module ``jobs_NAME.py`` here, or ``check_speed.py``, that has a function ``measured``; figures of parts that are not
run stay as they were. Needs a POSIX system, and Java for TopQuadrant's SHACL.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import report
from peers import Peers

HERE = Path(__file__).resolve().parent


def parts() -> dict[str, str]:
    """Part -> the module that measures it, in the order in which they run."""
    found = {path.stem.removeprefix("jobs_"): path.stem for path in sorted(HERE.glob("jobs_*.py"))}
    if (HERE / "check_speed.py").is_file():
        found["check"] = "check_speed"
    return {name: found[name] for name in sorted(found, key=report.place)}


def main() -> None:
    """Measure, and write what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--part", action="append", choices=list(parts()), help="only this part (may be repeated)")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of the short commands")
    parser.add_argument("--sizes", default="5k,150k,1M,3M", help="sizes of the growing data")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a peer is stopped")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "cds-kg-benchmarks")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    peers = Peers(args.work / "peers")
    for part, module in parts().items():
        if args.part and part not in args.part:
            continue
        job = importlib.import_module(module)
        if not hasattr(job, "measured"):
            continue
        begin, told = time.monotonic(), report.about()
        print(f"{part} ...", file=sys.stderr, flush=True)
        figures = job.measured(
            peers=peers, work=args.work, rounds=args.rounds, limit=args.limit, sizes=args.sizes.split(",")
        )
        report.keep(part, figures, told)
        # In a process of its own: the memory that drawing takes would count as that of the commands to come.
        subprocess.run([sys.executable, report.__file__], check=True)
        print(f"{part}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
