"""Campaigns: opened with every problem said at once, seen by whom they concern, closed and opened again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.db import Database
from audit.models import Assignment, Audit, Campaign, Event
from audit.services import campaigns
from audit.services.assignments import Chosen, assign, inspectors
from audit.services.campaigns import PlannedStage, get_campaign, progress, visible_campaigns
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.issues import begin_new
from audit.services.new_audits import Made, Wanted, branches, create_audits
from audit.services.scores import score_of
from tests.cast import Cast, make_cast
from tests.filling import fill, lock

MAY = PlannedStage("self", date(2026, 5, 1), date(2026, 5, 31))


def open_campaign(
    session: Session, cast: Cast, who: str = "campaign_manager", place: str = "north", **given: object
) -> Campaign:
    wanted = {"year": 2026, "title": "春季评定", "checklist_id": cast.checklist.id, "stages": [MAY]} | given
    return campaigns.create(session, cast.subjects[who], organisation_id=cast.places[place].id, **wanted)  # type: ignore[arg-type]


def problems(caught: pytest.ExceptionInfo[InvalidError]) -> list[tuple[tuple[str | int, ...], str]]:
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_a_campaign_has_its_stages_in_order(session: Session, cast: Cast) -> None:
    june = PlannedStage("inspection", date(2026, 6, 1), date(2026, 6, 1))
    campaign = open_campaign(session, cast, title="  春季评定 ", stages=[MAY, june])
    assert (campaign.title, campaign.state) == ("春季评定", "open")
    assert [(stage.position, stage.kind) for stage in campaign.stages] == [(1, "self"), (2, "inspection")]
    assert session.scalars(select(Event.action)).all() == ["campaign.created"]


def test_every_problem_is_said_at_once(session: Session, cast: Cast) -> None:
    backwards = PlannedStage("self", date(2026, 5, 2), date(2026, 5, 1))
    half = PlannedStage("party", None, date(2026, 5, 1))
    with pytest.raises(InvalidError) as caught:
        open_campaign(session, cast, year=1999, title=" ", checklist_id=0, stages=[MAY, backwards, half])
    assert problems(caught) == [
        (("year",), "year"),
        (("title",), "empty"),
        (("checklist_id",), "checklist-not-published"),
        (("stages", 1, "due_on"), "due-before-opening"),
        (("stages", 2, "kind"), "stage-kind"),
        (("stages", 2, "opens_on"), "day-missing"),
    ]
    with pytest.raises(InvalidError) as caught:
        open_campaign(session, cast, stages=[], title="长" * 121)
    assert problems(caught) == [(("title",), "too-long"), (("stages",), "no-stage")]
    assert len(session.scalars(select(Campaign)).all()) == 2


def test_a_retired_checklist_is_not_used(session: Session, cast: Cast) -> None:
    cast.checklist.state = "retired"
    session.flush()
    with pytest.raises(InvalidError) as caught:
        open_campaign(session, cast)
    assert problems(caught) == [(("checklist_id",), "checklist-not-published")]


@pytest.mark.parametrize(
    ("who", "place", "error"),
    [
        ("reviewer", "north", ForbiddenError),
        ("campaign_manager", "south", NotFoundError),
        ("campaign_manager", "bank", NotFoundError),
    ],
)
def test_who_opens_campaigns_where(session: Session, cast: Cast, who: str, place: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        open_campaign(session, cast, who, place)


def test_a_campaign_of_the_bank_reaches_into_every_part(session: Session, cast: Cast) -> None:
    whole = open_campaign(session, cast, "administrator", "bank")

    def seen(who: str) -> set[int]:
        return {campaign.id for campaign in session.scalars(visible_campaigns(cast.subjects[who]))}

    assert seen("reader") == seen("branch_staff") == {cast.campaign.id, whole.id}
    assert whole.id in seen("stranger")
    assert cast.campaign.id not in seen("stranger")
    with pytest.raises(NotFoundError):
        get_campaign(session, cast.subjects["stranger"], cast.campaign.id)
    with pytest.raises(ForbiddenError):
        campaigns.close(session, cast.subjects["campaign_manager"], whole.id)
    made = create_audits(
        session, cast.subjects["campaign_manager"], whole.id, stage_id=whole.stages[0].id, wanted=Wanted()
    )
    assert made == Made(2, 0)


def test_closed_means_closed_until_it_is_opened_again(session: Session, cast: Cast) -> None:
    manager, campaign = cast.subjects["campaign_manager"], cast.campaign
    campaigns.close(session, manager, campaign.id)
    with pytest.raises(StateError, match="campaign-closed"):
        campaigns.close(session, manager, campaign.id)
    with pytest.raises(StateError, match="campaign-closed"):
        create_audits(session, manager, campaign.id, stage_id=campaign.stages[0].id, wanted=Wanted())
    campaigns.reopen(session, manager, campaign.id)
    with pytest.raises(StateError, match="campaign-open"):
        campaigns.reopen(session, manager, campaign.id)
    with pytest.raises(ForbiddenError):
        campaigns.close(session, cast.subjects["reviewer"], campaign.id)


def test_audits_are_made_for_branches_that_have_none(session: Session, cast: Cast) -> None:
    manager, stage = cast.subjects["campaign_manager"], cast.campaign.stages[0]
    made = create_audits(session, manager, cast.campaign.id, stage_id=stage.id, wanted=Wanted())
    assert made == Made(1, 1)
    assert create_audits(session, manager, cast.campaign.id, stage_id=stage.id, wanted=Wanted()) == Made(0, 2)
    audit = session.scalars(select(Audit).where(Audit.branch_id == cast.places["gate"].id)).one()
    assert (audit.kind, audit.state, audit.facts) == ("self", "draft", {"kind": "full", "facilities": ["vip_area"]})
    assert audit.checklist_id == cast.checklist.id
    # criterion 3 is for branches with a car park
    assert (audit.open_count, audit.low) == (9, score_of(session, audit).low.final)


def test_the_choice_is_narrowed_by_place_kind_and_text(session: Session, cast: Cast) -> None:
    manager, campaign = cast.subjects["campaign_manager"], cast.campaign
    cast.places["gate"].kind, cast.places["gate"].address = "smart", "和平路100%号"
    session.flush()

    def found(**wanted: object) -> list[str]:
        return [branch.code for branch in session.scalars(branches(manager, campaign, Wanted(**wanted)))]  # type: ignore[arg-type]

    assert found() == ["DOCK", "GATE"]
    assert found(kind="smart") == found(search="100%") == found(search="gATe") == ["GATE"]
    assert found(under=cast.places["river"].path) == ["DOCK", "GATE"]
    assert found(ids=[cast.places["dock"].id, cast.places["tower"].id]) == ["DOCK"]
    assert found(search="%") == ["GATE"]
    cast.places["dock"].active = False
    session.flush()
    assert found() == ["GATE"]


def test_a_stage_of_another_campaign_is_not_there(session: Session, cast: Cast) -> None:
    other = open_campaign(session, cast)
    with pytest.raises(NotFoundError):
        create_audits(
            session,
            cast.subjects["campaign_manager"],
            cast.campaign.id,
            stage_id=other.stages[0].id,
            wanted=Wanted(),
        )
    for who, error in (("reviewer", ForbiddenError), ("stranger", NotFoundError)):
        with pytest.raises(error):
            create_audits(
                session, cast.subjects[who], cast.campaign.id, stage_id=cast.campaign.stages[0].id, wanted=Wanted()
            )


def assigned(session: Session) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for row in session.scalars(select(Assignment)):
        found.setdefault(row.audit_id, set()).add(row.user_id)
    return found


def test_audits_are_given_out_and_taken_over(session: Session, cast: Cast) -> None:
    manager, stage = cast.subjects["campaign_manager"], cast.campaign.stages[1]
    inspector, colleague = cast.people["inspector"].id, cast.people["colleague"].id
    create_audits(session, manager, cast.campaign.id, stage_id=stage.id, wanted=Wanted())
    assert [load.audits for load in inspectors(session, manager, cast.campaign)] == [0, 1]
    everything = {"evenly": False, "keep": False}
    for people, keep, expected in (
        ([inspector, colleague], False, {inspector, colleague}),
        ([colleague], False, {colleague}),
        ([inspector], True, {inspector, colleague}),
        ([inspector], True, {inspector, colleague}),
    ):
        count = assign(
            session,
            manager,
            cast.campaign.id,
            chosen=Chosen(stage.id),
            inspector_ids=people,
            **(everything | {"keep": keep}),
        )
        assert count == 2
        assert list(assigned(session).values()) == [expected, expected]


def test_only_the_free_ones_are_given_out(session: Session, cast: Cast) -> None:
    manager, stage = cast.subjects["campaign_manager"], cast.campaign.stages[1]
    create_audits(session, manager, cast.campaign.id, stage_id=stage.id, wanted=Wanted())
    chosen = Chosen(stage.id, unassigned=True)
    ids = [cast.people["colleague"].id]
    assert assign(session, manager, cast.campaign.id, chosen=chosen, inspector_ids=ids, evenly=False, keep=False) == 1
    assert assigned(session)[cast.audits["inspection"].id] == {cast.people["inspector"].id}


def test_work_is_spread_evenly_and_neighbours_stay_together(session: Session, cast: Cast) -> None:
    from audit.models import Organisation

    manager, stage, river = cast.subjects["campaign_manager"], cast.campaign.stages[0], cast.places["river"]
    for number in range(3):
        place = Organisation(
            parent_id=river.id, path=f"?{number}", level="branch", code=f"N{number}", name=f"新{number}"
        )
        session.add(place)
        session.flush()
        place.path = f"{river.path}{place.id}/"
    create_audits(session, manager, cast.campaign.id, stage_id=stage.id, wanted=Wanted())
    ids = [cast.people["inspector"].id, cast.people["colleague"].id]
    assign(session, manager, cast.campaign.id, chosen=Chosen(stage.id), inspector_ids=ids, evenly=True, keep=False)
    audits = session.scalars(
        select(Audit).join(Audit.branch).where(Audit.stage_id == stage.id).order_by(Organisation.path)
    )
    owners = [assigned(session)[audit.id] for audit in audits]
    # the inspector has an inspection already, so the odd one goes to the colleague
    assert owners == [{ids[1]}, {ids[1]}, {ids[1]}, {ids[0]}, {ids[0]}]


def test_nobody_and_nothing_cannot_be_assigned(session: Session, cast: Cast) -> None:
    manager, stage = cast.subjects["campaign_manager"], cast.campaign.stages[1]
    people = [cast.people["reviewer"].id, 99]
    with pytest.raises(InvalidError) as caught:
        assign(
            session,
            manager,
            cast.campaign.id,
            chosen=Chosen(stage.id, ids=[cast.audits["foreign"].id]),
            inspector_ids=people,
            evenly=True,
            keep=True,
        )
    assert problems(caught) == [(("inspectors",), "no-inspector"), (("audits",), "no-audit")]


@time_machine.travel("2026-06-01T12:00:00Z")
def test_progress_counts_what_the_person_may_see(session: Session, cast: Cast) -> None:
    fill(session, cast, "self", M1=None)
    stages = cast.campaign.stages
    found = progress(session, cast.subjects["reviewer"], [cast.campaign.id])
    assert (found[stages[0].id].states, found[stages[0].id].overdue) == ({"draft": 1}, 1)
    # nine of ten: eight are answered, one does not apply, one is open
    assert found[stages[0].id].answered == 90
    assert progress(session, cast.subjects["reader"], [cast.campaign.id]) == {}
    assert progress(session, cast.subjects["stranger"], [cast.campaign.id]) == {}


def test_two_clicks_at_once_make_no_audit_twice(database: Database) -> None:
    with database.writing() as session:
        cast = make_cast(session)
        manager, campaign_id, stage_id = cast.subjects["campaign_manager"], cast.campaign.id, cast.campaign.stages[0].id
        session.commit()

    def click(_number: int) -> Made:
        with database.writing() as session:
            made = create_audits(session, manager, campaign_id, stage_id=stage_id, wanted=Wanted())
            session.commit()
            return made

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, range(4))) == [Made(0, 2), Made(0, 2), Made(0, 2), Made(1, 1)]


def test_a_campaign_of_one_part_takes_no_branch_of_another(session: Session, cast: Cast) -> None:
    campaign = open_campaign(session, cast, "administrator", "river")
    found = session.scalars(branches(cast.subjects["administrator"], campaign, Wanted()))
    assert [branch.code for branch in found] == ["DOCK", "GATE"]


def test_each_part_s_manager_gives_out_its_own_audits(session: Session, cast: Cast) -> None:
    administrator, whole = cast.subjects["administrator"], open_campaign(session, cast, "administrator", "bank")
    stage = whole.stages[0]
    assert create_audits(session, administrator, whole.id, stage_id=stage.id, wanted=Wanted()) == Made(3, 0)
    people = {"inspector_ids": [cast.people["inspector"].id], "evenly": True, "keep": True}
    manager = cast.subjects["campaign_manager"]
    assert assign(session, manager, whole.id, chosen=Chosen(stage.id), **people) == 2  # type: ignore[arg-type]
    tower = session.scalars(
        select(Audit.id).where(Audit.stage_id == stage.id, Audit.branch_id == cast.places["tower"].id)
    )
    assert tower.one() not in assigned(session)


def test_a_corrected_audit_is_counted_once(session: Session, cast: Cast) -> None:
    lock(session, cast, "inspection")
    begin_new(session, cast.subjects["reviewer"], cast.audits["inspection"].id)
    found = progress(session, cast.subjects["reviewer"], [cast.campaign.id])
    assert found[cast.campaign.stages[1].id].states == {"draft": 1}
