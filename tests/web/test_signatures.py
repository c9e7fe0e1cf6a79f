"""The page of signatures: open to whoever fills the audit, as long as it is filled."""

import pytest

from audit.db import Database
from audit.services import audits
from tests.cast import Cast
from tests.filling import change, fill, sign, write
from tests.web.conftest import Browser


def test_both_parties_sign_an_inspection(browser: Browser, cast: Cast) -> None:
    page = browser("inspector").get(f"/audits/{cast.audits['inspection'].id}/signatures").text
    assert page.count("<canvas") == 2
    assert 'value="inspector先生"' in page
    page = browser("branch_manager").get(f"/audits/{cast.audits['self'].id}/signatures").text
    assert page.count("<canvas") == 1
    assert 'data-role="branch_head" data-base="0"' in page


def test_what_was_signed_is_shown(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        sign(session, cast, "inspection", "assessor")
        write(
            session, cast, "inspection", "inspector", change("sig/branch_head", {"name": "王<b>", "refused": "不认可"})
        )
        session.commit()
    page = browser("inspector").get(f"/audits/{cast.audits['inspection'].id}/signatures").text
    assert '<polyline points="100,100 400,300 "/>' in page
    assert "王&lt;b&gt;" in page
    assert "不认可" in page
    assert 'data-role="branch_head" data-base="2"' in page


def test_after_the_submission_nobody_signs(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        audit_id = fill(session, cast, "inspection").id
        audits.submit(session, cast.subjects["inspector"], audit_id)
        session.commit()
    page = browser("inspector").get(f"/audits/{audit_id}/signatures").text
    assert ("<canvas" in page, "不能签字" in page) == (False, True)


@pytest.mark.parametrize(
    ("who", "status"), [("reviewer", 403), ("reader", 403), ("neighbour", 404), ("colleague", 404), ("stranger", 403)]
)
def test_others_do_not_come_here(browser: Browser, cast: Cast, who: str, status: int) -> None:
    assert browser(who).get(f"/audits/{cast.audits['self'].id}/signatures").status_code == status
