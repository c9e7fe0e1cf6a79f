"""Issues: what left the house under a number, and what anybody with its code may see."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.db import Base, Instant
from audit.models.audit import Audit


class Issue(Base):
    """The locked report of an audit; `answers_digest` and `checklist_digest` are what its PDF carries inside.

    `answers` is the answer document of that day: a branch may be renamed, what was issued may not change with it.
    """

    __tablename__ = "issues"

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    answers: Mapped[str] = mapped_column(Text)  # canonical JSON
    answers_digest: Mapped[str] = mapped_column(String(64))
    checklist_digest: Mapped[str] = mapped_column(String(64))
    final: Mapped[int]  # hundredths
    grade: Mapped[str | None] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))

    audit: Mapped[Audit] = relationship()


class IssueYear(Base):
    """The last number given in a year: a lock that is rolled back with what it numbered, so no number is missing."""

    __tablename__ = "issue_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
