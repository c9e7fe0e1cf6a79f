"""Lists in pages of thirty: which rows, how many there are, and the way to the pages around."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from audit.web.language import gettext

A_PAGE = 30
T = TypeVar("T")


def _(text: str) -> str:
    return text


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `number` counts from 1."""

    rows: Sequence[T]
    number: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // A_PAGE))

    @property
    def url_before(self) -> str:
        """The address of the page before; empty on the first."""
        return _url(self.number - 1) if self.number > 1 else ""

    @property
    def url_after(self) -> str:
        """The address of the page after; empty on the last."""
        return _url(self.number + 1) if self.number < self.last else ""

    @property
    def label(self) -> str:
        """What a reader is told these links are."""
        return gettext(_("翻页"))


def paged(session: Session, found: Select[Any]) -> Page[Any]:
    """The page that the address asks for; one past the end is the last, and nonsense the first."""
    total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    wanted = request.args.get("page", 1, type=int)
    number = max(1, min(wanted, -(-total // A_PAGE)))
    rows = session.scalars(found.limit(A_PAGE).offset((number - 1) * A_PAGE)).unique().all()
    return Page(rows, number, total)


def _url(number: int) -> str:
    kept: dict[str, Any] = {name: values for name, values in request.args.lists() if name != "page"}
    return url_for(request.endpoint or "", **(request.view_args or {}), **kept, page=number)
