"""The article at hand: its sentences, phrases and digests checked, found and shown; ``evidence`` as a command."""

from __future__ import annotations

import json
import unicodedata

import pytest

from cds_kg import KnowledgeGraph
from cds_kg.errors import InputError, NotFoundError, UsageError
from cds_kg.knowledge.evidence import evidence_of
from cds_kg.knowledge.source_text import check_source, find_phrase, read_source, sentences


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


def test_the_article_agrees_with_every_passage_and_phrase(kg, article):
    check = check_source(evidence_of(kg.store), article)
    assert (check.passages, check.phrases, check.mismatches) == (48, 111, ())


def test_one_changed_letter_is_found_in_its_sentence_and_phrase(kg, article):
    # c061 "hạn chế tham nhũng" is the only claim on these words of s25.
    spoilt = article[:3299] + "H" + article[3300:]
    check = check_source(evidence_of(kg.store), spoilt)
    assert [wrong.id for wrong in check.mismatches] == ["s25", "c061"]


def test_a_shifted_article_is_told_in_one_line_with_the_distance(kg, article):
    (moved,) = check_source(evidence_of(kg.store), "\n" + article).mismatches
    assert moved.id == evidence_of(kg.store).passages[0].id
    assert "+1 " in moved.vi
    assert "+1 " in moved.en
    assert "48" in moved.en


def test_a_letter_put_into_a_sentence_is_told_there_and_what_stands_behind_it_is_one_line(kg, article):
    # Into c061 "hạn chế tham nhũng", 3299 to 3317, of s25; the last passage is that of the article's last sentences.
    longer = article[:3300] + "x" + article[3300:]
    check = check_source(evidence_of(kg.store), longer)
    assert [wrong.id for wrong in check.mismatches] == ["s25", "s26", "c061"]
    assert not check.holds
    assert "+1 " in check.mismatches[1].en
    # Elsewhere in s25, its phrases are all there still, before the letter and behind it.
    at_the_end = article[:3352] + "x" + article[3352:]
    assert [wrong.id for wrong in check_source(evidence_of(kg.store), at_the_end).mismatches] == ["s25", "s26"]


def test_a_sentence_left_out_is_told_with_its_phrases_and_the_rest_is_one_line(kg, article):
    # s25, 3222 to 3353, with the blank behind it: the rest moves by -132.
    shorter = article[:3222] + article[3354:]
    wrong = check_source(evidence_of(kg.store), shorter).mismatches
    assert [m.id for m in wrong][:2] == ["s25", "s26"]
    assert "-132 " in wrong[1].en
    claims = {claim.id for claim in evidence_of(kg.store).claims if claim.passage == "s25"}
    assert {m.id for m in wrong[2:]} == claims


@pytest.mark.parametrize("form", ["bom", "crlf", "nfd"])
def test_a_bom_windows_line_ends_and_nfd_do_not_move_positions(kg, article, tmp_path, form):
    spelt = {
        "bom": "\ufeff" + article,
        "crlf": article.replace("\n", "\r\n"),
        "nfd": unicodedata.normalize("NFD", article),
    }[form]
    file = tmp_path / "article.txt"
    file.write_bytes(spelt.encode())
    assert check_source(evidence_of(kg.store), read_source(file)).holds


def test_sentences_are_told_apart_as_in_the_articles_own_table(article, listed_sentences):
    assert [(s.id, s.line, s.start, s.end, s.sha256) for s in sentences(article)] == [
        (s["sentence"], int(s["line"]), int(s["start"]), int(s["end"]), s["sha256"]) for s in listed_sentences
    ]


def test_every_key_phrase_can_be_found_at_its_place(article, listed_claims):
    for claim in listed_claims:
        places = {(p.sentence.id, p.start, p.end) for p in find_phrase(article, claim["phrase"])}
        assert (claim["sentence"], int(claim["start"]), int(claim["end"])) in places, claim["claim"]


SMALL = "Đầu đề\nCâu một nói về chính phủ số. Câu hai: 50% việc làm từ xa. 100% thì chưa!\nchính phủ  số ở dòng ba\n"


def test_a_phrase_is_found_with_sentence_line_and_position():
    first, second = find_phrase(SMALL, "chính phủ số")
    # "Đầu đề" and its line feed are 7 code points, "Câu một nói về " 15; the second line is 72, so the third begins
    # at 7 + 72 + 1.
    assert (first.sentence.id, first.sentence.line, first.start, first.end) == ("s02", 2, 22, 34)
    assert (second.sentence.id, second.sentence.line, second.start) == ("s05", 3, 80)
    assert second.phrase == "chính phủ  số"


@pytest.mark.parametrize("typed", [unicodedata.normalize("NFD", "chính phủ số"), "  chính\tphủ \n số "])
def test_a_phrase_in_nfd_or_with_other_blanks_is_found(typed):
    assert [place.start for place in find_phrase(SMALL, typed)] == [22, 80]


