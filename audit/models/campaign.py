"""Campaigns: a year's season of audits with one checklist, in stages."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.db import Base, Instant
from audit.models.checklist import PublishedChecklist
from audit.models.organisation import Organisation

STAGE_KINDS = ("self", "inspection", "spot_check")


class Campaign(Base):
    """A season: one checklist version for the branches of one part of the tree."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklists.id"))
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20), default="open")  # open, closed
    created_at: Mapped[datetime] = mapped_column(Instant)

    organisation: Mapped[Organisation] = relationship()
    checklist: Mapped[PublishedChecklist] = relationship()
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="campaign", order_by="Stage.position", cascade="all, delete-orphan"
    )


class Stage(Base):
    """One round of a campaign: a self-assessment, an inspection or a spot check, between two days."""

    __tablename__ = "stages"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    opens_on: Mapped[date]
    due_on: Mapped[date]

    campaign: Mapped[Campaign] = relationship(back_populates="stages")
