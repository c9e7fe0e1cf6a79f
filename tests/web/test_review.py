"""The review: both sides, what was held, the decision; and nobody who may not."""

import pytest

from audit.db import Database
from audit.models import Appointment
from audit.services import audits
from tests.cast import Cast
from tests.filling import OTHER, change, fill, fresh, sign, write
from tests.web.conftest import Browser
from tests.web.test_audits import state_of


@pytest.fixture
def submitted(database: Database, cast: Cast) -> dict[str, int]:
    """Self-assessment and inspection of the dock, both submitted; they differ in criteria 1, L2 and Z."""
    with database.writing() as session:
        fill(session, cast, "self", **{"1": {"faults": {"a": 1}}})
        write(session, cast, "self", "branch_manager", change("c/Z/note", "本行自查无误"))
        fill(session, cast, "inspection", L2={"level": "y"}, Z={"faults": {"a": 1}})
        sign(session, cast, "inspection")
        for name, who in (("self", "branch_manager"), ("inspection", "inspector")):
            audits.submit(session, cast.subjects[who], cast.audits[name].id)
        session.commit()
        return {name: cast.audits[name].id for name in ("self", "inspection")}


def test_both_sides_stand_beside_each_other(browser: Browser, submitted: dict[str, int]) -> None:
    for audit_id in submitted.values():
        page = browser("reviewer").get(f"/audits/{audit_id}/review").text
        # the largest gap first: five points, three points, two tenths
        places = [page.index(f'aria-label="{name}') for name in ("L2 ", "Z ", "1 ")]
        assert places == sorted(places)
        for text in ("−5.00", "−3.00", "+0.20", "缺一项", "本行自查无误", "3条判定不同"):
            assert text in page


def test_one_side_alone_shows_what_it_lost(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        audit_id = fill(session, cast, "inspection", Z={"faults": {"a": 1}}).id
        # the branch's self-assessment belongs to another campaign
        fresh(session, cast, "self").campaign_id = cast.audits["foreign"].campaign_id
        session.commit()
    page = browser("reviewer").get(f"/audits/{audit_id}/review").text
    assert "扣分的条目" in page
    assert "−3.00" in page
    assert "判定不同" not in page


def test_conflicts_and_late_changes_are_shown(
    browser: Browser, cast: Cast, database: Database, submitted: dict[str, int]
) -> None:
    with database.writing() as session:
        write(session, cast, "self", "branch_staff", change("c/2/note", "来晚了的话"), device=OTHER)
        session.commit()
    page = browser("reviewer").get(f"/audits/{submitted['self']}/review").text
    assert "来晚了的话" in page
    assert "提交后才收到的修改" in page
    assert "来晚了的话" not in browser("reviewer").get(f"/audits/{submitted['inspection']}/review").text


def test_an_unsettled_conflict_is_shown(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        fill(session, cast, "self")
        write(session, cast, "self", "branch_staff", change("c/1/answer", {"faults": {"a": 2}}), device=OTHER)
        session.commit()
    page = browser("reviewer").get(f"/audits/{cast.audits['self'].id}/review").text
    assert "尚未处理的冲突" in page
    assert "缺一项 ×2" in page


def test_an_audit_is_accepted_once(browser: Browser, database: Database, submitted: dict[str, int]) -> None:
    client, path = browser("reviewer"), f"/audits/{submitted['self']}/acceptance"
    assert client.post(path).location == f"/audits/{submitted['self']}/review"
    assert state_of(database, submitted["self"]) == "reviewed"
    again = client.post(path)
    assert (again.status_code, "尚未提交，或已经复核" in again.text) == (409, True)


def test_an_audit_is_returned_with_its_reason(
    browser: Browser, cast: Cast, database: Database, submitted: dict[str, int]
) -> None:
    client, path = browser("reviewer"), f"/audits/{submitted['inspection']}/return"
    refused = client.post(path, data={"reason": "  "})
    assert (refused.status_code, "必须写明理由" in refused.text) == (422, True)
    long = "补" * 2001
    refused = client.post(path, data={"reason": long})
    assert (refused.status_code, long in refused.text) == (422, True)
    assert state_of(database, submitted["inspection"]) == "submitted"
    assert client.post(path, data={"reason": "第1条<b>缺照片"}).status_code == 302
    assert state_of(database, submitted["inspection"]) == "draft"
    for who in ("inspector", "reviewer"):
        page = browser(who).get("/" if who == "inspector" else f"/audits/{submitted['inspection']}/review").text
        assert "第1条&lt;b&gt;缺照片" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("inspector", 403), ("branch_manager", 403), ("reader", 403), ("administrator", 403), ("stranger", 404)],
)
def test_others_neither_look_nor_decide(
    browser: Browser, cast: Cast, database: Database, submitted: dict[str, int], who: str, status: int
) -> None:
    client, audit_id = browser(who), submitted["inspection"]
    assert client.get(f"/audits/{audit_id}/review").status_code == status
    assert client.post(f"/audits/{audit_id}/acceptance").status_code == status
    assert client.post(f"/audits/{audit_id}/return", data={"reason": "不行"}).status_code == status
    with database.writing() as session:
        assert fresh(session, cast, "inspection").state == "submitted"


def test_who_compares_elsewhere_does_not_compare_here(
    browser: Browser, cast: Cast, database: Database, submitted: dict[str, int]
) -> None:
    with database.writing() as session:
        person = cast.people["reader"].id
        session.add(Appointment(user_id=person, role="reviewer", organisation_id=cast.places["gate"].id))
        session.commit()
    assert browser("reader").get(f"/audits/{submitted['inspection']}/review").status_code == 403
