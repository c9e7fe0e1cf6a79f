"""Ids as tablets make them."""

from uuid import UUID


def uuid7(bits: int) -> str:
    """A UUIDv7 of these bits."""
    return str(UUID(int=bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))
