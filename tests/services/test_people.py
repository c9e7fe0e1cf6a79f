"""Accounts are made, appointed and closed by administrators within their part; nobody locks everybody out."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.models import Appointment, SignIn, User
from audit.services import invitations, people, sessions
from audit.services.access import Subject, subject_of
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.people import NewPost, Particulars
from audit.services.people_lists import Sought, sought_people, visible_people, with_posts
from tests.cast import POSTS, Cast

NEW = Particulars("Ｚhang.San@bank ", " 张  三 ", "en")


@pytest.fixture
def northerner(session: Session, cast: Cast) -> Subject:
    """An administrator of the north only, who reads there too."""
    person = cast.people["reader"]
    person.appointments.append(Appointment(role="administrator", organisation_id=cast.places["north"].id))
    session.flush()
    return subject_of(session, person)


def signed_in(session: Session, person: User) -> int:
    """How many sessions of the person are alive."""
    alive = select(func.count(SignIn.id)).where(SignIn.user_id == person.id, SignIn.ended_at.is_(None))
    return session.scalar(alive) or 0


def test_a_person_is_made_with_a_first_appointment(session: Session, cast: Cast, northerner: Subject) -> None:
    made = people.create(session, northerner, particulars=NEW, post=NewPost("inspector", "river机构"))
    assert (made.login, made.name, made.language, made.password_hash) == ("zhang.san@bank", "张 三", "en", None)
    assert [(post.role, post.organisation.code) for post in made.appointments] == [("inspector", "RIVER")]
    person, token = people.link(session, northerner, made.id)
    assert invitations.invited(session, token) is person is made


def test_everything_wrong_is_told_at_once(session: Session, cast: Cast, northerner: Subject) -> None:
    for particulars, post, expected in (
        (Particulars("", " ", "xx"), NewPost("", ""), {"login", "name", "language", "role", "organisation"}),
        (Particulars("a b", "x" * 81), NewPost("king", "TOWER"), {"login", "name", "role", "organisation"}),
        (Particulars("ADMINISTRATOR", "重名"), NewPost("reader", "DOCK"), {"login"}),
    ):
        with pytest.raises(InvalidError) as refused:
            people.create(session, northerner, particulars=particulars, post=post)
        assert {problem.path[0] for problem in refused.value.problems} == expected
    assert session.scalar(select(func.count(User.id))) == len(POSTS)


def test_nobody_is_appointed_at_a_closed_or_ambiguous_place(session: Session, cast: Cast) -> None:
    cast.places["gate"].active = False
    cast.places["dock"].name = cast.places["tower"].name = "同名网点"
    session.flush()
    for place, code in (("GATE", "organisation-closed"), ("同名网点", "unknown-organisation")):
        with pytest.raises(InvalidError) as refused:
            people.appoint(
                session, cast.subjects["administrator"], cast.people["reader"].id, post=NewPost("reader", place)
            )
        assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize("step", ["appoint", "dismiss", "disable", "reset"])
def test_a_change_of_what_one_may_do_ends_the_sessions(session: Session, cast: Cast, step: str) -> None:
    admin, person = cast.subjects["administrator"], cast.people["inspector"]
    person.appointments.append(Appointment(role="reader", organisation_id=cast.places["north"].id))
    sessions.begin(session, person, device="tablet", address="")
    version, first = person.version, person.appointments[0].id
    steps = {
        "appoint": lambda: people.appoint(session, admin, person.id, post=NewPost("reviewer", "SOUTH")),
        "dismiss": lambda: people.dismiss(session, admin, person.id, first),
        "disable": lambda: people.disable(session, admin, person.id),
        "reset": lambda: people.reset_second_factor(session, admin, person.id),
    }
    steps[step]()
    assert signed_in(session, person) == 0
    assert person.version > version


def test_a_closed_account_has_no_link(session: Session, cast: Cast) -> None:
    admin, person = cast.subjects["administrator"], cast.people["inspector"]
    _person, token = people.link(session, admin, person.id)
    people.disable(session, admin, person.id)
    with pytest.raises(NotFoundError):
        invitations.invited(session, token)
    with pytest.raises(StateError, match="account-disabled"):
        people.link(session, admin, person.id)
    people.enable(session, admin, person.id)
    with pytest.raises(NotFoundError):
        invitations.invited(session, token)


OTHERS: dict[str, Callable[[Session, Subject, User], object]] = {
    "appoint": lambda s, who, person: people.appoint(s, who, person.id, post=NewPost("reader", "BANK")),
    "dismiss": lambda s, who, person: people.dismiss(s, who, person.id, person.appointments[0].id),
    "disable": lambda s, who, person: people.disable(s, who, person.id),
    "enable": lambda s, who, person: people.enable(s, who, person.id),
    "link": lambda s, who, person: people.link(s, who, person.id),
    "reset": lambda s, who, person: people.reset_second_factor(s, who, person.id),
}
EVERY = OTHERS | {"describe": lambda s, who, person: people.describe(s, who, person.id, particulars=NEW)}


@pytest.mark.parametrize("step", OTHERS)
def test_nobody_changes_the_own_rights(session: Session, cast: Cast, step: str) -> None:
    with pytest.raises(StateError, match="own-account"):
        OTHERS[step](session, cast.subjects["administrator"], cast.people["administrator"])


@pytest.mark.parametrize("step", EVERY)
def test_an_administrator_stays_within_the_own_part(
    session: Session, cast: Cast, northerner: Subject, step: str
) -> None:
    """Somebody with a post outside may be seen and not changed; somebody with none inside is not there."""
    both = cast.people["inspector"]
    both.appointments.append(Appointment(role="reader", organisation_id=cast.places["tower"].id))
    session.flush()
    with pytest.raises(ForbiddenError):
        EVERY[step](session, northerner, both)
    for name in ("stranger", "administrator"):
        with pytest.raises(NotFoundError):
            EVERY[step](session, northerner, cast.people[name])
    seen = {person.login for person in session.scalars(visible_people(northerner))}
    assert seen == {name for name, (_role, place) in POSTS.items() if place not in {"bank", "south"}}


@pytest.mark.parametrize("step", EVERY)
@pytest.mark.parametrize("who", ["campaign_manager", "reviewer", "branch_manager"])
def test_nobody_else_changes_people(session: Session, cast: Cast, who: str, step: str) -> None:
    with pytest.raises(NotFoundError):
        EVERY[step](session, cast.subjects[who], cast.people["reader"])


@pytest.mark.parametrize("step", ["disable", "dismiss"])
def test_the_last_administrator_stays(session: Session, cast: Cast, step: str) -> None:
    """Two who disable one another at once: the second one comes with rights that are gone already."""
    first, second = cast.people["administrator"], cast.people["reader"]
    second.appointments.append(Appointment(role="administrator", organisation_id=cast.places["bank"].id))
    first.appointments.append(Appointment(role="reader", organisation_id=cast.places["bank"].id))
    session.flush()
    stale = subject_of(session, second)
    second.active = False
    session.flush()
    with pytest.raises(StateError, match="last-administrator"):
        OTHERS[step](session, stale, first)


def test_the_last_appointment_stays(session: Session, cast: Cast) -> None:
    person = cast.people["inspector"]
    with pytest.raises(StateError, match="last-appointment"):
        people.dismiss(session, cast.subjects["administrator"], person.id, person.appointments[0].id)
    with pytest.raises(NotFoundError):
        people.dismiss(session, cast.subjects["administrator"], person.id, 0)


def test_a_new_name_is_known_at_once(session: Session, cast: Cast) -> None:
    person = cast.people["inspector"]
    people.describe(session, cast.subjects["administrator"], person.id, particulars=NEW)
    assert (person.login, person.name, person.language, person.version) == ("zhang.san@bank", "张 三", "en", 2)
    people.describe(session, cast.subjects["administrator"], person.id, particulars=NEW)
    assert person.version == 2


def test_one_post_is_given_once(session: Session, cast: Cast) -> None:
    with pytest.raises(InvalidError) as refused:
        people.appoint(
            session, cast.subjects["administrator"], cast.people["inspector"].id, post=NewPost("inspector", "NORTH")
        )
    assert [problem.code for problem in refused.value.problems] == ["appointed-already"]


@pytest.mark.parametrize(
    ("sought", "logins"),
    [
        (Sought(text="ＲＥＡＤ"), ["reader"]),
        (Sought(text="reader先"), ["reader"]),
        (Sought(role="inspector"), ["colleague", "inspector"]),
        (Sought(organisation="river"), ["branch_manager", "branch_staff", "neighbour"]),
        (Sought(organisation="river", role="branch_staff"), ["branch_staff"]),
        (Sought(state="disabled"), ["colleague"]),
        (Sought(state="waiting", role="inspector"), ["inspector"]),
        (Sought(text="tower"), []),
        (Sought(text="%"), []),
    ],
)
def test_lists_are_narrowed(session: Session, cast: Cast, sought: Sought, logins: list[str]) -> None:
    cast.people["colleague"].active = False
    session.flush()
    found = session.scalars(with_posts(sought_people(cast.subjects["administrator"], sought))).all()
    assert [person.login for person in found] == logins


@pytest.mark.parametrize(("place", "good"), [("NORTH", True), ("RIVER", True), ("SOUTH", False), ("BANK", False)])
def test_a_link_reaches_no_further_than_who_made_it(
    session: Session, cast: Cast, northerner: Subject, place: str, good: bool
) -> None:
    person, token = people.link(session, northerner, cast.people["inspector"].id)
    people.appoint(session, cast.subjects["administrator"], person.id, post=NewPost("administrator", place))
    if good:
        assert invitations.invited(session, token) is person
    else:
        with pytest.raises(NotFoundError):
            invitations.invited(session, token)
