"""What is wrong in an RDF file and where: the words of the parsers in ours, in both languages."""

from __future__ import annotations

import re

import pyoxigraph as ox

from cds_kg.errors import InputError
from cds_kg.store.excerpt import excerpt, lines_of

_TURTLE_FAMILY = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS)

#: What the parser says -> our words; ``{0}`` is the group found.
_FAULTS: tuple[tuple[str, str, str], ...] = (
    (
        r"The prefix (\S*?):? has not been declared",
        "tiền tố «{0}:» chưa được khai báo; hãy thêm «@prefix {0}: <...> .» ở đầu tệp.",
        'the prefix "{0}:" is not declared; add "@prefix {0}: <...> ." at the top of the file.',
    ),
    (
        r"Unexpected end",
        'tệp kết thúc giữa chừng; hãy thêm dấu đóng còn thiếu (" > ] )) hoặc dấu chấm ở cuối câu.',
        'the file ends in mid-statement; add the missing closing sign (" > ] )) or the final dot.',
    ),
    (
        r"A dot is expected|(?:must|should) be followed by a dot",
        "câu ở trước chưa kết thúc; hãy thêm dấu chấm, hoặc dấu «;» hay «,» trước phần này.",
        'the statement before this does not end; add a dot, or ";" or "," before this part.',
    ),
    (
        r"The object of a triple must be",
        "thiếu tân ngữ ở đây; hãy viết một IRI đầy đủ trong < > hoặc một chuỗi trong nháy.",
        "there is no object here; write a full IRI in < > or a quoted text.",
    ),
    (
        r"The (?:subject|predicate) of a triple must be",
        "chủ ngữ và vị từ phải là IRI đầy đủ trong < >.",
        "subjects and predicates are full IRIs in < >.",
    ),
    (
        r"(?s)(.+?) is not a valid RDF object",
        "thiếu tân ngữ trước «{0}»; hãy viết một IRI hoặc một giá trị.",
        'there is no object before "{0}"; write an IRI or a value.',
    ),
    (
        r"(?s)(.+?) is not a valid predicate",
        "«{0}» không thể làm vị từ; hãy viết một IRI, một tên có tiền tố, hoặc «a».",
        '"{0}" cannot be a predicate; write an IRI, a prefixed name, or "a".',
    ),
    (
        r"(?s)(.+?) is not a valid subject",
        "«{0}» không thể mở đầu một câu; hãy viết một IRI hoặc một tên có tiền tố, hoặc sửa câu ở trước.",
        '"{0}" cannot begin a statement; write an IRI or a prefixed name, or mend the statement before it.',
    ),
    (
        r"Line jumps are not allowed",
        'chuỗi bị xuống dòng; hãy thêm dấu " đóng chuỗi, hoặc viết chuỗi nhiều dòng trong """ và """.',
        'a string runs over the end of its line; close it with ", or write a text of several lines in """ and """.',
    ),
    (
        r"No scheme found|relative IRI",
        "IRI tương đối; hãy viết IRI đầy đủ (https://...), hoặc khai báo «@base <...> .» ở đầu tệp.",
        'this IRI is relative; write it in full (https://...), or declare "@base <...> ." at the top of the file.',
    ),
    (
        r"datatype IRI after|datatype must be an IRI",
        "thiếu IRI của kiểu dữ liệu sau «^^»; hãy viết kiểu, như «^^xsd:date», hoặc bỏ «^^».",
        'the datatype IRI after "^^" is missing; write it, like "^^xsd:date", or remove the "^^".',
    ),
    (
        r"tag (\S+) with an underscore",
        "thẻ ngôn ngữ không được có dấu gạch dưới; hãy viết dấu gạch nối: «{0}».",
        'a language tag has no underscore; write a hyphen: "{0}".',
    ),
    (
        r"Invalid IRI|IRI",
        'IRI có ký tự không hợp lệ; hãy bỏ khoảng trắng và các ký tự < > " {{ }} | ^ ` \\ khỏi IRI.',
        'this IRI holds a character that is not allowed; remove blanks and < > " {{ }} | ^ ` \\ from it.',
    ),
    (
        r"should end with a '\]'",
        "thiếu dấu «]» đóng nút trống; hãy thêm vào trước chỗ này.",
        'the "]" that closes a blank node is missing; add it before this place.',
    ),
    (
        r"language (?:code|tag)",
        "thẻ ngôn ngữ không hợp lệ; hãy viết như @vi hoặc @en.",
        "this language tag is not valid; write it like @vi or @en.",
    ),
    (
        r"escape",
        "dấu «\\» mở đầu một ký tự thoát không hợp lệ; hãy viết «\\\\» nếu muốn chính dấu đó.",
        'the "\\" begins an escape that does not exist; write "\\\\" for the sign itself.',
    ),
    (
        r"'([“”‘’])'",
        "dấu nháy cong «{0}» không dùng được; hãy viết nháy thẳng \" hoặc '.",
        "the curly quotation mark {0} does not serve; write a straight one, \" or '.",
    ),
    (
        r"PREFIX keyword should be followed",
        "khai báo tiền tố phải có dạng «@prefix ten: <...> .».",
        'a prefix is declared as "@prefix name: <...> .".',
    ),
)


