"""Corrective actions: what is done about a deduction, by whom, until when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.db import Base, Instant
from audit.models.audit import Audit

ACTION_STATES = ("open", "done", "closed")


class Action(Base):
    """One corrective action for one deduction; `points` (hundredths) is what the deduction took.

    The one who closes it is not the one who did it.
    """

    __tablename__ = "actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(80))  # the deduction: `12/a`, `12/other/1`, `12`
    points: Mapped[int]
    cause: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    responsible: Mapped[str] = mapped_column(String(80), default="")
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default="open")
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    audit: Mapped[Audit] = relationship()
