"""Registers written in one statement, whether they were there before or not."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from audit.models import Register
from audit.services.known import Value


def _upsert(insert: Any) -> Any:
    statement = insert(Register)
    fresh = {name: getattr(statement.excluded, name) for name in ("value", "revision", "device", "user_id")}
    return statement.on_conflict_do_update(index_elements=["audit_id", "path"], set_=fresh)


# the statement is the same, but each database has its own word for it
_UPSERTS: Mapping[str, Any] = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def put_registers(session: Session, audit_id: int, changed: Mapping[str, Value]) -> None:
    """Writes these registers of an audit."""
    rows = [
        {
            "audit_id": audit_id,
            "path": path,
            "value": value.text,
            "revision": value.revision,
            "device": value.device,
            "user_id": value.user_id,
        }
        for path, value in changed.items()
    ]
    put_rows(session, _UPSERTS[session.get_bind().dialect.name], rows)


def put_rows(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    """Runs the statement for every row; one row alone costs less when it does not come as a list."""
    session.connection().execute(statement, rows if len(rows) > 1 else rows[0])