def fault(error: SyntaxError, text: str, known: ox.RdfFormat, name: str) -> InputError:
    """What the parser says of ``text``, in our words and with the place."""
    said = re.sub(r" \(line \d+\)$|^Parser error .*?: ", "", error.msg, flags=re.DOTALL)
    if "LoadDocumentCallback" in said:
        return InputError(
            f"{name}: tệp trỏ đến một ngữ cảnh JSON-LD ở trên mạng, mà lệnh này không tải gì từ mạng; hãy chép "
            "nội dung ngữ cảnh vào «@context».",
            f"{name}: the file points to a JSON-LD context on the network, and nothing is fetched; copy the context "
            'itself into "@context".',
        )
    place = (error.lineno, error.offset or 1) if error.lineno else _place(text, known)
    if place is None:
        return InputError(
            f"{name}: không phải {known.name} hợp lệ; hãy xem các IRI có đầy đủ không, hoặc chuyển sang Turtle.",
            f"{name}: this is not valid {known.name}; see whether its IRIs are in full, or turn it into Turtle.",
        )
    place, said = _mended(place, said, text)
    vi = f"sai cú pháp {known.name} ở đây; hãy sửa chỗ được đánh dấu."
    en = f"this is not well-formed {known.name}; mend the marked place."
    for pattern, fault_vi, fault_en in _FAULTS:
        found = re.search(pattern, said)
        if found and known in _TURTLE_FAMILY:
            vi, en = fault_vi.format(*found.groups()), fault_en.format(*found.groups())
            break
    where, shown = f"{name}:{place[0]}:{place[1]}", excerpt(text, *place)
    return InputError(f"{where}: {vi}\n{shown}", f"{where}: {en}\n{shown}")


def _mended(place: tuple[int, int], said: str, text: str) -> tuple[tuple[int, int], str]:
    """The place and the words of the parser, put right where they miss the point.

    After the last statement the place is the end of it, and the statement is what has no end. A language tag with an
    underscore is told as such.
    """
    line, column = place
    lines = lines_of(text)
    last = len(lines)
    while last > 1 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    end = len(lines[last - 1].rstrip()) + 1
    if (line, column) >= (last, end):
        return (last, end), "Unexpected end" if "followed by a dot" in said else said
    found = re.search(r"@([A-Za-z0-9\-]+)$", lines[line - 1][: column - 1])
    rest = re.match(r"_[A-Za-z0-9_\-]+", lines[line - 1][column - 1 :])
    if found and rest:
        return place, f"tag @{found[1]}{rest[0].replace('_', '-')} with an underscore"
    return place, said


def _place(text: str, known: ox.RdfFormat) -> tuple[int, int] | None:
    """Line and column of the first fault that the standard library finds in XML or JSON."""
    if known == ox.RdfFormat.RDF_XML:
        from xml.parsers import expat

        try:
            expat.ParserCreate().Parse(text.encode(), True)
        except expat.ExpatError as error:
            return error.lineno, error.offset + 1
    elif known == ox.RdfFormat.JSON_LD:
        import json

        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            return error.lineno, error.colno
    return None
