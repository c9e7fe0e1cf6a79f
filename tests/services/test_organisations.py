"""The tree is changed by administrators, within their part of it, and is never anything but a tree."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Appointment, Event, Invitation, Organisation, User
from audit.services import organisations
from audit.services.access import Subject, subject_of
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.invitations import invite
from audit.services.organisation_facts import Facts
from audit.services.organisation_tree import branches_below, search, tree
from tests.cast import Cast

PIER = Facts("PIER", "码头网点", "Pier", "full", ("parking",), 9, "江边路1号")


@pytest.fixture
def northerner(session: Session, cast: Cast) -> Subject:
    """An administrator of the north only."""
    person = cast.people["reader"]
    person.appointments.append(Appointment(role="administrator", organisation_id=cast.places["north"].id))
    session.flush()
    return subject_of(session, person)


def codes(problems: InvalidError) -> list[tuple[object, str]]:
    """Place and code of every problem."""
    return [(problem.path[0], problem.code) for problem in problems.problems]


def test_a_branch_is_added_where_a_branch_may_stand(session: Session, cast: Cast) -> None:
    admin, north = cast.subjects["administrator"], cast.places["north"]
    made = organisations.create(session, admin, north.id, level="branch", facts=PIER)
    assert (made.path, made.parent_id) == (f"{north.path}{made.id}/", north.id)
    assert organisations.facts_of(made) == PIER
    assert session.scalars(select(Event.action)).all() == ["organisation.created"]


@pytest.mark.parametrize(
    ("above", "level"),
    [("bank", "branch"), ("bank", "city"), ("river", "city"), ("dock", "branch"), ("north", "province")],
)
def test_no_level_stands_where_it_does_not_belong(session: Session, cast: Cast, above: str, level: str) -> None:
    with pytest.raises(StateError, match="level-not-here"):
        organisations.create(
            session, cast.subjects["administrator"], cast.places[above].id, level=level, facts=Facts("X", "某机构")
        )


def test_everything_wrong_is_told_at_once(session: Session, cast: Cast) -> None:
    wrong = Facts("a b", " ", "x" * 201, "", ("Nope!",), -1, "y\x07")
    with pytest.raises(InvalidError) as refused:
        organisations.change(session, cast.subjects["administrator"], cast.places["dock"].id, facts=wrong)
    assert codes(refused.value) == [
        ("name", "missing"),
        ("name_en", "too-long"),
        ("address", "unprintable"),
        ("code", "organisation-code"),
        ("kind", "missing"),
        ("facilities", "unknown-choice"),
        ("staff_count", "staff-count"),
    ]


def test_only_branches_have_what_branches_have(session: Session, cast: Cast) -> None:
    facts = Facts("RIVER", "沿江支行", kind="full", facilities=("parking",), staff_count=3, address="路")
    with pytest.raises(InvalidError) as refused:
        organisations.change(session, cast.subjects["administrator"], cast.places["river"].id, facts=facts)
    assert {code for _place, code in codes(refused.value)} == {"branches-only"}


def test_a_code_belongs_to_one(session: Session, cast: Cast, northerner: Subject) -> None:
    """Also to one that the administrator cannot see, and however wide it was typed."""
    with pytest.raises(InvalidError) as refused:
        organisations.change(session, northerner, cast.places["dock"].id, facts=Facts(" ＴＯＷＥＲ", "塔", kind="full"))
    assert codes(refused.value) == [("code", "code-taken")]


def test_a_change_keeps_what_audits_know(session: Session, cast: Cast) -> None:
    dock = cast.places["dock"]
    organisations.change(session, cast.subjects["administrator"], dock.id, facts=PIER)
    assert (dock.code, dock.facilities, dock.staff_count) == ("PIER", ["parking"], 9)
    assert cast.audits["self"].facts == {"kind": "full", "facilities": ["vip_area"]}
    facts = session.scalars(select(Event.facts)).one()
    assert facts["staff_count"] == [12, 9]
    assert "kind" not in facts


def test_a_part_of_the_tree_is_moved_as_a_whole(session: Session, cast: Cast) -> None:
    places, versions = cast.places, {name: person.version for name, person in cast.people.items()}
    organisations.move(session, cast.subjects["administrator"], places["river"].id, parent_id=places["south"].id)
    assert places["river"].path == f"{places['south'].path}{places['river'].id}/"
    assert places["dock"].path == f"{places['river'].path}{places['dock'].id}/"
    assert places["tower"].path == f"{places['hill'].path}{places['tower'].id}/"
    session.expire_all()
    renewed = {name for name, person in cast.people.items() if person.version != versions[name]}
    assert renewed == {"branch_manager", "branch_staff", "neighbour"}
    assert subject_of(session, session.get_one(User, cast.people["neighbour"].id)).posts[0].path == places["gate"].path


@pytest.mark.parametrize(
    ("moved", "below", "code"),
    [
        ("north", "river", "below-itself"),
        ("river", "river", "below-itself"),
        ("river", "tower", "level-not-here"),
        ("dock", "bank", "level-not-here"),
        ("river", None, "no-such-parent"),
    ],
)
def test_no_circle_and_no_wrong_parent(session: Session, cast: Cast, moved: str, below: str | None, code: str) -> None:
    parent_id = cast.places[below].id if below else 0
    with pytest.raises(InvalidError) as refused:
        organisations.move(session, cast.subjects["administrator"], cast.places[moved].id, parent_id=parent_id)
    assert codes(refused.value) == [("parent_id", code)]


def test_nothing_is_moved_out_of_or_into_a_foreign_part(session: Session, cast: Cast, northerner: Subject) -> None:
    with pytest.raises(ForbiddenError):
        organisations.move(session, northerner, cast.places["north"].id, parent_id=cast.places["river"].id)
    with pytest.raises(InvalidError) as refused:
        organisations.move(session, northerner, cast.places["dock"].id, parent_id=cast.places["hill"].id)
    assert codes(refused.value) == [("parent_id", "no-such-parent")]


def test_closing_and_opening(session: Session, cast: Cast) -> None:
    admin, river, dock = cast.subjects["administrator"], cast.places["river"], cast.places["dock"]
    with pytest.raises(StateError, match="children-active"):
        organisations.close(session, admin, river.id)
    for name in ("dock", "gate", "river"):
        organisations.close(session, admin, cast.places[name].id)
    assert not river.active
    with pytest.raises(StateError, match="parent-closed"):
        organisations.reopen(session, admin, dock.id)
    with pytest.raises(StateError, match="parent-closed"):
        organisations.create(session, admin, river.id, level="branch", facts=PIER)
    organisations.reopen(session, admin, river.id)
    organisations.reopen(session, admin, dock.id)
    assert dock.active
    with pytest.raises(StateError, match="root-stays"):
        organisations.close(session, admin, cast.places["bank"].id)


STEPS: list[Callable[[Session, Subject, int], object]] = [
    lambda session, subject, id_: organisations.create(session, subject, id_, level="branch", facts=PIER),
    lambda session, subject, id_: organisations.change(session, subject, id_, facts=PIER),
    lambda session, subject, id_: organisations.move(session, subject, id_, parent_id=id_),
    organisations.close,
    organisations.reopen,
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", ["reader", "campaign_manager", "reviewer", "inspector"])
def test_others_only_look(
    session: Session, cast: Cast, who: str, step: Callable[[Session, Subject, int], object]
) -> None:
    with pytest.raises(ForbiddenError):
        step(session, cast.subjects[who], cast.places["dock"].id)
    with pytest.raises(NotFoundError):
        step(session, cast.subjects[who], cast.places["tower"].id)


def test_a_tree_counts_its_active_branches(session: Session, cast: Cast) -> None:
    cast.places["gate"].active = False
    session.flush()
    seen = tree(session, cast.subjects["administrator"])
    [bank] = seen.tops
    assert (seen.branches, bank.branches, [node.code for node in bank.children]) == (2, 2, ["NORTH", "SOUTH"])
    assert [(node.code, node.branches) for node in bank.children[0].children] == [("RIVER", 1)]
    tops = tree(session, cast.subjects["branch_manager"]).tops
    assert [(node.code, node.branches) for node in tops] == [("DOCK", 1)]
    assert branches_below(session, list(cast.places.values()))[cast.places["north"].id] == 1


def test_a_large_tree_leaves_its_branches_out(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.services.organisation_tree.MOST_NODES", 3)
    seen = tree(session, cast.subjects["administrator"])
    assert (seen.whole, seen.branches) == (False, 3)
    assert [node.children for node in seen.tops[0].children[0].children] == [[]]


def test_a_search_finds_codes_and_names_in_the_own_part(session: Session, cast: Cast) -> None:
    for text in ("dock", "ＤＯＣＫ", "Dock", "dock机"):
        assert [place.code for place in session.scalars(search(cast.subjects["reader"], text))] == ["DOCK"]
    assert session.scalars(search(cast.subjects["reader"], "tower")).all() == []
    assert session.scalars(search(cast.subjects["reader"], "%")).all() == []


def test_links_end_when_their_part_of_the_tree_moves(session: Session, cast: Cast) -> None:
    """An administrator of the old part made them, and may no longer reach these people."""
    for name in ("branch_manager", "inspector"):
        invite(session, cast.people[name])
    south, river = cast.places["south"], cast.places["river"]
    organisations.move(session, cast.subjects["administrator"], river.id, parent_id=south.id)
    left = session.scalars(select(Invitation.user_id)).all()
    assert left == [cast.people["inspector"].id]  # posted in the north itself, which stayed


def test_organisations_that_a_test_moved_are_a_tree(session: Session, cast: Cast) -> None:
    organisations.move(
        session, cast.subjects["administrator"], cast.places["dock"].id, parent_id=cast.places["hill"].id
    )
    for place in session.scalars(select(Organisation)):
        above = session.get(Organisation, place.parent_id) if place.parent_id else None
        assert place.path == f"{above.path if above else '/'}{place.id}/"
