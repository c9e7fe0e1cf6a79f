"""Audits: one branch, one stage, one pinned checklist version; the score of the answers beside it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.db import Base, Instant
from audit.models.campaign import Campaign, Stage
from audit.models.checklist import PublishedChecklist
from audit.models.organisation import Organisation
from audit.models.user import User

STATES = ("draft", "submitted", "reviewed", "locked")


class Audit(Base):
    """One audit of one branch. `facts` is the branch as it was: kind and facilities decide what applies.

    `revision` counts the applied operations, `chain` seals the last of them. The figures (hundredths) are
    derived from the answers; `audit/services/scores.py` is their only writer.
    """

    __tablename__ = "audits"
    __table_args__ = (
        Index("ix_audits_campaign_id_branch_id", "campaign_id", "branch_id"),
        # one audit a stage and branch, however often somebody clicks; a later issue of it names the earlier one
        Index(
            "uq_audits_stage_id_branch_id",
            "stage_id",
            "branch_id",
            unique=True,
            sqlite_where=text("previous_id IS NULL"),
            postgresql_where=text("previous_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklists.id"))
    kind: Mapped[str] = mapped_column(String(20))  # the stage's
    state: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    held_on: Mapped[date | None]
    facts: Mapped[dict[str, object]] = mapped_column(JSON)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("audits.id"), unique=True)  # the issue it replaces
    created_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    locked_at: Mapped[datetime | None] = mapped_column(Instant)

    revision: Mapped[int] = mapped_column(default=0)
    chain: Mapped[str] = mapped_column(String(64), default="")

    open_count: Mapped[int] = mapped_column(default=0)
    low: Mapped[int] = mapped_column(default=0)
    high: Mapped[int] = mapped_column(default=0)
    low_grade: Mapped[str | None] = mapped_column(String(40))
    high_grade: Mapped[str | None] = mapped_column(String(40))

    campaign: Mapped[Campaign] = relationship()
    stage: Mapped[Stage] = relationship()
    branch: Mapped[Organisation] = relationship()
    checklist: Mapped[PublishedChecklist] = relationship()
    assignments: Mapped[list["Assignment"]] = relationship(back_populates="audit", cascade="all, delete-orphan")


class Assignment(Base):
    """A person who is to fill an audit."""

    __tablename__ = "assignments"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)

    audit: Mapped[Audit] = relationship(back_populates="assignments")
    user: Mapped[User] = relationship()


class ModuleScore(Base):
    """A module's figures (hundredths) as they were at the last submission; `score` is None when left out."""

    __tablename__ = "module_scores"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    module: Mapped[str] = mapped_column(String(40), primary_key=True)
    points: Mapped[int]
    score: Mapped[int | None]


class Transition(Base):
    """One step in an audit's life: who, when, from which state to which, and why."""

    __tablename__ = "transitions"

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")

    user: Mapped[User | None] = relationship()
