"""Photographs by the content of their file; where they were taken is kept apart from the picture."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.db import Base, Instant


class Photograph(Base):
    """A picture by the SHA-256 of the file that was sent; it is kept upright, reduced and stripped.

    `kept` and `thumb` are what the store holds. Time and place (degrees) are what the camera said, for reviewers only.
    """

    __tablename__ = "photographs"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kept: Mapped[str] = mapped_column(String(64))
    thumb: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)


class PhotographUse(Base):
    """That a picture was sent for an audit: who may see the audit may see the picture."""

    __tablename__ = "photograph_uses"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("photographs.digest"), primary_key=True, index=True)
