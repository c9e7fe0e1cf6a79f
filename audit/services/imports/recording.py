"""The record of an import: a line for every change, with before and after."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from audit.models import Event, Organisation, User
from audit.services.access import Subject
from audit.services.clock import now
from audit.services.imports.plan import Plan


def record_changes(
    session: Session,
    subject: Subject,
    plan: Plan,
    rows: Mapping[str, User] | Mapping[str, Organisation],
    *,
    about: str,
    action: str,
) -> None:
    """Writes the lines: `about` names the rows (`user/12`), `action` what was done (`person.changed`)."""
    moment = now()
    session.add_all(
        Event(
            at=moment,
            user_id=subject.id,
            action=f"{action}.created" if change.new else f"{action}.changed",
            subject=f"{about}/{rows[change.key].id}",
            facts={one.field: [one.before, one.after] for one in change.fields},
        )
        for change in plan.changes
    )
    session.flush()
