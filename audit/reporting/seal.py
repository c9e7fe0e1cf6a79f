"""The seal of a report: a digest of every byte of the file around it, so that any change shows.

It proves that the file is whole, not who made it: whoever can write a report can seal it.
"""

from hashlib import sha256
from re import compile as pattern

SEAL_NAME = "StarAuditSeal"
_DIGITS = 64
_SEAL = pattern(rb"/StarAuditSeal ?<([0-9a-f]{64})>")


def unsealed() -> str:
    """The room for a seal, as a PDF writes it."""
    return f"<{'0' * _DIGITS}>"


def sealed(data: bytes) -> bytes:
    """The file with its seal filled in; raises ValueError where it has no room for exactly one."""
    start = _place(data)
    return data[:start] + digest(data).encode() + data[start + _DIGITS :]


def digest(data: bytes) -> str:
    """SHA-256 over the file with the seal's own digits as zeros."""
    start = _place(data)
    return sha256(data[:start] + b"0" * _DIGITS + data[start + _DIGITS :]).hexdigest()


def is_whole(data: bytes) -> bool:
    """Whether the file is byte for byte as it was sealed."""
    found = _SEAL.findall(data)
    return len(found) == 1 and found[0].decode() == digest(data)


def _place(data: bytes) -> int:
    found = list(_SEAL.finditer(data))
    if len(found) != 1:
        raise ValueError("no room for one seal")
    return found[0].start(1)
