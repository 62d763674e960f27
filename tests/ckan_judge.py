"""Run by the Python of CKAN's own environment: what its DCAT harvester makes of a catalogue, as JSON on stdout.

    python ckan_judge.py PROFILE LANGUAGE FORMAT FILE [TURTLE]

Each dataset comes as CKAN's own dict, with what its validators say against its tags and its name. With TURTLE, CKAN's
serializer writes the datasets back there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ckan.common import config
from ckan.lib.munge import munge_title_to_name
from ckan.lib.navl.dictization_functions import Invalid
from ckan.logic.validators import name_validator, tag_length_validator, tag_name_validator
from ckanext.dcat.processors import RDFParser, RDFSerializer


def refusals(validators: list[Any], values: list[str]) -> list[str]:
    """The values that CKAN refuses."""
    refused = []
    for value in values:
        try:
            for validator in validators:
                validator(value, {})
        except Invalid:
            refused.append(value)
    return refused


def main(profile: str, language: str, form: str, path: str, back: str = "") -> None:
    """Parse, judge, write."""
    config["ckan.locale_default"] = language
    config["ckan.site_url"] = "https://example.org"
    parser = RDFParser(profiles=[profile])
    parser.parse(Path(path).read_text(encoding="utf-8"), _format=form)
    datasets = list(parser.datasets())
    if back:
        serializer = RDFSerializer(profiles=[profile])
        for dataset in datasets:
            dataset["id"] = munge_title_to_name(dataset["title"])
            serializer.graph_from_dataset(dataset)
        serializer.g.serialize(back, format="turtle")
    for dataset in datasets:
        tags = [tag["name"] for tag in dataset["tags"]]
        name = munge_title_to_name(dataset.get("title") or "")
        dataset["name"] = name
        dataset["refused"] = refusals([tag_name_validator, tag_length_validator], tags) + refusals(
            [name_validator], [name]
        )
    json.dump(datasets, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
