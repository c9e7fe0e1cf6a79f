"""Operations: every change of an audit, kept for ever; and registers, what they add up to."""

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from audit.db import Base

OUTCOMES = ("applied", "same", "conflict", "overtaken", "late", "rejected")


class Register(Base):
    """The present value of one place of an audit; docs/sync.md lists the paths.

    `value` is canonical JSON, `revision` the audit's when it was written, `device` the one that wrote it.
    """

    __tablename__ = "registers"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    device: Mapped[str] = mapped_column(String(36))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class Operation(Base):
    """One change as a device sent it, what became of it, and its link in the audit's chain.

    `base` is the revision the person saw; `revision` the one the change got, 0 where it changed nothing.
    `resolves` names the conflicting operation that a person settled with this one. `skew` is the server's clock minus
    the device's when it was sent, in milliseconds; `imported_by` who brought it in a rescue file of somebody else.
    """

    __tablename__ = "operations"
    __table_args__ = (
        UniqueConstraint("audit_id", "device", "sequence"),
        Index("ix_operations_audit_id_outcome", "audit_id", "outcome"),
    )

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUIDv7 of the client
    device: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int]
    path: Mapped[str] = mapped_column(String(120))
    base: Mapped[int]
    value: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[int] = mapped_column(BigInteger)  # milliseconds; by the device's clock: evidence, never order
    received_at: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(default=0)
    resolves: Mapped[str | None] = mapped_column(String(36), index=True)
    chain: Mapped[str] = mapped_column(String(64))
    skew: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
