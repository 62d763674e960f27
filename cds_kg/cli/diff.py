"""``cds-kg diff``: two releases, folders or files compared by meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cds_kg.cli.common import (
    LIST_FORMATS,
    add_format,
    add_output,
    choose_format,
    emit,
    note,
    progress,
    terminal_width,
    write,
)
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    import pyoxigraph as ox

    from cds_kg.export.diff.model import Change, Difference, Thing

_EFFECTS = ("breaking", "review", "safe")
_STATUSES = ("removed", "deprecated", "ended", "changed", "added")
_KINDS = ("class", "property", "concept", "claim", "act", "unit", "shape", "question", "other")
_COLUMNS = (
    *("effect", "status", "kind", "iri", "label", "aspect", "predicate", "language", "before", "after"),
    *("replaced_by", "reason"),
)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg diff``."""
    parser.add_argument(
        "old",
        metavar="OLD",
        help=pick(
            lang,
            "bản cũ: thư mục bản phát hành, thư mục ontology/, tệp RDF, hoặc chữ packaged (đồ thị của gói)",
            "the older side: a release folder, an ontology/ folder, an RDF file, or the word packaged (the package's "
            "graph)",
        ),
    )
    parser.add_argument(
        "new",
        metavar="NEW",
        nargs="?",
        help=pick(lang, "bản mới (mặc định: packaged)", "the newer side (default: packaged)"),
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=(*_EFFECTS, *_STATUSES),
        metavar="WHAT",
        help=pick(
            lang,
            f"chỉ cho xem: {', '.join((*_EFFECTS, *_STATUSES))}; lặp lại được",
            f"show these alone: {', '.join((*_EFFECTS, *_STATUSES))}; may be repeated",
        ),
    )
    parser.add_argument(
        "--kind",
        action="append",
        choices=_KINDS,
        metavar="KIND",
        help=pick(
            lang,
            f"chỉ cho xem loại này: {', '.join(_KINDS)}; lặp lại được",
            f"show this kind alone: {', '.join(_KINDS)}; may be repeated",
        ),
    )
    parser.add_argument("--summary", action="store_true", help=pick(lang, "chỉ đếm theo loại", "counts by kind alone"))
    parser.add_argument(
        "--fail-on",
        choices=("breaking", "review", "any", "none"),
        default="none",
        metavar="WHAT",
        help=pick(
            lang,
            "trả mã 1 khi có thay đổi: breaking (phá vỡ tương thích), review (cả điều cần xem lại), any (bất kỳ); mặc "
            "định none: luôn là 0",
            "exit with 1 where something is breaking, to review (or breaking), or where there is any difference; "
            "default none: always 0",
        ),
    )
    add_format(parser, lang, (*LIST_FORMATS, "md"))
    add_output(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Print the differences; 1 where ``--fail-on`` says so. It looks at all of them, whatever is shown."""
    form = choose_format(args.format, args.output, (*LIST_FORMATS, "md"))
    with progress(args.lang, "Đang so sánh", "Comparing"):
        from cds_kg.export.diff import diff

        found = diff(args.old, args.new)
        shown = _chosen(found, args.only or (), args.kind or ())
        if args.summary:
            _write_summary(found, shown, form, args.output, args.lang)
        else:
            _write(shown, form, args.output, args.lang)
    _tell(found, args.lang)
    fatal = {"breaking": ("breaking",), "review": ("breaking", "review"), "any": _EFFECTS, "none": ()}[args.fail_on]
    return 1 if found.effect in fatal else 0


def _chosen(found: Difference, only: tuple[str, ...], kinds: tuple[str, ...]) -> Difference:
    """The difference with those things and changes alone that are asked for."""
    from dataclasses import replace

    effects = [name for name in only if name in _EFFECTS]
    statuses = [name for name in only if name in _STATUSES]
    things = []
    for thing in found.things:
        if kinds and thing.kind not in kinds:
            continue
        if only and thing.status not in statuses:
            changes = tuple(change for change in thing.changes if change.effect in effects)
            if not changes:
                continue
            thing = replace(thing, changes=changes)
        things.append(thing)
    return replace(found, things=tuple(things))


def _write(found: Difference, form: str, output: str | None, lang: str) -> None:
    if form == "json":
        emit([_record(found, thing, lang) for thing in found.things], form, output)
    elif form == "md":
        from cds_kg.export.diff.markdown import to_markdown

        title = found.new_version if found.new_version != found.old_version else ""
        write(to_markdown(found, lang, title), output)
    elif form == "table":
        write(_table(found, lang), output)
    else:
        emit([row for thing in found.things for row in _rows(found, thing, lang)], form, output, columns=_COLUMNS)


def _table(found: Difference, lang: str) -> str:
    """A line for each change; a thing is named once."""
    from cds_kg.export.diff.wording import about, before_and_after, named, reason, word
    from cds_kg.store.tables import one_line, table

    heads = pick(
        lang,
        "ảnh hưởng|tình trạng|loại|đối tượng|về|trước|sau|vì sao",
        "effect|status|kind|thing|about|before|after|why",
    )
    rows = []
    for thing in found.things:
        head = (word(thing.status, lang), word(thing.kind, lang), one_line(named(found, thing.iri, lang)))
        for change in thing.changes:
            what = "" if change.aspect == "thing" else about(change, lang)
            before, after = before_and_after(found, change, lang)
            if change.aspect == "thing" and thing.replacements:
                after = [named(found, iri, lang) for iri in thing.replacements]
            cells = ("; ".join(map(one_line, before)), "; ".join(map(one_line, after)))
            rows.append((word(change.effect, lang), *head, what, *cells, reason(change.reason, lang)))
    return table(heads.split("|"), rows, terminal_width()) + (
        "" if rows else pick(lang, "(không có gì)\n", "(nothing)\n")
    )


def _rows(found: Difference, thing: Thing, lang: str) -> Iterator[dict[str, object]]:
    """One row for each change: for programs that read tables; things by their IRIs, words as they are."""
    for change in thing.changes:
        yield {
            "effect": change.effect,
            "status": thing.status,
            "kind": thing.kind,
            "iri": thing.iri,
            "label": found.label(thing.iri, lang),
            "aspect": change.aspect,
            "predicate": change.predicate,
            "language": change.language,
            "before": [term.value for term in change.before],
            "after": [term.value for term in change.after],
            "replaced_by": list(thing.replacements),
            "reason": change.reason,
        }


def _record(found: Difference, thing: Thing, lang: str) -> dict[str, object]:
    return {
        **_named(found, thing.iri, lang),
        "kind": thing.kind,
        "status": thing.status,
        "effect": thing.effect,
        "replaced_by": [_named(found, iri, lang) for iri in thing.replacements],
        "changes": [_change_record(found, change, lang) for change in thing.changes],
    }


def _change_record(found: Difference, change: Change, lang: str) -> dict[str, object]:
    from cds_kg.export.diff.wording import reason

    return {
        "aspect": change.aspect,
        "predicate": _named(found, change.predicate, lang) if change.predicate else None,
        "before": [_value(found, term, lang) for term in change.before],
        "after": [_value(found, term, lang) for term in change.after],
        "effect": change.effect,
        "reason": change.reason,
        "why": reason(change.reason, lang),
    }


def _value(found: Difference, term: ox.NamedNode | ox.Literal, lang: str) -> dict[str, object]:
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return _named(found, term.value, lang)
    return {"value": term.value, "language": term.language, "datatype": term.datatype.value}


def _named(found: Difference, iri: str, lang: str) -> dict[str, object]:
    from cds_kg.namespaces import curie

    return {"iri": iri, "id": curie(iri), "label": found.label(iri, lang)}


def _write_summary(found: Difference, shown: Difference, form: str, output: str | None, lang: str) -> None:
    """Things by kind and status, changes by effect; in JSON, an array of one object, with the version that follows."""
    rows = list(_counted(shown))
    if form == "json":
        summary = {
            **{effect: shown.count(effect) for effect in _EFFECTS},
            "kinds": rows,
            "old_version": found.old_version or None,
            "new_version": found.new_version or None,
            "part_to_raise": found.part_to_raise,
            "next_version": found.next_version or None,
            "left_out": [{"what": what, "only_in": side} for what, side in found.left_out],
        }
        emit([summary], form, output)
    elif form in ("csv", "tsv"):
        emit(rows, form, output, columns=("kind", *_STATUSES, *_EFFECTS))
    else:
        from cds_kg.export.diff.wording import word
        from cds_kg.store.tables import table

        heads = [pick(lang, "loại", "kind"), *(word(name, lang) for name in (*_STATUSES, *_EFFECTS))]
        cells = [[word(str(value), lang) if value else "" for value in row.values()] for row in rows]
        if form == "md":
            ruled = [heads, ["---", *["---:"] * (len(heads) - 1)], *cells]
            write("".join(f"| {' | '.join(row)} |\n" for row in ruled), output)
        else:
            write(table(heads, cells, terminal_width()), output)


def _counted(shown: Difference) -> Iterator[dict[str, object]]:
    for kind in _KINDS:
        things = [thing for thing in shown.things if thing.kind == kind]
        if things:
            yield {
                "kind": kind,
                **{status: sum(thing.status == status for thing in things) for status in _STATUSES},
                **{effect: sum(c.effect == effect for thing in things for c in thing.changes) for effect in _EFFECTS},
            }


def _tell(found: Difference, lang: str) -> None:
    """What was compared, how much differs, and what that means for the version."""
    from cds_kg.export.diff.wording import word

    if found.part:
        note(lang, f"So với phần «{found.part}» của bản kia.", f'Held against the part "{found.part}" of the other.')
    for what, side in found.left_out:
        note(
            lang,
            f"Không so sánh {word(what, 'vi')}: chỉ {word(side, 'vi')} có.",
            f"Not compared: {word(what, 'en')}, which {word(side, 'en')} alone has.",
        )
    if not found.things:
        note(lang, "Không có gì khác nhau.", "No difference.")
        return
    breaking, review, safe = map(found.count, _EFFECTS)
    note(
        lang,
        f"{len(found.things)} đối tượng khác nhau; thay đổi: {breaking} phá vỡ tương thích, {review} cần xem lại, "
        f"{safe} an toàn.",
        f"Things that differ: {len(found.things)}; changes: {breaking} breaking, {review} to review, {safe} safe.",
    )
    _tell_version(found, lang)


def _tell_version(found: Difference, lang: str) -> None:
    from cds_kg.export.diff.wording import word

    part = found.part_to_raise or "patch"
    vi, en = f"Theo SemVer: tăng {word(part, 'vi')}", f"By SemVer: raise {word(part, 'en')}"
    if found.next_version:
        early = found.old_version.startswith("0.") and part != "patch"
        vi += f", từ {found.old_version} lên {found.next_version}"
        en += f", from {found.old_version} to {found.next_version}"
        vi += " (khi số đầu còn là 0 thì lùi một bậc)" if early else ""
        en += " (one part lower while the first number is 0)" if early else ""
    if found.effect == "review":
        vi += "; nếu điều cần xem lại làm đổi nghĩa thì tăng số lớn"
        en += "; the major part if what is to be reviewed changes a meaning"
    note(lang, vi + ".", en + ".")
