"""Codes that are good once, and the codes for when the telephone is lost."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Event, RecoveryCode, User
from audit.services.errors import InvalidError, StateError
from audit.services.second_factor import accepts, address_of, codes_left, disable, enrol, propose, renew_codes
from tests.cast import Cast

START = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def reader(cast: Cast) -> User:
    return cast.people["reader"]


def code_at(secret: str | None, moment: datetime) -> str:
    assert secret is not None
    return pyotp.TOTP(secret).at(moment)


def enrolled(session: Session, reader: User) -> list[str]:
    propose(session, reader)
    return enrol(session, reader, code_at(reader.totp_pending, START))


@time_machine.travel(START, tick=False)
def test_a_factor_counts_once_a_code_proves_it(session: Session, reader: User) -> None:
    for early in (lambda: address_of(reader), lambda: enrol(session, reader, "123456")):
        with pytest.raises(StateError):
            early()
    propose(session, reader)
    assert reader.totp_secret is None
    assert address_of(reader) == f"otpauth://totp/StarAudit:reader?secret={reader.totp_pending}&issuer=StarAudit"
    wrong = code_at(reader.totp_pending, START + timedelta(hours=1))
    with pytest.raises(InvalidError):
        enrol(session, reader, wrong)
    version = reader.version
    codes = enrol(session, reader, code_at(reader.totp_pending, START))
    assert (len(set(codes)), reader.totp_pending, reader.version) == (10, None, version + 1)
    assert reader.totp_secret is not None
    kept = " ".join(session.scalars(select(RecoveryCode.digest)))
    assert all(code not in kept and code.replace("-", "") not in kept for code in codes)


@time_machine.travel(START, tick=False)
def test_the_code_of_the_enrolment_is_used(session: Session, reader: User) -> None:
    enrolled(session, reader)
    assert not accepts(session, reader, code=code_at(reader.totp_secret, START))


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_a_step_off(session: Session, reader: User, seconds: int, good: bool) -> None:
    with time_machine.travel(START, tick=False):
        enrolled(session, reader)
    moment = START + timedelta(hours=1)
    with time_machine.travel(moment, tick=False):
        code = code_at(reader.totp_secret, moment + timedelta(seconds=seconds))
        assert accepts(session, reader, code=code) is good
        assert not accepts(session, reader, code=code)  # once


def test_an_older_code_is_not_taken_after_a_newer_one(session: Session, reader: User) -> None:
    with time_machine.travel(START, tick=False):
        enrolled(session, reader)
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        older, newer = (code_at(reader.totp_secret, START + timedelta(hours=1, seconds=s)) for s in (-30, 0))
        assert accepts(session, reader, code=newer)
        assert not accepts(session, reader, code=older)


def test_full_width_digits_and_blanks_are_read(session: Session, reader: User) -> None:
    with time_machine.travel(START, tick=False):
        enrolled(session, reader)
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        code = code_at(reader.totp_secret, START + timedelta(hours=1))
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
        assert accepts(session, reader, code=f"{wide[:3]}　{wide[3:]} ")


@time_machine.travel(START, tick=False)
def test_a_recovery_code_is_good_once(session: Session, reader: User) -> None:
    codes = enrolled(session, reader)
    assert not accepts(session, reader, code="", recovery="AAAA-AAAA-AAAA-AAAA")
    assert not accepts(session, reader, code="", recovery="")
    assert accepts(session, reader, code="", recovery=codes[3].lower().replace("-", " "))
    assert not accepts(session, reader, code="", recovery=codes[3])
    assert codes_left(session, reader) == 9
    fresh = renew_codes(session, reader)
    assert not accepts(session, reader, code="", recovery=codes[4])
    assert accepts(session, reader, code="", recovery=fresh[0])


@time_machine.travel(START, tick=False)
def test_codes_are_of_one_person(session: Session, reader: User, cast: Cast) -> None:
    codes = enrolled(session, reader)
    other = cast.people["inspector"]
    assert not accepts(session, other, code="", recovery=codes[0])
    enrolled(session, other)
    assert not accepts(session, other, code="", recovery=codes[0])
    disable(session, other)
    assert (codes_left(session, other), codes_left(session, reader)) == (0, 10)


@time_machine.travel(START, tick=False)
def test_a_factor_that_is_off_asks_nothing(session: Session, reader: User) -> None:
    codes = enrolled(session, reader)
    disable(session, reader)
    assert (reader.totp_secret, reader.totp_pending) == (None, None)
    assert not accepts(session, reader, code=code_at(pyotp.random_base32(), START), recovery=codes[0])
    recorded = [event.action for event in session.scalars(select(Event).order_by(Event.id))]
    assert recorded == ["account.second-factor-on", "account.second-factor-off"]
