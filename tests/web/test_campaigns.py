"""Campaigns in the browser: opened, filled with audits, given out, closed; and what each role may not."""

from typing import Any

import pytest
from sqlalchemy import func, select

from audit.db import Database
from audit.models import Assignment, Audit, Campaign, Organisation, Stage
from tests.cast import Cast
from tests.counting import statements
from tests.web.conftest import Browser


def filled(cast: Cast, **given: str) -> dict[str, str]:
    stages = {"stages-0-kind": "self", "stages-0-opens_on": "2027-05-01", "stages-0-due_on": "2027-05-31"}
    about = {"checklist_id": str(cast.checklist.id), "organisation_id": str(cast.places["north"].id)}
    return {"year": "2027", "title": "来年评定", **about, **stages, **given}


def count(database: Database, table: Any, *where: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_a_campaign_is_opened(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("campaign_manager")
    page = client.get("/campaigns/new").text
    assert "stages-3-due_on" in page
    response = client.post("/campaigns", data=filled(cast))
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.year == 2027)).one()
        assert (campaign.title, [stage.kind for stage in campaign.stages]) == ("来年评定", ["self"])
    assert response.location == f"/campaigns/{campaign.id}/audits"
    assert "来年评定" in client.get("/campaigns").text


def test_what_was_entered_is_still_there(browser: Browser, cast: Cast, database: Database) -> None:
    wrong = filled(cast, year="abc", title="  ", **{"stages-0-due_on": "2027-04-31", "stages-2-opens_on": "2027-07-01"})
    response = browser("campaign_manager").post("/campaigns", data=wrong)
    assert response.status_code == 422
    assert [value for value in ("abc", "2027-04-31", "2027-07-01", "2027-05-01") if value not in response.text] == []
    assert count(database, Campaign, Campaign.year == 2027) == 0


def test_every_stage_says_what_is_wrong_with_it(browser: Browser, cast: Cast) -> None:
    wrong = filled(cast, **{"stages-0-due_on": "2027-04-30", "stages-2-opens_on": "2027-07-01"})
    page = browser("campaign_manager").post("/campaigns", data=wrong).text
    for problem in ("截止日期2027-04-30早于开始日期2027-05-01", "请选择本阶段的类型", "请填写日期"):
        assert problem in page
    far = filled(cast, **{"stages-0-opens_on": "0027-05-01", "stages-0-due_on": "9999-12-31"})
    page = browser("campaign_manager").post("/campaigns", data=far).text
    assert "“0027-05-01”不是可用的日期" in page
    assert "“9999-12-31”不是可用的日期：年份应在2000与2100之间" in page
    nothing = {name: "" for name in filled(cast) if name.startswith("stages")}
    assert "至少需要一个阶段" in browser("campaign_manager").post("/campaigns", data=filled(cast) | nothing).text


