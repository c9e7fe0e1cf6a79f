"""The record of what people did outside of answers."""

from sqlalchemy.orm import Session

from audit.models import Event, User
from audit.services.access import Subject
from audit.services.clock import now


def record(session: Session, subject: Subject | User | None, action: str, about: str, **facts: object) -> None:
    """Writes one line: who did what (`campaign.created`) to what (`campaign/3`), with the facts of it."""
    user_id = None if subject is None else subject.id
    session.add(Event(at=now(), user_id=user_id, action=action, subject=about, facts=facts))
    session.flush()
