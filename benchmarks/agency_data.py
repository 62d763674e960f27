"""Data as agencies write them, in any amount: the same number and seed give the same bytes.

    python benchmarks/agency_data.py TRIPLES FILE.ttl [--sound] [--units]

Departments with their targets, observations, models, risks and procedures, in the agency's own namespace and tied to
the concepts of cds-kg. Every hundredth record has a fault of a known kind unless ``--sound`` is given. With
``--units`` observations are of communes and provinces, named by their IRIs, else of places of the agency's own.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

UNITS = Path(__file__).resolve().parents[1] / "ontology" / "units"

HEADER = """# Data of departments, made up.

@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsc: <https://w3id.org/cds-kg/concept/> .
@prefix cdsu: <https://w3id.org/cds-kg/unit/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix own: <https://agency.example/def#> .
@prefix ex: <https://agency.example/id/> .
"""

FIELDS = (
    ("Công Thương", "Industry and Trade"),
    ("Giáo dục và Đào tạo", "Education and Training"),
    ("Khoa học và Công nghệ", "Science and Technology"),
    ("Nội vụ", "Home Affairs"),
    ("Nông nghiệp và Môi trường", "Agriculture and Environment"),
    ("Tài chính", "Finance"),
    ("Tư pháp", "Justice"),
    ("Xây dựng", "Construction"),
    ("Y tế", "Health"),
)

#: A department has so many records.
RECORDS = 25

#: One record in so many has a fault.
FAULT_EVERY = 100

#: Kind of fault -> kind of record, what stands there, and what is put in its place.
FAULTS: dict[str, tuple[str, str, str]] = {
    "percent over 100": ("target", r"cds:targetValue \S+ ;", "cds:targetValue 160.0 ;"),
    "year for a date": ("target", r'cds:deadline "(\d{4})-12-31"\^\^xsd:date ;', r'cds:deadline "\1"^^xsd:gYear ;'),
    "day that does not exist": ("target", r'cds:deadline "(\d{4})-12-31"', r'cds:deadline "\1-02-30"'),
    "misspelt property": ("target", r"cds:targetActor (\S+) ;", r"cds:targetActor \1 ;\n  cds:targetActr \1 ;"),
    "label in one language": ("stakeholder", r' , "[^"]*"@en ;', " ;"),
    "blank at the end of a label": ("stakeholder", r'prefLabel "([^"]*)"@vi', r'prefLabel "\1 "@vi'),
    "two values": ("observation", r"cds:value (\S+) ;", r"cds:value \1 , 0.125 ;"),
    "end before beginning": ("observation", r'cds:observedUntil "(\d{4})', 'cds:observedUntil "1999'),
    "value of no indicator": ("observation", r"cds:indicator \S+ ;", "cds:indicator cdsc:chinh-phu-so ;"),
    "risk that nobody bears": ("risk", r"\n  cds:borneBy \S+ ;", ""),
}


def records(sound: bool = False, units: bool = False) -> Iterator[tuple[str, int, str | None]]:
    """Records without end: Turtle, number of triples, and the kind of its fault."""
    places = _communes() if units else []
    faults = list(FAULTS)
    made: Counter[str] = Counter()
    planted = 0
    for number, kind in enumerate(_kinds()):
        made[kind] += 1
        text = KINDS[kind](number, places)
        fault = None
        if not sound and number >= (planted + 1) * FAULT_EVERY:
            wanted = faults[planted % len(faults)]
            of_kind, pattern, instead = FAULTS[wanted]
            if of_kind == kind:
                mended = re.sub(pattern, instead, text, count=1)
                assert mended != text, (wanted, text)
                text, fault, planted = mended, wanted, planted + 1
        yield text, _triples(text), fault


def agency_data(triples: int, sound: bool = False, units: bool = False) -> tuple[str, Counter[str]]:
    """Turtle of about so many triples (whole departments), and how many faults of each kind stand in it."""
    parts, count, faults = [HEADER], 0, Counter[str]()
    for number, (text, size, fault) in enumerate(records(sound, units)):
        if count >= triples and number % RECORDS == 0:
            break
        parts.append(text)
        count += size
        if fault is not None:
            faults[fault] += 1
    return "\n".join(parts), faults


def _kinds() -> Iterator[str]:
    """The order of records: a department, then what it has."""
    while True:
        yield "stakeholder"
        yield "place"
        yield "model"
        for _ in range(2):
            yield "risk"
        for _ in range(4):
            yield "target"
            yield "observation"
            yield "observation"
            yield "procedure"
            yield "procedure"


def _communes() -> list[str]:
    """The IRIs of the present communes and provinces, prefixed."""
    found = (
        name
        for file in sorted(UNITS.glob("[0-9]*.ttl"))
        for name in re.findall(r"^(cdsu:2025-\d+)$", file.read_text("utf-8"), re.MULTILINE)
    )
    return list(dict.fromkeys(found))


def _triples(text: str) -> int:
    """One for each property or value that follows ``;`` or ``,``: the last ``;`` before the full stop counts none."""
    return len(re.findall(r' [;,](?=\s)(?!\s*\.\s)|" ,', text)) + 1


def _department(number: int) -> int:
    """The department to which a record belongs."""
    return number // RECORDS


def _words(number: int) -> tuple[str, str]:
    department = _department(number)
    vi, en = FIELDS[department % len(FIELDS)]
    return f"{vi} {department // len(FIELDS) + 1:04d}", f"{en} {department // len(FIELDS) + 1:04d}"


def _stakeholder(number: int, places: list[str]) -> str:
    vi, en = _words(number)
    return f"""ex:so-{_department(number):06d}
  a cds:Stakeholder ;
  skos:prefLabel "Sở {vi}"@vi , "Department of {en}"@en ;
  skos:definition
    "Cơ quan chuyên môn về {vi} ở cấp tỉnh (dữ liệu thử)."@vi ,
    "Specialised agency for {en} at provincial level (trial data)."@en ;
  skos:broader cdsc:co-quan-chinh-quyen-dia-phuong ;
  .