def test_a_place_of_others_cannot_be_chosen(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("campaign_manager")
    response = client.post("/campaigns", data=filled(cast, organisation_id=str(cast.places["south"].id)))
    assert response.status_code == 422
    assert "south机构" not in client.get("/campaigns/new").text
    assert count(database, Campaign, Campaign.year == 2027) == 0


@pytest.mark.parametrize("who", ["reviewer", "inspector", "branch_manager", "reader"])
def test_others_open_no_campaign(browser: Browser, cast: Cast, database: Database, who: str) -> None:
    client = browser(who)
    assert client.post("/campaigns", data=filled(cast)).status_code == 403
    for path in (
        "/campaigns/new",
        f"/campaigns/{cast.campaign.id}/audits",
        f"/campaigns/{cast.campaign.id}/assignments",
    ):
        assert client.get(path).status_code == 403
    assert client.get(f"/campaigns/{cast.campaign.id}").status_code == 200
    assert count(database, Campaign) == 2


def test_a_stranger_finds_nothing(browser: Browser, cast: Cast, database: Database) -> None:
    client, stage = browser("stranger"), cast.campaign.stages[0].id
    for path in ("", "/audits", "/assignments"):
        assert client.get(f"/campaigns/{cast.campaign.id}{path}").status_code == 404
    assert client.post(f"/campaigns/{cast.campaign.id}/audits", data={"stage_id": stage, "all": "1"}).status_code == 404
    assert client.post(f"/campaigns/{cast.campaign.id}/assignments", data={"stage_id": stage}).status_code == 404
    assert client.post(f"/campaigns/{cast.campaign.id}/closure").status_code == 404
    assert count(database, Audit) == 3
    assert client.delete(f"/campaigns/{cast.campaign.id}").status_code == 405


def test_audits_for_all_branches_in_one_click(browser: Browser, cast: Cast, database: Database) -> None:
    client, stage = browser("campaign_manager"), cast.campaign.stages[0]
    path = f"/campaigns/{cast.campaign.id}/audits"
    page = client.get(path).text
    assert "gate机构" in page
    assert "为全部2个网点新增" in page
    form = {"stage_id": str(stage.id), "all": "1"}
    assert client.post(path, data=form).location == f"/campaigns/{cast.campaign.id}"  # branches fill these themselves
    page = client.get(f"/campaigns/{cast.campaign.id}").text
    assert "已新增1项审核" in page
    assert "其中1个网点在本阶段已有审核" in page
    client.post(path, data=form)
    assert count(database, Audit, Audit.stage_id == stage.id) == 2


def test_audits_of_inspections_lead_on_to_the_inspectors(browser: Browser, cast: Cast) -> None:
    stage = cast.campaign.stages[1]
    made = browser("campaign_manager").post(
        f"/campaigns/{cast.campaign.id}/audits", data={"stage_id": str(stage.id), "all": "1"}
    )
    assert made.location == f"/campaigns/{cast.campaign.id}/assignments?stage_id={stage.id}"


def test_audits_for_ticked_branches(browser: Browser, cast: Cast, database: Database) -> None:
    client, stage = browser("campaign_manager"), cast.campaign.stages[0]
    path = f"/campaigns/{cast.campaign.id}/audits"
    client.post(path, data={"stage_id": str(stage.id)})
    assert "没有选择网点" in client.get(path).text
    ids = [str(cast.places[name].id) for name in ("gate", "tower")]
    client.post(path, data={"stage_id": str(stage.id), "ids": ids})
    with database.reading() as session:
        found = session.scalars(select(Audit.branch_id).where(Audit.stage_id == stage.id)).all()
    assert sorted(found) == sorted([cast.places["dock"].id, cast.places["gate"].id])
    assert client.post(path, data={"stage_id": "999", "all": "1"}).status_code == 404


def test_inspectors_get_their_audits(browser: Browser, cast: Cast, database: Database) -> None:
    client, stage = browser("campaign_manager"), cast.campaign.stages[1]
    path = f"/campaigns/{cast.campaign.id}/assignments"
    assert "inspector先生" in client.get(path).text
    form = {"stage_id": str(stage.id), "ids": str(cast.audits["inspection"].id), "spread": "each"}
    colleague = cast.people["colleague"].id
    assert client.post(path, data=form | {"inspectors": str(colleague)}).status_code == 302
    with database.reading() as session:
        assert session.scalars(select(Assignment.user_id)).all() == [colleague]


def test_a_choice_of_nobody_keeps_the_ticks(browser: Browser, cast: Cast, database: Database) -> None:
    audit_id = cast.audits["inspection"].id
    form = {"stage_id": str(cast.campaign.stages[1].id), "ids": str(audit_id), "spread": "each", "keep": "1"}
    response = browser("campaign_manager").post(f"/campaigns/{cast.campaign.id}/assignments", data=form)
    assert response.status_code == 422
    assert "请至少选择一名检查员" in response.text
    for kept in (f'name="ids" value="{audit_id}" checked', 'value="each" checked', 'name="keep" value="1" checked'):
        assert kept in response.text
    assert count(database, Assignment) == 1


def test_a_campaign_ends(browser: Browser, cast: Cast, database: Database) -> None:
    client, path = browser("campaign_manager"), f"/campaigns/{cast.campaign.id}"
    assert client.post(f"{path}/closure").status_code == 302
    assert client.post(f"{path}/closure").status_code == 409
    assert client.get(f"{path}/audits").status_code == 409
    assert "已结束" in client.get(path).text
    assert client.post(f"{path}/reopening").status_code == 302
    assert count(database, Campaign, Campaign.state == "open") == 2
    assert browser("reviewer").post(f"{path}/closure").status_code == 403


def test_lists_ask_no_more_for_more_rows(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("campaign_manager")
    paths = [
        "/campaigns",
        f"/campaigns/{cast.campaign.id}",
        f"/campaigns/{cast.campaign.id}/audits",
        f"/campaigns/{cast.campaign.id}/assignments",
        "/",
    ]

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with statements(database) as sent:
                assert client.get(path).status_code == 200
            counts.append(len(sent))
        return counts

    asked()  # the first look at a person is kept
    few = asked()
    _grow(database, cast)
    assert asked() == few


def _grow(database: Database, cast: Cast) -> None:
    """Two more branches with audits of every stage, two more campaigns."""
    with database.writing() as session:
        river = cast.places["river"]
        for number in range(2):
            more = Campaign(
                organisation_id=cast.places["north"].id,
                checklist_id=cast.checklist.id,
                year=2026,
                title=f"又一个{number}",
                created_at=cast.campaign.created_at,
                stages=[Stage(kind="self", position=1, opens_on=_day(cast).opens_on, due_on=_day(cast).due_on)],
            )
            branch = Organisation(
                parent_id=river.id, path=f"{river.path}9{number}/", level="branch", code=f"N{number}", name="新网点"
            )
            session.add_all([more, branch])
            session.flush()
            for stage in cast.campaign.stages:
                audit = Audit(
                    campaign_id=stage.campaign_id,
                    stage_id=stage.id,
                    branch_id=branch.id,
                    checklist_id=cast.checklist.id,
                    kind=stage.kind,
                    facts={"kind": "", "facilities": []},
                    created_at=cast.campaign.created_at,
                )
                audit.assignments = [Assignment(user_id=cast.people["inspector"].id)]
                session.add(audit)
        session.commit()


def _day(cast: Cast) -> Stage:
    return cast.campaign.stages[0]
