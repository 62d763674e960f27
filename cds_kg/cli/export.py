"""``cds-kg export``: the graph, a part of it, or a whole release as a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping

from cds_kg.cli.common import add_format, add_output, choose_format, note, progress, write
from cds_kg.errors import UsageError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

_FORMATS = ("ttl", "jsonld", "rdf", "nt", "trig")
_PARTS = (
    "ontology",
    "vocabulary",
    "alignments",
    "evidence",
    "acts",
    "observations",
    "services",
    "questions",
    "units",
    "all",
)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg export``."""
    add_format(parser, lang, _FORMATS)
    add_output(parser, lang)
    parser.add_argument(
        "--part",
        choices=_PARTS,
        help=pick(
            lang,
            "phần cần xuất: bản thể học, từ vựng, đối chiếu với từ vựng khác, luận cứ, văn bản, quan sát, dịch vụ và "
            "tổ chức theo CPSV-AP, câu hỏi, đơn vị hành chính, hoặc đồ thị gộp trừ đơn vị hành chính (mặc định)",
            "the part to export: ontology, vocabulary, alignments, evidence, acts, observations, services and "
            "organisations in CPSV-AP, questions, administrative units, or the merged graph but the units (default)",
        ),
    )
    parser.add_argument(
        "--all",
        metavar="DIR",
        help=pick(
            lang,
            "ghi cả bản phát hành vào thư mục này: mọi phần ở mọi định dạng, danh mục DCAT, VoID, bảng CSV, quy tắc, "
            "câu hỏi, mã kiểm SHA-256",
            "write a whole release into this folder: every part in every format, the DCAT catalogue, VoID, CSV tables, "
            "shapes, questions, SHA-256 digests",
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Write the part in the format of ``-f`` or of the name after ``-o``, else as Turtle; or the release."""
    if args.all is not None:
        _refuse_with_all(args)
        return _release(args.all, args.lang)
    form = choose_format(args.format, args.output, _FORMATS, "ttl")
    with progress(args.lang, "Đang xuất đồ thị", "Exporting the graph"):
        from cds_kg.export.release import part_as

        data = part_as(args.part or "all", form)
    write(data, args.output)
    return 0


def _refuse_with_all(args: argparse.Namespace) -> None:
    """``--all`` writes all that there is, so it takes nothing that is about one file."""
    given = [
        option
        for option, value in (("-f", args.format), ("-o", args.output), ("--part", args.part))
        if value is not None
    ]
    if given:
        raise UsageError(
            f"--all ghi cả bản phát hành, nên không dùng cùng {given[0]} được.",
            f"--all writes a whole release, so it does not go with {given[0]}.",
        )


def _release(folder: str, lang: str) -> int:
    from cds_kg.export.folder import make_folder, released_in

    make_folder(folder)
    with progress(lang, "Đang ghi bản phát hành", "Writing the release"):
        count = write_release(folder, released_in(folder), lang)
    note(lang, f"Đã ghi {count} tệp vào {folder}{os.sep}", f"Wrote {count} files to {folder}{os.sep}")
    return 0


def write_release(folder: str, known: frozenset[str], lang: str) -> int:
    """Write a release into a folder that is there, and return the count of its files. See `write_told`."""
    from cds_kg.export.release import release

    files = release()
    write_told(folder, files, known, lang)
    gone = sorted(name for name in known - files.keys() if os.path.exists(os.path.join(folder, name)))
    if gone:
        listed = ", ".join(gone)
        note(
            lang,
            f"Lưu ý: trong {folder} còn tệp của bản trước mà bản này không có: {listed}",
            f"Note: {folder} still has files of an earlier release that this one does not have: {listed}",
        )
    return len(files)


def write_told(folder: str, files: Mapping[str, bytes], known: frozenset[str], lang: str) -> None:
    """Write the files, and tell which ones stood there with another content, unless they are ``known``."""
    from cds_kg.export.folder import write_files

    lost = write_files(folder, files, known)
    if lost:
        listed = ", ".join(lost)
        note(
            lang,
            f"Cảnh báo: trong {folder} có tệp không phải của bản phát hành nào; đã ghi đè: {listed}",
            f"Warning: {folder} had files that were of no release; they were overwritten: {listed}",
        )
