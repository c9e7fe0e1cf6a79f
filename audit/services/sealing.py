"""The chain of an audit read back: that no operation was changed, taken out, put in or moved since it was sealed.

docs/sync.md says how a link is made. Nothing but the chain keeps the order of an audit's operations.
"""

import hmac
import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Audit, Operation
from audit.services.errors import ServiceError
from audit.services.known import Value
from audit.services.operations import APPLIED, canonical


class BrokenChainError(ServiceError):
    """The operations of an audit are not what was sealed; `operations` are the ids that no link leads to."""

    def __init__(self, audit_id: int, operations: Sequence[str]) -> None:
        super().__init__(f"audit {audit_id}: {len(operations)} operations outside the chain")
        self.audit_id, self.operations = audit_id, tuple(operations)


def sealed(session: Session, audit_id: int) -> list[Operation]:
    """The operations of an audit as they were sealed, the first first; raises BrokenChainError."""
    key: bytes = session.info["chain_key"]
    kept = select(Operation).where(Operation.audit_id == audit_id)
    rows = session.scalars(kept.order_by(Operation.received_at, Operation.device, Operation.sequence))
    waiting: dict[str, Operation] = {row.id: row for row in rows}
    order: list[Operation] = []
    chain = ""
    # the order by time is nearly the order of the chain: the next link is found at once, or a few rows on
    while (following := _following(key, chain, waiting.values())) is not None:
        order.append(waiting.pop(following.id))
        chain = following.chain
    if waiting or chain != session.scalar(select(Audit.chain).where(Audit.id == audit_id)):
        raise BrokenChainError(audit_id, sorted(waiting))
    return order


def _following(key: bytes, chain: str, waiting: Iterable[Operation]) -> Operation | None:
    for operation in waiting:
        link = f"{chain}{digest_of(operation)}{operation.outcome}".encode()
        if hmac.compare_digest(hmac.digest(key, link, "sha256").hex(), operation.chain):
            return operation
    return None


def digest_of(operation: Operation) -> str:
    """What an operation said, as a SHA-256: taken from its columns, not from the one that is kept."""
    said = (operation.path, operation.base, operation.value, operation.audit_id, operation.device)
    parts: list[Any] = [*said, operation.sequence, operation.resolves]
    return sha256(canonical(parts).encode()).hexdigest()


def replayed(operations: Iterable[Operation]) -> dict[str, Value]:
    """The registers that these operations add up to, in the order in which they were sealed."""
    registers: dict[str, Value] = {}
    for row in operations:
        if row.outcome == APPLIED:
            registers[row.path] = Value(row.value, json.loads(row.value), row.revision, row.device, row.user_id)
    return registers