def test_a_phrase_without_its_marks_is_told_the_exact_words():
    with pytest.raises(NotFoundError) as told:
        find_phrase(SMALL, "CHINH PHU SO")
    assert "«chính phủ số»" in told.value.vi
    with pytest.raises(NotFoundError):
        find_phrase(SMALL, "không có đâu")
    with pytest.raises(UsageError):
        find_phrase(SMALL, "  ")


# At the command line


def test_a_claim_is_shown_with_its_words_triples_and_standing(run):
    done = run("evidence", "c051", "-f", "json")
    assert done.code == 0
    (claim,) = json.loads(done.stdout)
    assert claim["iri"] == "https://w3id.org/cds-kg/claim/c051"
    assert (claim["sentence"], claim["start"], claim["end"]) == ("s20", 2854, 2883)
    assert claim["phrase"] == "cấp tỉnh, cấp huyện và cấp xã"
    assert claim["currency"].endswith("#PartlySuperseded")
    assert {triple["object"].rpartition("/")[2] for triple in claim["asserts"]} == {
        "cap-tinh",
        "cap-huyen",
        "cap-xa",
        "cap-dia-phuong",  # each of the three is a local level
    }


def test_the_evidence_of_a_concept_includes_what_others_say_of_it(run):
    done = run("evidence", "cấp huyện", "-f", "json")
    assert done.code == 0
    found = {claim["id"]: claim for claim in json.loads(done.stdout)}
    assert found["x001"]["confidence"] == "A"
    assert "72/2025/QH15" in found["x001"]["citation"]
    assert "c051" in found


def test_without_a_name_every_claim_is_listed(run):
    done = run("evidence", "-f", "tsv")
    assert done.code == 0
    assert len(done.stdout.splitlines()) == 1 + 111


def test_a_part_of_a_claim_leads_to_the_claim_and_an_unknown_one_to_exit_code_1(run):
    assert json.loads(run("evidence", "cdse:c051-2", "-f", "json").stdout)[0]["id"] == "c051"
    done = run("evidence", "c999")
    assert (done.code, done.stdout) == (1, "")
    assert "c999" in done.stderr


def test_the_source_is_checked_and_whole_sentences_are_shown(run, source_dir, article):
    source = source_dir / "source.txt"
    done = run("evidence", "--source", source, "-f", "json")
    assert (done.code, json.loads(done.stdout)) == (0, [])
    assert "48" in done.stderr
    assert "111" in done.stderr
    done = run("evidence", "c061", "--source", source, "-f", "json")
    assert done.code == 0
    # Sentence s25 is 3222 to 3353.
    assert json.loads(done.stdout)[0]["text"] == article[3222:3353]


def test_a_text_that_is_not_the_source_is_exit_code_1_and_nothing_of_it_is_quoted(run, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Một bài viết khác hẳn.\n", encoding="utf-8")
    done = run("evidence", "--source", other, "-f", "json")
    assert done.code == 1
    assert {"s02", "c001", "c111"} <= {row["id"] for row in json.loads(done.stdout)}
    done = run("evidence", "c001", "--source", other, "-f", "json")
    assert done.code == 1
    assert json.loads(done.stdout)[0]["text"] is None
    assert "s02" in done.stderr


def test_a_phrase_is_found_from_the_command_line_with_the_digest_of_its_sentence(run, source_dir):
    done = run("evidence", "--find", "hạn chế tham nhũng", "--source", source_dir / "source.txt", "-f", "json")
    assert done.code == 0
    (place,) = json.loads(done.stdout)
    assert (place["sentence"], place["line"], place["start"], place["end"]) == ("s25", 15, 3299, 3317)
    assert place["sha256"] == "b557ce9ed6968bc0f3bf04431827967995360c0a3387af52bb4b44e93707d759"


def test_a_phrase_that_is_not_there_is_exit_code_1_and_wrong_use_is_2(run, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text(SMALL, encoding="utf-8")
    assert run("evidence", "--find", "chính quyền số", "--source", text).code == 1
    assert run("evidence", "--find", "chính phủ số").code == 2
    assert run("evidence", "c001", "--find", "chính phủ số", "--source", text).code == 2


@pytest.mark.parametrize("content", [None, b"", b"ch\xednh ph\xfb", "chính phủ".encode("utf-16")])
def test_an_unreadable_source_is_exit_code_3_with_its_name(run, tmp_path, content):
    file = tmp_path / "source.txt"
    if content is not None:
        file.write_bytes(content)
    done = run("evidence", "--source", file)
    assert (done.code, done.stdout) == (3, "")
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    with pytest.raises(InputError):
        read_source(file)
