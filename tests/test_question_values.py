"""What a question's parameters may be given: dates with a time, concepts as objects, texts that are none."""

from __future__ import annotations

import datetime

import pytest

from cds_kg import KnowledgeGraph
from cds_kg.errors import NotFoundError, UsageError


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


# 2025-06-30 is the last day of the district level, 2025-07-01 the first without it.
@pytest.mark.parametrize("day", [datetime.date(2025, 6, 30), datetime.date(2025, 7, 1), datetime.date(2026, 1, 1)])
def test_a_date_with_a_time_asks_what_its_date_asks(kg, day):
    for time in (datetime.time(0), datetime.time(10), datetime.time(23, 59, tzinfo=datetime.UTC)):
        moment = datetime.datetime.combine(day, time)
        assert kg.answer("cq-07", date=moment).to_csv() == kg.answer("cq-07", date=day).to_csv()
    assert len(kg.answer("cq-07", date=datetime.datetime(2026, 1, 1, 10))) > 0


def test_a_concept_may_be_given_as_the_object_it_is(kg):
    by_name = kg.answer("cq-18", concept="cấp huyện")
    assert [row.claim.curie for row in kg.answer("cq-18", concept=kg.concept("cap huyen"))] == ["cdse:c051"]
    assert by_name.to_csv() == kg.answer("cq-18", concept=kg.concept("cap huyen")).to_csv()
    assert len(kg.answer("cq-20", concept=kg.concept("chinh phu so"))) > 0


def test_a_label_that_is_no_unicode_text_is_told(kg):
    with pytest.raises(UsageError):
        kg.answer("cq-36", label="\udcff")


@pytest.mark.parametrize("name", ["9" * 5000, "cq-" + "9" * 5000, "x" * 5000, "12345", "\udcff"])
def test_a_question_number_of_any_length_is_not_found_and_not_echoed_at_length(kg, name):
    with pytest.raises(NotFoundError) as told:
        kg.answer(name)
    assert len(told.value.vi) < 500


def test_the_command_tells_them_without_a_traceback(run):
    for arguments, code in ((("9" * 5000,), 1), (("cq-36", "--param", "label=\udcff"), 2)):
        done = run("ask", *arguments)
        assert (done.code, done.stdout) == (code, "")
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()
