"""Whether a report is what was issued, by its number and the digests of what it carries."""

import pytest
from sqlalchemy.orm import Session

from audit.services.verification import compare
from tests.cast import Cast
from tests.filling import lock


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"issue": "2026-999999"}, ["other-issue"]),
        ({"issue": ""}, ["not-issued"]),
        ({"answers_digest": "0" * 64}, ["answers-not-issued"]),
        ({"checklist_digest": "0" * 64}, ["checklist-not-issued"]),
        ({"issue": None, "answers_digest": None, "checklist_digest": None}, ["not-issued"]),
    ],
)
def test_every_difference_is_named(session: Session, cast: Cast, changed: dict[str, object], codes: list[str]) -> None:
    issue = lock(session, cast, "inspection")
    same = {"issue": issue.number, "answers_digest": issue.answers_digest, "checklist_digest": issue.checklist_digest}
    found = [problem.code for problem in compare(issue, same | changed)]
    assert found[: len(codes)] == codes
    assert len(found) == sum(value != same[name] for name, value in changed.items())