"""


def _place(number: int, places: list[str]) -> str:
    vi, en = _words(number)
    return f"""ex:dia-ban-{_department(number):06d}
  a dcterms:Location ;
  skos:prefLabel "Địa bàn của Sở {vi}"@vi , "Area of the Department of {en}"@en ;
  .
"""


def _model(number: int, places: list[str]) -> str:
    vi, en = _words(number)
    department = _department(number)
    return f"""ex:mo-hinh-{department:06d}
  a cds:GovernmentModel ;
  skos:prefLabel "Mô hình số của Sở {vi}"@vi , "Digital model of the Department of {en}"@en ;
  skos:definition
    "Cách Sở {vi} làm việc trên môi trường số."@vi ,
    "How the Department of {en} works digitally."@en ;
  cds:developedBy ex:so-{department:06d} ;
  cds:hasRisk ex:rui-ro-{number + 1:07d} , ex:rui-ro-{number + 2:07d} ;
  skos:broader cdsc:chinh-quyen-so ;
  .
"""


def _risk(number: int, places: list[str]) -> str:
    vi, en = _words(number)
    return f"""ex:rui-ro-{number:07d}
  a cds:Risk ;
  skos:prefLabel "Gián đoạn dịch vụ {number} của Sở {vi}"@vi , "Interruption {number} of the Department of {en}"@en ;
  skos:definition "Tổn hại khi dịch vụ ngừng hoạt động."@vi , "Harm when the service stops working."@en ;
  cds:borneBy ex:so-{_department(number):06d} ;
  .
"""


def _target(number: int, places: list[str]) -> str:
    vi, en = _words(number)
    year = 2026 + number % 5
    return f"""ex:muc-tieu-{number:07d}
  a cds:Target ;
  skos:prefLabel
    "Mục tiêu kiểm tra từ xa năm {year} của Sở {vi}"@vi ,
    "Target for remote checks in {year} of the Department of {en}"@en ;
  cds:deadline "{year}-12-31"^^xsd:date ;
  cds:targetActivity cdsc:hoat-dong-kiem-tra ;
  cds:targetActor ex:so-{_department(number):06d} ;
  cds:targetIndicator cdsc:ty-le-hoat-dong-kiem-tra-tu-xa ;
  cds:targetValue {50 + number % 50}.{number % 9 + 1} ;
  cds:unitOfMeasure cds:Percent ;
  cds:yearLabel "{year}" ;
  .
"""


def _observation(number: int, places: list[str]) -> str:
    vi, en = _words(number)
    year = 2020 + number % 6
    place = places[number * 7 % len(places)] if places else f"ex:dia-ban-{_department(number):06d}"
    return f"""ex:quan-sat-{number:07d}
  a cds:Observation ;
  skos:prefLabel
    "Tỷ lệ hồ sơ trực tuyến năm {year}, Sở {vi}, lần {number}"@vi ,
    "Share of online files in {year}, Department of {en}, No. {number}"@en ;
  cds:indicator cdsc:ty-le-hoat-dong-kiem-tra-tu-xa ;
  cds:observedFrom "{year}-01-01"^^xsd:date ;
  cds:observedPlace {place} ;
  cds:observedUntil "{year}-12-31"^^xsd:date ;
  cds:unitOfMeasure cds:IndexScore ;
  cds:value 0.{number % 8999 + 1001}1 ;
  dcterms:source <https://agency.example/report/{number // 100}> ;
  skos:scopeNote "Trung bình các đơn vị cũ."@vi , "Mean of the former units."@en ;
  .
"""


def _procedure(number: int, places: list[str]) -> str:
    vi, en = _words(number)
    return f"""ex:thu-tuc-{number:07d}
  a own:Procedure ;
  dcterms:identifier "1.{number:06d}" ;
  dcterms:issued "{2018 + number % 8}-0{number % 9 + 1}-1{number % 10}"^^xsd:date ;
  dcterms:publisher ex:so-{_department(number):06d} ;
  dcterms:title "Thủ tục số {number} về {vi}"@vi , "Procedure No. {number} on {en}"@en ;
  own:daysToAnswer {number % 30 + 1} ;
  own:feeInDong {number % 50 * 10000} ;
  own:onlineInFull {"true" if number % 3 else "false"} ;
  .
"""


KINDS: dict[str, Callable[[int, list[str]], str]] = {
    "stakeholder": _stakeholder,
    "place": _place,
    "model": _model,
    "risk": _risk,
    "target": _target,
    "observation": _observation,
    "procedure": _procedure,
}


def main() -> None:
    """Write the file and print what is in it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("triples", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--sound", action="store_true", help="plant no faults")
    parser.add_argument("--units", action="store_true", help="observe administrative units")
    args = parser.parse_args()
    text, faults = agency_data(args.triples, args.sound, args.units)
    args.file.write_text(text, "utf-8")
    print(f"{args.file}: {len(text.encode()) / 1e6:.1f} MB, faults: {dict(faults)}")


if __name__ == "__main__":
    main()
