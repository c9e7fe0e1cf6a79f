"""Signing in: passwords, counted attempts, locks, the second step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Event, UnknownLogin, User
from audit.services import invitations, second_factor, sign_in
from audit.services.errors import NotFoundError
from audit.services.passwords import hash_of
from tests.cast import Cast

PASSWORD = "九月的风 blows 7"  # noqa: S105 - of nobody
WRONG = "not the password"
START = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_of(PASSWORD, login="")


@pytest.fixture
def reader(session: Session, cast: Cast, hashed: str) -> User:
    """A person with a password."""
    cast.people["reader"].password_hash = hashed
    session.flush()
    return cast.people["reader"]


def enter(session: Session, login: str, password: str) -> User | None:
    """The three steps of one attempt."""
    return sign_in.settle(session, sign_in.judge(sign_in.begin_attempt(session, login), password))


def actions(session: Session) -> list[tuple[str, int | None]]:
    return [(event.action, event.user_id) for event in session.scalars(select(Event).order_by(Event.id))]


@pytest.mark.parametrize("login", ["reader", " READER ", "ｒｅａｄｅｒ"])
def test_the_right_password_opens(session: Session, reader: User, login: str) -> None:
    assert enter(session, login, PASSWORD) is reader
    assert (reader.failures, reader.locked_until) == (0, None)


def test_only_the_right_password_of_an_open_account_opens(session: Session, reader: User, cast: Cast) -> None:
    assert enter(session, "reader", WRONG) is None
    assert enter(session, "inspector", PASSWORD) is None  # never activated
    assert enter(session, "nobody", PASSWORD) is None
    reader.active = False
    assert enter(session, "reader", PASSWORD) is None
    failed = [user_id for action, user_id in actions(session) if action == "account.sign-in-failed"]
    assert failed == [reader.id, cast.people["inspector"].id, None, reader.id]


@pytest.mark.parametrize("login", ["reader", "nobody"])
def test_five_failures_lock_for_a_quarter_of_an_hour(session: Session, reader: User, login: str) -> None:
    """The same for a login that nobody has: the lock tells nothing."""
    with time_machine.travel(START, tick=False):
        for _attempt in range(4):
            assert sign_in.begin_attempt(session, login).locked_until is None
        assert sign_in.begin_attempt(session, login).locked_until == START + timedelta(minutes=15)
        refused = sign_in.begin_attempt(session, login)
        assert (refused.refused, refused.locked_until) == (True, START + timedelta(minutes=15))
        assert sign_in.settle(session, sign_in.judge(refused, PASSWORD)) is None
    with time_machine.travel(START + timedelta(minutes=15, seconds=1), tick=False):
        again = sign_in.begin_attempt(session, login)
        assert (again.refused, again.locked_until) == (False, None)


def test_the_fifth_attempt_may_be_right(session: Session, reader: User) -> None:
    for _attempt in range(4):
        enter(session, "reader", WRONG)
    assert enter(session, "reader", PASSWORD) is reader
    assert (reader.failures, reader.locked_until) == (0, None)


def test_guesses_made_at_once_are_counted(session: Session, reader: User) -> None:
    attempts = [sign_in.begin_attempt(session, "reader") for _guess in range(8)]
    assert [attempt.refused for attempt in attempts] == [False] * 5 + [True] * 3


def test_a_locked_password_is_not_looked_at(session: Session, reader: User) -> None:
    for _attempt in range(5):
        enter(session, "reader", WRONG)
    assert enter(session, "reader", PASSWORD) is None
    assert actions(session).count(("account.locked", reader.id)) == 1


def test_a_password_that_changed_meanwhile_does_not_open(session: Session, reader: User) -> None:
    judged = sign_in.judge(sign_in.begin_attempt(session, "reader"), PASSWORD)
    reader.password_hash = hash_of("another password", login="")
    session.flush()
    assert sign_in.settle(session, judged) is None


def test_a_weak_hash_is_renewed_at_sign_in(session: Session, reader: User) -> None:
    reader.password_hash = weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    session.flush()
    assert enter(session, "reader", PASSWORD) is reader
    assert reader.password_hash != weak
    assert enter(session, "reader", PASSWORD) is reader


def test_unknown_logins_are_forgotten_after_a_day(session: Session, reader: User) -> None:
    with time_machine.travel(START, tick=False):
        sign_in.begin_attempt(session, "first")
    with time_machine.travel(START + timedelta(days=1, seconds=1), tick=False):
        sign_in.begin_attempt(session, "second")
    assert len(session.scalars(select(UnknownLogin)).all()) == 1
    assert "second" not in str(session.scalars(select(UnknownLogin.digest)).one())


@pytest.fixture
def guarded(session: Session, reader: User) -> Callable[[], str]:
    """A second factor for the reader; gives the code of now."""
    with time_machine.travel(START - timedelta(days=1), tick=False):
        second_factor.propose(session, reader)
        code = pyotp.TOTP(reader.totp_pending or "").at(START - timedelta(days=1))
        second_factor.enrol(session, reader, code)
    return lambda: pyotp.TOTP(reader.totp_secret or "").at(sign_in.now())


def test_the_second_step_opens_once(session: Session, reader: User, guarded: Callable[[], str]) -> None:
    with time_machine.travel(START, tick=False):
        assert enter(session, "reader", PASSWORD) is reader
        token = sign_in.begin_second_step(session, reader)
        assert sign_in.second_step(session, token, code=guarded(), recovery="") == (reader, True)
        with pytest.raises(NotFoundError):
            sign_in.second_step(session, token, code=guarded(), recovery="")
        token = sign_in.begin_second_step(session, reader)
        assert sign_in.second_step(session, token, code=guarded(), recovery="") == (reader, False)  # the code was used


def test_the_second_step_waits_five_minutes(session: Session, reader: User, guarded: Callable[[], str]) -> None:
    with time_machine.travel(START, tick=False):
        token = sign_in.begin_second_step(session, reader)
    with time_machine.travel(START + timedelta(minutes=5, seconds=1), tick=False), pytest.raises(NotFoundError):
        sign_in.second_step(session, token, code=guarded(), recovery="")


def test_guessing_codes_locks_and_the_password_does_not_forgive_it(
    session: Session, reader: User, guarded: Callable[[], str]
) -> None:
    with time_machine.travel(START, tick=False):
        for _guess in range(5):
            assert enter(session, "reader", PASSWORD) is reader
            token = sign_in.begin_second_step(session, reader)
            assert sign_in.second_step(session, token, code="000000", recovery="") == (reader, False)
        assert sign_in.is_locked(reader)
        assert sign_in.second_step(session, token, code=guarded(), recovery="") == (reader, False)
        assert sign_in.is_locked(reader)
        assert enter(session, "reader", PASSWORD) is None


def test_the_second_step_opens_nothing_for_a_closed_account(
    session: Session, reader: User, guarded: Callable[[], str]
) -> None:
    with time_machine.travel(START, tick=False):
        token = sign_in.begin_second_step(session, reader)
        reader.active = False
        session.flush()
        with pytest.raises(NotFoundError):
            sign_in.second_step(session, token, code=guarded(), recovery="")


def test_a_second_step_is_no_activation(session: Session, reader: User) -> None:
    with pytest.raises(NotFoundError):
        invitations.invited(session, sign_in.begin_second_step(session, reader))
