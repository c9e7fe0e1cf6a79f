"""Links that are good once, for a while, and for one purpose."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.db import Database
from audit.models import Invitation, User
from audit.services.clock import now
from audit.services.errors import NotFoundError
from audit.services.invitations import ACTIVATION, SETUP, find, invite, invite_founder, invited, use, withdraw
from tests.cast import Cast


def test_a_link_is_good_once(session: Session, cast: Cast) -> None:
    token = invite(session, cast.people["reader"])
    assert invited(session, token) is cast.people["reader"]
    assert use(session, token, ACTIVATION).user_id == cast.people["reader"].id
    for again in (lambda: find(session, token, ACTIVATION), lambda: use(session, token, ACTIVATION)):
        with pytest.raises(NotFoundError):
            again()


def test_a_link_is_good_for_seven_days(session: Session, cast: Cast) -> None:
    token = invite(session, cast.people["reader"])
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        assert find(session, token, ACTIVATION)
    with time_machine.travel(now() + timedelta(days=7, seconds=1)), pytest.raises(NotFoundError):
        use(session, token, ACTIVATION)


def test_a_link_serves_its_purpose_only(session: Session, cast: Cast) -> None:
    token = invite(session, cast.people["reader"])
    with pytest.raises(NotFoundError):
        find(session, token, SETUP)


def test_a_new_link_ends_the_one_before_but_not_those_of_others(session: Session, cast: Cast) -> None:
    others, before = invite(session, cast.people["inspector"]), invite(session, cast.people["reader"])
    after = invite(session, cast.people["reader"])
    with pytest.raises(NotFoundError):
        find(session, before, ACTIVATION)
    assert find(session, after, ACTIVATION) and find(session, others, ACTIVATION)
    withdraw(session, cast.people["reader"].id)
    with pytest.raises(NotFoundError):
        find(session, after, ACTIVATION)
    assert find(session, others, ACTIVATION)


def test_a_closed_account_is_not_activated(session: Session, cast: Cast) -> None:
    token = invite(session, cast.people["reader"])
    cast.people["reader"].active = False
    session.flush()
    with pytest.raises(NotFoundError):
        invited(session, token)


def test_the_token_is_kept_nowhere(session: Session, cast: Cast) -> None:
    token = invite(session, cast.people["reader"])
    kept = session.scalars(select(Invitation.token_digest)).one()
    assert len(kept) == 64 and token not in kept


def test_there_is_no_set_up_once_somebody_is_there(session: Session) -> None:
    token = invite_founder(session)
    assert token is not None and find(session, token, SETUP)
    session.add(User(login="first", name="甲", created_at=now()))
    session.flush()
    assert invite_founder(session) is None


def test_two_set_up_links_make_one_set_up(session: Session) -> None:
    links = []
    for _server in range(2):
        links.append(invite_founder(session) or "")
        session.scalars(select(Invitation)).all()[-1].purpose = "kept"
        session.flush()
    for invitation in session.scalars(select(Invitation)):
        invitation.purpose = SETUP
    session.flush()
    assert use(session, links[0], SETUP)
    with pytest.raises(NotFoundError):
        use(session, links[1], SETUP)


def test_of_two_who_come_at_once_one_gets_in(database: Database) -> None:
    """The second has found the link before the first used it."""
    with database.writing() as session:
        token = invite_founder(session) or ""
        session.commit()
    with database.reading() as late:
        assert find(late, token, SETUP)
        with database.writing() as session:
            use(session, token, SETUP)
            session.commit()
    with database.writing() as session, pytest.raises(NotFoundError):
        use(session, token, SETUP)
