"""The chain of an audit read back: that no operation was changed, taken out, put in or moved since it was sealed.

docs/sync.md says how a link is made. Nothing but the chain keeps the order of an audit's operations.
"""

import hmac
import json
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Audit, Operation
from audit.services.chain import digest_of, link
from audit.services.changes import APPLIED, Change
from audit.services.errors import ServiceError
from audit.services.known import Value


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
        if hmac.compare_digest(link(key, chain, said_by(operation), operation.outcome), operation.chain):
            return operation
    return None


def said_by(operation: Operation) -> str:
    """The digest of an operation, taken from its columns, not from the one that is kept."""
    said = (operation.id, operation.sequence, operation.path, operation.base, None, operation.made_at)
    return digest_of(operation.audit_id, operation.device, Change(*said, operation.resolves), operation.value)


def replayed(operations: Iterable[Operation]) -> dict[str, Value]:
    """The registers that these operations add up to, in the order in which they were sealed."""
    registers: dict[str, Value] = {}
    for row in operations:
        if row.outcome == APPLIED:
            registers[row.path] = Value(row.value, json.loads(row.value), row.revision, row.device, row.user_id)
    return registers
