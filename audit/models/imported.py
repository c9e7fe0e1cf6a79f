"""Workbooks that were uploaded to change organisations or people: kept, previewed, applied once."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.db import Base, Instant

IMPORT_KINDS = ("organisations", "people")


class Import(Base):
    """One uploaded workbook; `file` is its digest in the store.

    `counts` (new, changed, unchanged) and `made` (ids of what it created) are known once it was applied.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    file: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    made: Mapped[list[int]] = mapped_column(JSON, default=list)
