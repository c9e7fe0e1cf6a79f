"""Passwords: the policy, and hashes that take long to guess."""

from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from audit.scoring.problems import Problem
from audit.services.errors import InvalidError

LEAST, MOST = 10, 128
# so much of a password may not be the login
_OWN = 6
# what is tried first everywhere, as far as it is long enough
_COMMON_ONES = """
1234567890 0123456789 0987654321 9876543210 12345678910 123456789a a123456789 1234567891 123456123456 1122334455
1qaz2wsx3edc qwertyuiop qwerty12345 qwerty123456 1q2w3e4r5t q1w2e3r4t5 asdfghjkl1 password12 password123 password1234
passw0rd123 p@ssw0rd123 administrator admin12345 admin123456 woaini1314 woaini520520 woaini5201314 5201314520
iloveyou123 welcome123 welcome1234 abc1234567 abcd123456 abcd1234567 zhongguo123 china12345 yinhang123 bank123456
staraudit1 staraudit123 changeme123 letmein1234
"""
_COMMON = frozenset(_COMMON_ONES.split())
# 19 MiB and two passes: what OWASP asks for, and sixteen people signing in at once fit into memory
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_of(password: str, *, login: str, field: str = "password") -> str:
    """The hash of a new password; raises InvalidError, placed at `field`, where it breaks the policy.

    Slow on purpose: call it before a transaction that writes, never within.
    """
    problems = list(_problems(_plain(password), login, field))
    if problems:
        raise InvalidError(problems)
    return _hasher.hash(_plain(password))


def matches(hashed: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is none to compare with. Slow, as `hash_of`."""
    try:
        right = _hasher.verify(_nobodys() if hashed is None else hashed, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and hashed is not None


def renewed(hashed: str, password: str) -> str | None:
    """A new hash of a password that was just right, where the old one was made with weaker parameters."""
    return _hasher.hash(_plain(password)) if _hasher.check_needs_rehash(hashed) else None


def _problems(password: str, login: str, field: str) -> list[Problem]:
    length, folded, name = len(password), password.casefold(), login.casefold()
    if length < LEAST:
        return [Problem((field,), "password-short", {"length": length, "least": LEAST})]
    if length > MOST:
        return [Problem((field,), "password-long", {"length": length, "most": MOST})]
    if name and name in folded and len(folded.replace(name, "")) < _OWN:
        return [Problem((field,), "password-like-login")]
    if folded in _COMMON or len(set(folded)) <= 2:
        return [Problem((field,), "password-common")]
    return []


def _plain(password: str) -> str:
    """The same characters whatever keyboard typed them: full-width letters are letters."""
    return normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of nobody")
