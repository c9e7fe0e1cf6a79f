"""Signatures: who has to sign, what a signature may hold, and the old address that leads to the fill page."""

from typing import Any

import pytest

from audit.db import Database
from audit.services.operations import REJECTED
from tests.cast import Cast
from tests.filling import change, write
from tests.web.conftest import Browser

STROKES = [[[100, 100], [400, 300]]]
RESULTS = "0f" * 32


def test_the_tablet_learns_who_signs(browser: Browser, cast: Cast) -> None:
    about = browser("inspector").get(f"/api/v1/audits/{cast.audits['inspection'].id}").get_json()["audit"]
    assert about["signers"] == ["assessor", "branch_head"]
    about = browser("branch_manager").get(f"/api/v1/audits/{cast.audits['self'].id}").get_json()["audit"]
    assert about["signers"] == ["branch_head"]


@pytest.mark.parametrize("signed", [{"strokes": STROKES}, {"refused": "不认可"}])
def test_a_signature_says_which_results_it_is_for(cast: Cast, database: Database, signed: dict[str, Any]) -> None:
    with database.writing() as session:
        for results, outcome in ((RESULTS, "applied"), ("not a digest", REJECTED), (RESULTS.upper(), REJECTED)):
            value = {"name": "王敏", "results": results, **signed}
            done = write(session, cast, "inspection", "inspector", change("sig/branch_head", value))
            assert done.outcomes[0].outcome == outcome


def test_the_old_address_leads_to_the_fill_page(browser: Browser, cast: Cast) -> None:
    audit_id = cast.audits["inspection"].id
    for who, status in (("inspector", 302), ("reviewer", 302), ("stranger", 404), ("colleague", 404), ("reader", 404)):
        answer = browser(who).get(f"/audits/{audit_id}/signatures")
        assert answer.status_code == status
        assert answer.headers.get("Location", "") == (f"/fill#{audit_id}/signatures" if status == 302 else "")


def test_the_audits_page_leads_there(browser: Browser, cast: Cast) -> None:
    audit_id = cast.audits["inspection"].id
    page = browser("inspector").get(f"/audits/{audit_id}").text
    assert f'href="/fill#{audit_id}"' in page
    assert f'href="/fill#{audit_id}/signatures"' in page
