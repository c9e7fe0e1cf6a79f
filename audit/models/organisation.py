"""The tree of a bank: head office, provinces, cities or sub-branches, branches."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.db import Base

LEVELS = ("head_office", "province", "city", "branch")


class Organisation(Base):
    """One place in the tree; `path` (`/1/4/19/`) holds the ids from the root down to itself.

    Kind, facilities, staff count and address describe branches; every other level leaves them empty.
    """

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), unique=True)
    level: Mapped[str] = mapped_column(String(20), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[str] = mapped_column(String(40), default="")
    facilities: Mapped[list[str]] = mapped_column(JSON, default=list)
    staff_count: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(300), default="")
