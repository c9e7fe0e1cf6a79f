"""The list of audits, and the steps of their life as the browser takes them."""

import pytest
from sqlalchemy import select

from audit.db import Database
from audit.models import Audit, Issue, Transition
from tests.cast import Cast
from tests.counting import statements
from tests.filling import FILLERS, fill, lock, review
from tests.web.conftest import Browser
from tests.web.test_campaigns import _grow


def state_of(database: Database, audit_id: int) -> str:
    with database.reading() as session:
        return session.get_one(Audit, audit_id).state


@pytest.fixture
def complete(database: Database, cast: Cast) -> dict[str, int]:
    """Both audits of the dock filled in."""
    with database.writing() as session:
        ids = {name: fill(session, cast, name).id for name in FILLERS}
        session.commit()
    return ids


@pytest.fixture
def reviewed(database: Database, cast: Cast) -> int:
    """The inspection of the dock, reviewed and signed."""
    with database.writing() as session:
        audit_id = review(session, cast, "inspection").id
        session.commit()
    return audit_id


def test_each_sees_what_is_theirs(browser: Browser, complete: dict[str, int]) -> None:
    def seen(who: str) -> set[str]:
        page = browser(who).get("/audits").text
        return {name for name, id_ in complete.items() if f'href="/audits/{id_}"' in page}

    assert seen("reviewer") == {"self", "inspection"}
    assert seen("inspector") == {"inspection"}
    assert seen("branch_staff") == {"self"}
    assert seen("reader") == seen("neighbour") == seen("stranger") == set()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=self", {"self"}),
        ("state=submitted", set()),
        ("state=draft&overdue=1", {"self", "inspection"}),
        ("search=DOC", {"self", "inspection"}),
        ("search=Gate", set()),
        ("grade=five", {"self", "inspection"}),
        ("grade=none", set()),
        ("sort=score", {"self", "inspection"}),
        ("sort=nonsense&page=99&campaign_id=x", {"self", "inspection"}),
    ],
)
def test_the_list_is_narrowed(browser: Browser, complete: dict[str, int], query: str, expected: set[str]) -> None:
    page = browser("reviewer").get(f"/audits?{query}").text
    assert {name for name, id_ in complete.items() if f'href="/audits/{id_}"' in page} == expected


def test_the_tree_and_the_campaign_narrow_it_too(browser: Browser, cast: Cast, complete: dict[str, int]) -> None:
    client = browser("administrator")
    south, north = cast.places["south"].path, cast.places["north"].path
    foreign = f'href="/audits/{cast.audits["foreign"].id}"'
    assert foreign in client.get(f"/audits?under={south}").text
    assert foreign not in client.get(f"/audits?under={north}").text
    assert foreign not in client.get(f"/audits?campaign_id={cast.campaign.id}").text
    assert foreign not in browser("reviewer").get(f"/audits?under={south}").text


def test_the_list_asks_no_more_for_more_rows(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("reviewer")
    client.get("/audits")
    with statements(database) as few:
        client.get("/audits")
    _grow(database, cast)
    with statements(database) as many:
        assert client.get("/audits").text.count("新网点") >= 4
    assert len(many) == len(few)


def test_a_page_has_thirty_rows(browser: Browser, cast: Cast, database: Database) -> None:
    from audit.models import Organisation

    with database.writing() as session:
        for number in range(40):
            branch = Organisation(
                path=f"{cast.places['river'].path}8{number}/", level="branch", code=f"P{number}", name="多"
            )
            session.add(branch)
            session.flush()
            stage = cast.campaign.stages[0]
            session.add(
                Audit(
                    campaign_id=stage.campaign_id,
                    stage_id=stage.id,
                    branch_id=branch.id,
                    checklist_id=cast.checklist.id,
                    kind="self",
                    facts={"kind": "", "facilities": []},
                    created_at=cast.campaign.created_at,
                )
            )
        session.commit()
    client = browser("reviewer")
    assert client.get("/audits?kind=self").text.count('scope="row"') == 30
    last = client.get("/audits?kind=self&page=2").text
    assert (last.count('scope="row"'), "kind=self&amp;page=1" in last) == (11, True)


def test_a_complete_audit_is_submitted_once(browser: Browser, database: Database, complete: dict[str, int]) -> None:
    client, path = browser("branch_manager"), f"/audits/{complete['self']}/submission"
    assert client.post(path).location == f"/audits/{complete['self']}"
    assert client.post(path).status_code == 409
    assert state_of(database, complete["self"]) == "submitted"
    assert client.get(path).status_code == 405


def test_everything_that_is_missing_is_said(browser: Browser, cast: Cast, database: Database) -> None:
    client, audit_id = browser("branch_manager"), cast.audits["self"].id
    page = client.post(f"/audits/{audit_id}/submission")
    assert page.status_code == 422
    assert "还有9条没有填写：1、2、L1" in page.text
    assert f"/fill#{audit_id}" in page.text
    assert state_of(database, audit_id) == "draft"


@pytest.mark.parametrize(
    ("who", "status"), [("reviewer", 403), ("reader", 403), ("neighbour", 404), ("colleague", 404), ("stranger", 403)]
)
def test_others_submit_nothing(
    browser: Browser, database: Database, complete: dict[str, int], who: str, status: int
) -> None:
    assert browser(who).post(f"/audits/{complete['self']}/submission").status_code == status
    assert state_of(database, complete["self"]) == "draft"


def test_a_reviewed_audit_is_locked_once(browser: Browser, database: Database, reviewed: int) -> None:
    client = browser("reviewer")
    assert client.post(f"/audits/{reviewed}/lock").location == f"/audits/{reviewed}/review"
    page = client.get(f"/audits/{reviewed}/review").text
    with database.reading() as session:
        issue = session.scalars(select(Issue)).one()
    assert issue.number in page
    assert f"/v/{issue.code}" in page
    assert client.post(f"/audits/{reviewed}/lock").status_code == 409
    for who, status in (("inspector", 403), ("branch_manager", 403), ("stranger", 404)):
        assert browser(who).post(f"/audits/{reviewed}/lock").status_code == status


def test_a_lock_without_signatures_says_who_is_missing(
    browser: Browser, complete: dict[str, int], database: Database
) -> None:
    audit_id = complete["inspection"]
    browser("inspector").post(f"/audits/{audit_id}/submission")
    client = browser("reviewer")
    client.post(f"/audits/{audit_id}/acceptance")
    page = client.post(f"/audits/{audit_id}/lock", follow_redirects=True).text
    assert page.count("网点负责人尚未签字") == 2  # said as an answer, and standing at the decision
    assert state_of(database, audit_id) == "reviewed"


def test_a_new_issue_begins_once(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        lock(session, cast, "inspection")
        session.commit()
        audit_id = cast.audits["inspection"].id
    client = browser("reviewer")
    with database.reading() as session:
        before = session.scalars(select(Audit.id)).all()
    new_id = int(client.post(f"/audits/{audit_id}/issues").location.split("/")[2])
    assert new_id not in before
    assert client.post(f"/audits/{audit_id}/issues").status_code == 409
    assert browser("inspector").post(f"/audits/{audit_id}/issues").status_code == 403
    assert browser("stranger").post(f"/audits/{audit_id}/issues").status_code == 404
    with database.reading() as session:
        assert session.get_one(Audit, new_id).previous_id == audit_id
        assert session.scalars(select(Transition.after).where(Transition.audit_id == new_id)).all() == []
