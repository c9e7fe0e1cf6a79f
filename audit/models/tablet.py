"""Tablets: who has taken which audit along on which device, and what the device last said."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.db import Base, Instant
from audit.models.user import User


class Tablet(Base):
    """One person's audit on one device.

    `skew` is the server's clock minus the device's in milliseconds; `waiting` counts the operations that the device
    said it still held, both when it was `seen_at`.
    """

    __tablename__ = "tablets"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    device: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    taken_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    skew: Mapped[int] = mapped_column(BigInteger, default=0)
    waiting: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()
