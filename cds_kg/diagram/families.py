"""What classes are for: a few families, each with a hue, so that things of a kind look alike in every diagram."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Classes that serve the same end.

    Attributes:
        hue: the key of its colours.
        vi, en: its name.
        classes: prefixed names.
    """

    hue: str
    vi: str
    en: str
    classes: frozenset[str]


def _family(hue: str, vi: str, en: str, classes: str) -> Family:
    return Family(hue, vi, en, frozenset(f"cds:{name}" for name in classes.split()))


#: A thing of several classes belongs to the first of these that has one of them.
FAMILIES = (
    _family(
        *("purple", "Quá trình, thay đổi", "Processes and change"),
        "TransformationSubject TransformationProcess StateActivity RequiredChange Challenge Risk Rationale",
    ),
    _family(
        *("rust", "Trọng tâm và kết quả", "Focus and outcomes"),
        "FocusArea Outcome Target Measure Direction Indicator UnitOfMeasure Observation",
    ),
    _family(
        *("blue", "Mô hình và so sánh", "Models and comparisons"),
        "GovernmentModel Position Aspect Period Approach CountryCase Country Region SuccessDegree",
    ),
    _family(
        *("green", "Đặc điểm, cách làm", "Characteristics, ways of working"),
        "Characteristic Enabler Practice Principle",
    ),
    _family(
        *("amber", "Dịch vụ công", "Public services"),
        "ServiceKind LifeEvent IssuedItem Channel ProvisionMode ServiceLevel ServiceLevelScale",
    ),
    _family("stone", "Các bên liên quan", "Stakeholders", "Stakeholder"),
    _family(
        *("grey", "Lãnh thổ, cấp, đơn vị", "Territories, levels, units"),
        "SmartTerritory Pillar AdministrativeLevel AdministrativeUnit UnitType UnitVintage TypeSpell",
    ),
)

#: What belongs to none of them.
OTHERS = Family("slate", "Văn bản, luận cứ, lớp khác", "Acts, evidence, other classes", frozenset())


def family_of(classes: Iterable[str]) -> Family:
    """The family of a thing of these classes (prefixed names)."""
    own = set(classes)
    return next((family for family in FAMILIES if family.classes & own), OTHERS)
