"""Checklists as documents: one row a version, its content one JSON text that never changes."""

from datetime import datetime

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audit.db import Base, Instant


class PublishedChecklist(Base):
    """A version of a checklist: `key@version`, known by the SHA-256 of its canonical JSON."""

    __tablename__ = "checklists"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[dict[str, str]] = mapped_column(JSON)  # {"zh": …, "en": …}
    points: Mapped[int]  # hundredths
    criteria: Mapped[int]
    content: Mapped[str] = mapped_column(Text)  # canonical JSON
    state: Mapped[str] = mapped_column(String(20), default="published")  # published, retired
    published_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def name(self) -> str:
        """`key@version`, as answers name their checklist."""
        return f"{self.key}@{self.version}"
