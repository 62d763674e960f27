"""The names that our JSON-LD uses: ``context.jsonld``, which every document carries as far as it uses it."""

from __future__ import annotations

import json
from functools import cache

from cds_kg.resources import asset
from cds_kg.store.jsonld import Context


def context_file() -> bytes:
    """The whole context as a document, for people who write data of their own."""
    return asset("context.jsonld").read_bytes()


@cache
def context() -> Context:
    """The context as the JSON-LD writer takes it."""
    return Context(json.loads(context_file())["@context"])
