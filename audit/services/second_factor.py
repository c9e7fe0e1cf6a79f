"""The second factor: codes of an authenticator (TOTP), each good once, and recovery codes for when it is lost."""

from hashlib import sha256
from hmac import compare_digest
from secrets import choice
from unicodedata import normalize

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from audit.models import RecoveryCode, User
from audit.scoring.problems import Problem
from audit.services.clock import now
from audit.services.errors import InvalidError, StateError
from audit.services.events import record

ISSUER = "StarAudit"
CODES = 10
_SECONDS = 30
# without the letters and digits that look alike; sixteen of them are 80 bits, so a plain digest is enough
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH, _GROUP = 16, 4


def propose(session: Session, user: User) -> str:
    """Makes the secret that the person's authenticator is to learn; it counts once a code proves that it did."""
    secret = user.totp_pending = pyotp.random_base32()
    session.flush()
    return secret


def address_of(user: User) -> str:
    """What the QR code of a proposed secret says; raises StateError where none is proposed."""
    if user.totp_pending is None:
        raise StateError("no-second-factor-begun")
    return pyotp.TOTP(user.totp_pending).provisioning_uri(name=user.login, issuer_name=ISSUER)


def enrol(session: Session, user: User, code: str) -> list[str]:
    """Turns the second factor on; gives the recovery codes, which are kept nowhere.

    Raises InvalidError for a code that the proposed secret does not make, StateError where none is proposed.
    """
    if user.totp_pending is None:
        raise StateError("no-second-factor-begun")
    step = _step_of(user.totp_pending, _narrow(code), after=0)
    if step is None:
        raise InvalidError([Problem(("code",), "wrong-code")])
    user.totp_secret, user.totp_step, user.totp_pending = user.totp_pending, step, None
    user.version += 1
    record(session, user, "account.second-factor-on", f"user/{user.id}")
    return renew_codes(session, user)


def disable(session: Session, user: User) -> None:
    """Turns the second factor off, and its recovery codes with it."""
    user.totp_secret = user.totp_pending = None
    user.version += 1
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    record(session, user, "account.second-factor-off", f"user/{user.id}")


def renew_codes(session: Session, user: User) -> list[str]:
    """Ten new recovery codes; those given before are worth nothing."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(CODES)]
    session.add_all(RecoveryCode(user_id=user.id, digest=_digest(code)) for code in codes)
    session.flush()
    return ["-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP)) for code in codes]


def codes_left(session: Session, user: User) -> int:
    """How many recovery codes were not used yet."""
    unused = RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count(RecoveryCode.id)).where(*unused)) or 0


def accepts(session: Session, user: User, *, code: str, recovery: str = "") -> bool:
    """Whether the code, or the recovery code, is right; it is used by this."""
    if user.totp_secret is None:
        return False
    if recovery.strip():
        return _accepts_recovery(session, user, _narrow(recovery).upper())
    return _accepts_code(session, user, user.totp_secret, _narrow(code))


def _accepts_code(session: Session, user: User, secret: str, code: str) -> bool:
    step = _step_of(secret, code, after=user.totp_step)
    if step is None:
        return False
    user.totp_step = step
    session.flush()
    return True


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The time step that makes this code: this one, the last or the next, and later than the one used before."""
    generator = pyotp.TOTP(secret, interval=_SECONDS)
    current = int(now().timestamp()) // _SECONDS
    for step in (current - 1, current, current + 1):
        if step > after and compare_digest(generator.generate_otp(step).encode(), code.encode()):
            return step
    return None


def _accepts_recovery(session: Session, user: User, code: str) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.digest == _digest(code), RecoveryCode.used_at.is_(None))
        .values(used_at=now())
    )
    if not used.rowcount:  # type: ignore[attr-defined] # an update has one
        return False
    record(session, user, "account.recovery-code-used", f"user/{user.id}")
    return True


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _narrow(code: str) -> str:
    """A code as it was meant: full-width digits are digits, blanks and dashes are not part of it."""
    return "".join(sign for sign in normalize("NFKC", code) if sign.isalnum())
