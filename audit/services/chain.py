"""How an audit's operations are sealed: each into a chain that only the installation's key can make (docs/sync.md)."""

import hmac
from hashlib import sha256

from audit.services.changes import Change, canonical


def digest_of(audit_id: int, device: str, change: Change, text: str) -> str:
    """What a change of a device says, as a SHA-256; `text` is the canonical JSON of its value."""
    parts = [change.path, change.base, text, audit_id, device, change.sequence, change.resolves]
    return sha256(canonical(parts).encode()).hexdigest()


def link(key: bytes, before: str, digest: str, outcome: str) -> str:
    """The next link of the chain."""
    return hmac.digest(key, f"{before}{digest}{outcome}".encode(), "sha256").hex()
