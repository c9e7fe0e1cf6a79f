"""People: who they are, what they may do where, and from where they are signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.db import Base, Instant
from audit.models.organisation import Organisation

ROLES = (
    "administrator",
    "campaign_manager",
    "reviewer",
    "inspector",
    "branch_manager",
    "branch_staff",
    "reader",
)
# two factors can be required of these
HEAD_OFFICE_ROLES = ("administrator", "campaign_manager", "reviewer")


class User(Base):
    """A person with an account; without a password hash the account was never activated.

    `version` grows with every change of what the person may do: a cached subject of an older one is stale.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_pending: Mapped[str | None] = mapped_column(String(64))  # shown, not yet confirmed by a code
    totp_step: Mapped[int] = mapped_column(default=0)  # the last time step a code was taken for
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)

    appointments: Mapped[list["Appointment"]] = relationship(back_populates="user", cascade="all, delete-orphan")


class Appointment(Base):
    """A role in a part of the tree: of the organisation and of everything below it."""

    __tablename__ = "appointments"
    __table_args__ = (UniqueConstraint("user_id", "role", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)

    user: Mapped[User] = relationship(back_populates="appointments")
    organisation: Mapped[Organisation] = relationship()


class SignIn(Base):
    """One session of a person on one device; the cookie holds a token, the row its digest."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Invitation(Base):
    """A link that is good once: to activate an account, to set a new password, to set the installation up.

    The set-up link belongs to nobody yet, so it has no user.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))  # activation, setup
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
