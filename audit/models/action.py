"""Corrective actions: what is done about a deduction, by whom, until when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.db import Base, Instant
from audit.models.audit import Audit
from audit.models.organisation import Organisation

ACTION_STATES = ("open", "done", "closed")


class Action(Base):
    """One corrective action for one deduction; `points` (hundredths) is what the deduction took.

    The one who closes it is not the one who did it; `reason` is why it was last sent back, empty otherwise.
    """

    __tablename__ = "actions"
    __table_args__ = (UniqueConstraint("audit_id", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(80))  # the deduction: `12/a`, `12/other/0`, `12`
    points: Mapped[int]
    cause: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    responsible: Mapped[str] = mapped_column(String(80), default="")
    due_on: Mapped[date | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    audit: Mapped[Audit] = relationship()
    branch: Mapped[Organisation] = relationship()
