"""Imports: everything that would change is known before, everything wrong is told at once, all or nothing is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.models import Appointment, Event, Import, Organisation, SignIn, User
from audit.scoring.problems import Problem
from audit.services import invitations, people, sessions
from audit.services.access import Subject, subject_of
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.imports import uploads
from audit.services.imports.plan import Plan, PlanChangedError
from audit.services.people import NewPost
from tests.cast import POSTS, Cast

BRANCH: dict[str, Any] = {
    "level": "branch",
    "kind": "full",
    "facilities": ("parking",),
    "staff_count": 3,
    "address": "路",
}


@dataclass(frozen=True)
class Row:
    """A row of a sheet; every cell of it is known by row and column."""

    number: int
    values: Mapping[str, object]

    def place(self, column: str) -> str:
        """Where a value stands."""
        return f"{column}{self.number}"


def rows(*given: Mapping[str, object]) -> list[Row]:
    """Rows as they are read, the first one the second of the sheet."""
    return [Row(number, values) for number, values in enumerate(given, 2)]


def planned(session: Session, subject: Subject, kind: str, *given: Mapping[str, object]) -> Plan:
    """What rows would change."""
    return uploads.KINDS[kind].plan(session, subject, rows(*given), [])


def told(plan: Plan) -> list[tuple[object, str]]:
    """Place and code of every problem."""
    return [(problem.path[0], problem.code) for problem in plan.problems]


def kept(session: Session, subject: Subject, kind: str) -> Import:
    """An upload."""
    return uploads.keep(session, subject, kind, file="0" * 64, name="表.xlsx")


def done(session: Session, subject: Subject, kind: str, *given: Mapping[str, object]) -> Import:
    """Rows that were previewed and applied."""
    plan = planned(session, subject, kind, *given)
    assert told(plan) == []
    found = kept(session, subject, kind)
    return uploads.apply(session, subject, found.id, rows=rows(*given), problems=[], expected=plan.digest)


@pytest.fixture
def admin(cast: Cast) -> Subject:
    """The administrator of everything."""
    return cast.subjects["administrator"]


@pytest.fixture
def northerner(session: Session, cast: Cast) -> Subject:
    """An administrator of the north only."""
    person = cast.people["reader"]
    person.appointments.append(Appointment(role="administrator", organisation_id=cast.places["north"].id))
    session.flush()
    return subject_of(session, person)


def place(session: Session, code: str) -> Organisation:
    """An organisation by its code, as it is now."""
    session.expire_all()
    return session.scalars(select(Organisation).where(Organisation.code == code)).one()


def test_a_child_may_stand_above_its_parent(session: Session, cast: Cast, admin: Subject) -> None:
    done(
        session,
        admin,
        "organisations",
        {"code": "PIER", "name": "码头网点", "parent": "LAKE", **BRANCH},
        {"code": "LAKE", "name": "湖滨支行", "parent": "EAST", "level": "city"},
        {"code": "EAST", "name": "东部分行", "parent": "BANK", "level": "province"},
    )
    pier, lake, east = (place(session, code) for code in ("PIER", "LAKE", "EAST"))
    assert pier.path == f"{cast.places['bank'].path}{east.id}/{lake.id}/{pier.id}/"
    assert (pier.parent_id, pier.kind, pier.facilities, pier.staff_count) == (lake.id, "full", ["parking"], 3)
    counted = session.scalars(select(Event.action).order_by(Event.id)).all()
    assert counted == ["organisation.created"] * 3 + ["organisations.imported"]


def test_only_what_differs_is_changed(session: Session, cast: Cast, admin: Subject) -> None:
    same = {"code": "ＧＡＴＥ", "name": "gate机构", "parent": "RIVER", "kind": "full"}
    plan = planned(session, admin, "organisations", {"code": "DOCK", "name": " 新  码头 ", "staff_count": None}, same)
    [change] = plan.changes
    assert [(one.field, one.before, one.after) for one in change.fields] == [
        ("name", "dock机构", "新 码头"),
        ("staff_count", 12, None),
    ]
    assert plan.counts == {"new": 0, "changed": 1, "unchanged": 1}
    done(session, admin, "organisations", {"code": "DOCK", "name": "新码头", "staff_count": None})
    dock = place(session, "DOCK")
    assert (dock.name, dock.staff_count, dock.facilities, dock.name_en) == ("新码头", None, ["vip_area"], "Dock")


def test_places_are_moved_closed_and_made_at_once(session: Session, cast: Cast, admin: Subject) -> None:
    """The moved parent takes along a child that moves itself; what is closed has been emptied by the same sheet."""
    version = cast.people["neighbour"].version
    done(
        session,
        admin,
        "organisations",
        {"code": "HILL", "active": "closed"},
        {"code": "TOWER", "parent": "RIVER"},
        {"code": "RIVER", "parent": "SOUTH"},
        {"code": "DOCK", "parent": "NORTH"},
        {"code": "PIER", "name": "码头", "parent": "RIVER", **BRANCH},
    )
    south, river = place(session, "SOUTH"), place(session, "RIVER")
    assert river.path == f"{south.path}{river.id}/"
    for code in ("TOWER", "GATE", "PIER"):
        assert place(session, code).path == f"{river.path}{place(session, code).id}/"
    assert place(session, "DOCK").path == f"{place(session, 'NORTH').path}{place(session, 'DOCK').id}/"
    assert not place(session, "HILL").active
    assert session.get_one(User, cast.people["neighbour"].id).version > version


def test_everything_wrong_is_told_at_once(session: Session, cast: Cast, admin: Subject) -> None:
    plan = planned(
        session,
        admin,
        "organisations",
        {"code": "DOCK", "name": "甲", "level": "branch"},
        {"code": "dock ", "name": "", "level": "branch", "parent": "NOWHERE"},
        {"code": "DOCK", "name": "乙"},
        {"code": "GATE", "level": "city"},
        {"code": "", "name": "无编号"},
        {"code": "a b", "name": "空格", "level": "branch", "parent": "RIVER", "kind": "full"},
        {"code": "NEW1", "name": "无级别", "parent": "RIVER"},
        {"code": "NEW2", "name": "总行", "level": "head_office", "parent": ""},
        {"code": "NEW3", "name": "越级", "level": "branch", "parent": "BANK", "kind": "full"},
        {"code": "NEW4", "name": "无上级", "level": "city"},
        {"code": "RIVER", "kind": "full", "staff_count": 3},
        {"code": "BANK", "parent": "NORTH", "active": "closed"},
    )
    assert sorted(told(plan), key=str) == sorted(
        [
            ("name3", "missing"),
            ("kind3", "missing"),
            ("parent3", "unknown-parent"),
            ("code4", "repeated-code"),
            ("level5", "level-fixed"),
            ("code6", "missing"),
            ("code7", "organisation-code"),
            ("level8", "missing"),
            ("level9", "one-head-office"),
            ("parent10", "level-not-here"),
            ("active10", "parent-closed"),
            ("parent11", "missing"),
            ("kind12", "branches-only"),
            ("staff_count12", "branches-only"),
            ("parent13", "root-stays"),
            ("active13", "root-stays"),
        ],
        key=str,
    )


def test_no_circle_comes_in(session: Session, cast: Cast, admin: Subject) -> None:
    plan = planned(
        session,
        admin,
        "organisations",
        {"code": "SOUTH", "parent": "SOUTH"},
        {"code": "NORTH", "parent": "GATE"},
        {"code": "A", "name": "甲", "level": "city", "parent": "B"},
        {"code": "B", "name": "乙", "level": "city", "parent": "A"},
    )
    assert told(plan) == [(f"parent{row}", "below-itself") for row in (2, 3, 4, 5)]


def test_nothing_open_hangs_below_what_is_closed(session: Session, cast: Cast, admin: Subject) -> None:
    plan = planned(
        session,
        admin,
        "organisations",
        {"code": "RIVER", "active": "closed"},
        {"code": "DOCK", "active": "closed"},
        {"code": "PIER", "name": "码头", "parent": "RIVER", **BRANCH},
    )
    assert told(plan) == [("active4", "parent-closed"), ("active2", "children-active")]
    assert plan.problems[1].facts == {"count": 2}


def test_a_cell_that_could_not_be_read_is_told_once(session: Session, cast: Cast, admin: Subject) -> None:
    unread = [Problem(("kind2",), "one-of", {"given": "大"})]
    given = rows({"code": "P", "name": "码头", "parent": "RIVER", "level": "branch", "kind": ""})
    plan = uploads.KINDS["organisations"].plan(session, admin, given, unread)
    assert told(plan) == [("kind2", "one-of")]


def test_an_import_stays_within_the_own_part(session: Session, cast: Cast, northerner: Subject) -> None:
    plan = planned(
        session,
        northerner,
        "organisations",
        {"code": "TOWER", "name": "夺"},
        {"code": "DOCK", "parent": "HILL"},
        {"code": "NORTH", "parent": "SOUTH"},
        {"code": "X", "name": "新", "parent": "SOUTH", **BRANCH},
        {"code": "Y", "name": "新", "parent": "BANK", "level": "province"},
    )
    assert told(plan) == [
        ("code2", "code-taken"),
        ("parent3", "unknown-parent"),
        ("parent4", "unknown-parent"),
        ("parent5", "unknown-parent"),
        ("parent6", "unknown-parent"),
    ]
    # what is exported comes back without a change: also the top with a parent outside
    top = {"code": "NORTH", "name": "north机构", "name_en": "North", "level": "province", "parent": "BANK"}
    assert planned(session, northerner, "organisations", top).counts == {"new": 0, "changed": 0, "unchanged": 1}


def test_the_top_of_a_part_is_not_taken_away(session: Session, cast: Cast) -> None:
    person = cast.people["reader"]
    for name in ("river", "south"):
        person.appointments.append(Appointment(role="administrator", organisation_id=cast.places[name].id))
    session.flush()
    subject = subject_of(session, person)
    plan = planned(session, subject, "organisations", {"code": "RIVER", "parent": "SOUTH"})
    assert told(plan) == [("parent2", "top-stays")]


def test_what_was_previewed_is_done_or_nothing(session: Session, cast: Cast, admin: Subject) -> None:
    given: dict[str, object] = {"code": "DOCK", "name": "新名"}
    plan, found = planned(session, admin, "organisations", given), kept(session, admin, "organisations")
    cast.places["dock"].name = "别人改的"
    session.flush()
    with pytest.raises(PlanChangedError):
        uploads.apply(session, admin, found.id, rows=rows(given), problems=[], expected=plan.digest)
    assert (place(session, "DOCK").name, found.applied_at) == ("别人改的", None)
    plan = planned(session, admin, "organisations", given)
    uploads.apply(session, admin, found.id, rows=rows(given), problems=[], expected=plan.digest)
    with pytest.raises(StateError, match="already-applied"):
        uploads.apply(session, admin, found.id, rows=rows(given), problems=[], expected=plan.digest)


def test_with_one_problem_nothing_is_done(session: Session, cast: Cast, admin: Subject) -> None:
    given = [{"code": "DOCK", "name": "新名"}, {"code": "GATE", "name": ""}]
    plan, found = planned(session, admin, "organisations", *given), kept(session, admin, "organisations")
    with pytest.raises(InvalidError):
        uploads.apply(session, admin, found.id, rows=rows(*given), problems=[], expected=plan.digest)
    assert place(session, "DOCK").name == "dock机构"


@pytest.mark.parametrize("who", ["reader", "campaign_manager", "branch_manager", "stranger"])
def test_only_administrators_import_and_only_their_own(
    session: Session, cast: Cast, admin: Subject, northerner: Subject, who: str
) -> None:
    found = kept(session, admin, "people")
    for subject in (cast.subjects[who], northerner):
        with pytest.raises(NotFoundError):
            uploads.get_import(session, subject, found.id)
    with pytest.raises(ForbiddenError):
        uploads.keep(session, cast.subjects[who], "people", file="", name="")
    with pytest.raises(NotFoundError):
        uploads.allow(admin, "audits")


def posts(session: Session, login: str) -> set[tuple[str, str]]:
    """Role and place of every appointment."""
    found = (
        select(Appointment.role, Organisation.code)
        .join(Appointment.organisation)
        .join(Appointment.user)
        .where(User.login == login)
    )
    return {(row[0], row[1]) for row in session.execute(found)}


def test_people_come_with_all_their_posts(session: Session, cast: Cast, admin: Subject) -> None:
    sessions.begin(session, cast.people["inspector"], device="", address="")
    found = done(
        session,
        admin,
        "people",
        {"login": "ＺＨＡＮＧ", "name": "张三", "language": "en", "role": "inspector", "organisation": "NORTH"},
        {"login": "zhang", "name": "", "role": "reader", "organisation": "SOUTH", "active": ""},
        {"login": "inspector", "role": "reviewer", "organisation": "RIVER"},
        {"login": "neighbour", "name": "gate先生", "role": "branch_manager", "organisation": "GATE"},
        {"login": "branch_staff", "role": "branch_staff", "organisation": "DOCK"},
    )
    assert found.counts == {"new": 1, "changed": 2, "unchanged": 1}
    assert posts(session, "zhang") == {("inspector", "NORTH"), ("reader", "SOUTH")}
    assert posts(session, "inspector") == {("reviewer", "RIVER")}
    ended = select(SignIn.ended_at).where(SignIn.user_id == cast.people["inspector"].id)
    assert None not in session.scalars(ended).all()
    assert cast.people["inspector"].version > 1
    [(person, token)] = uploads.links(session, admin, found.id)
    assert (person.login, person.language, len(token) > 20) == ("zhang", "en", True)


def test_people_without_columns_of_posts_keep_theirs(session: Session, cast: Cast, admin: Subject) -> None:
    done(session, admin, "people", {"login": "inspector", "name": "新名", "active": "closed"})
    assert posts(session, "inspector") == {("inspector", "NORTH")}
    assert (cast.people["inspector"].name, cast.people["inspector"].active) == ("新名", False)


def test_everything_wrong_with_people_is_told_at_once(session: Session, cast: Cast, northerner: Subject) -> None:
    cast.places["gate"].active = False
    session.flush()
    plan = planned(
        session,
        northerner,
        "people",
        {"login": "", "name": "无", "role": "reader", "organisation": "DOCK"},
        {"login": "new1", "name": "", "role": "", "organisation": ""},
        {"login": "new2", "name": "甲", "role": "reader", "organisation": "TOWER"},
        {"login": "new2", "name": "乙", "role": "reader", "organisation": "GATE"},
        {"login": "new3", "name": "丙", "role": "reader", "organisation": "DOCK"},
        {"login": "new3", "name": "丙", "role": "reader", "organisation": "DOCK"},
        {"login": "stranger", "name": "丁", "role": "reader", "organisation": "DOCK"},
        {"login": "reader", "active": "closed"},
        {"login": "neighbour", "role": "branch_manager", "organisation": "GATE"},
    )
    assert told(plan) == [
        ("login2", "missing"),
        ("role3", "missing"),
        ("organisation3", "missing"),
        ("name3", "missing"),
        ("name5", "differs"),
        ("organisation4", "unknown-organisation"),
        ("organisation5", "organisation-closed"),
        ("role7", "repeated-post"),
        ("login8", "login-elsewhere"),
        ("login9", "own-account"),
    ]


def test_links_are_only_for_whom_one_still_manages(
    session: Session, cast: Cast, admin: Subject, northerner: Subject
) -> None:
    """Who got a post elsewhere meanwhile is not let in by the first administrator any more."""
    given = {"login": "zhang", "name": "张三", "role": "inspector", "organisation": "NORTH"}
    found = done(session, northerner, "people", given)
    assert [person.login for person, _ in uploads.links(session, northerner, found.id)] == ["zhang"]
    people.appoint(session, admin, found.made[0], post=NewPost("administrator", "BANK"))
    assert uploads.links(session, northerner, found.id) == []
    with pytest.raises(NotFoundError):
        uploads.links(session, admin, found.id)


def test_an_import_leaves_an_administrator(session: Session, cast: Cast, admin: Subject) -> None:
    """Whose rights were gone before the import was applied cannot close the last one's account with it."""
    second = cast.people["reader"]
    second.appointments.append(Appointment(role="administrator", organisation_id=cast.places["bank"].id))
    session.flush()
    stale = subject_of(session, second)
    second.active = False
    session.flush()
    given = {"login": "administrator", "active": "closed"}
    plan, found = planned(session, stale, "people", given), kept(session, stale, "people")
    with pytest.raises(StateError, match="last-administrator"):
        uploads.apply(session, stale, found.id, rows=rows(given), problems=[], expected=plan.digest)


def test_nothing_to_do_changes_nothing(session: Session, cast: Cast, admin: Subject) -> None:
    done(session, admin, "people", *({"login": name, "name": f"{name}先生"} for name in POSTS))
    assert session.scalars(select(Event.action)).all() == ["people.imported"]
    assert session.scalar(select(func.max(User.version))) == 1


@pytest.mark.parametrize(("code", "good"), [("RIVER", True), ("SOUTH", False)])
def test_a_link_reaches_no_further_than_who_made_it(
    session: Session, cast: Cast, admin: Subject, northerner: Subject, code: str, good: bool
) -> None:
    person, token = people.link(session, northerner, cast.people["inspector"].id)
    done(session, admin, "people", {"login": "inspector", "role": "administrator", "organisation": code})
    if good:
        assert invitations.invited(session, token) is person
    else:
        with pytest.raises(NotFoundError):
            invitations.invited(session, token)
