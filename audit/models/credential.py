"""What guards the accounts beside the password: recovery codes, and the count of attempts at logins nobody has."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.db import Base, Instant


class RecoveryCode(Base):
    """A code that stands once for the second factor, when the telephone is lost."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class UnknownLogin(Base):
    """Attempts at a login that nobody has: locked as an account would be, so that the lock tells nothing."""

    __tablename__ = "unknown_logins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    tried_at: Mapped[datetime] = mapped_column(Instant, index=True)
