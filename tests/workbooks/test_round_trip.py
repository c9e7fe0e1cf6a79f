"""What is written is read back as it was, for every rule and every text."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.scoring.figures import Number
from audit.scoring.score import score
from audit.workbooks.reading import read_score_sheet
from audit.workbooks.writing import write_score_sheet
from tests.workbooks.samples import blank, canonical, documents, sample, shipped

_calm = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _same_back(checklist: Any, document: dict[str, Any], language: str) -> None:
    read = read_score_sheet(checklist, write_score_sheet(checklist, document, language))
    assert canonical(read) == canonical(document)
    assert all(read[name] for name in read.keys() - {"answers"})


@settings(_calm, max_examples=40)
@given(documents(sample()), st.sampled_from(["zh", "en"]))
def test_any_document_comes_back(document: dict[str, Any], language: str) -> None:
    _same_back(sample(), document, language)


@settings(_calm, max_examples=3)
@given(documents(shipped(), most=60), st.sampled_from(["zh", "en"]))
def test_any_document_of_the_big_checklist_comes_back(document: dict[str, Any], language: str) -> None:
    _same_back(shipped(), document, language)


@pytest.mark.parametrize("name", ["linkage-110@1", "school-emergency@1", "hospital-emergency@1"])
def test_a_blank_sheet_is_an_audit_without_answers(name: str) -> None:
    checklist = shipped(name)
    assert read_score_sheet(checklist, write_score_sheet(checklist, None)) == blank(checklist)


def test_numbers_of_a_document_are_kept_as_they_were_written() -> None:
    document = blank(
        sample(),
        branch={"kind": "full", "ratio": Number("0.50"), "odd": Number(".5"), "deep": [{"n": Number("1e3")}]},
        answers={
            "M3": {"value": Number("18.650")},
            "2": {"faults": {}, "other": [{"points": Number("0.5"), "reason": "积灰"}]},
        },
    )
    read: Any = read_score_sheet(sample(), write_score_sheet(sample(), document))
    assert read["branch"]["ratio"].text == "0.50"
    assert read["branch"]["odd"] == ".5"
    assert read["branch"]["deep"][0]["n"].text == "1e3"
    assert read["answers"] == {
        "M3": {"value": "18.65"},
        "2": {"faults": {}, "other": [{"points": "0.5", "reason": "积灰"}]},
    }


def test_a_long_extra_key_is_kept_whole() -> None:
    document = blank(sample(), audit={"history": ["事" * 50_000]})
    assert read_score_sheet(sample(), write_score_sheet(sample(), document)) == document


def test_what_is_read_can_be_scored() -> None:
    document = blank(sample(), answers={"1": {"faults": {"a": 3, "other": 1}}, "L1": {"level": "fair"}})
    read = read_score_sheet(sample(), write_score_sheet(sample(), document))
    assert score(sample(), read).low == score(sample(), document).low
