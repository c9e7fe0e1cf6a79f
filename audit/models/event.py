"""What people did outside of answers: who, when, what, to what."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.db import Base, Instant


class Event(Base):
    """One line of the record: signed in, person created, organisation changed, campaign opened …"""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))  # `user/12`, `organisation/4`
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
