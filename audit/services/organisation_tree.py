"""Looking at the tree: a person's part of it, what stands where, how many branches hang below what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from audit.models import Appointment, Organisation, User
from audit.services.access import Subject, visible_organisations, within
from audit.services.organisation_facts import BELOW
from audit.services.organisations import MANAGE

# beyond so many, a tree shows branches only on the page of what is above them
MOST_NODES = 1500


@dataclass(slots=True)
class Node:
    """One place of the tree as it is shown; `branches` counts the active ones at and below it."""

    id: int
    parent_id: int | None
    code: str
    name: str
    name_en: str
    level: str
    active: bool
    branches: int = 0
    children: list["Node"] = field(default_factory=list)


class Tree(NamedTuple):
    """A person's part of the tree: its tops with everything below them; `whole` where branches are among it."""

    tops: list[Node]
    branches: int
    whole: bool


def tree(session: Session, subject: Subject) -> Tree:
    """Everything the person may see; of a very large part without its branches, only their counts."""
    mine = within(subject.paths("organisations.read"))
    count = session.scalar(select(func.count(Organisation.id)).where(mine)) or 0
    whole = count <= MOST_NODES
    columns = [
        getattr(Organisation, name) for name in ("id", "parent_id", "code", "name", "name_en", "level", "active")
    ]
    wanted = select(*columns).where(mine).order_by(Organisation.code)
    rows = session.execute(wanted if whole else wanted.where(Organisation.level != "branch"))
    nodes = {row.id: Node(*row) for row in rows}
    for parent_id, branches in _branch_counts(session, mine):
        if parent_id in nodes:
            nodes[parent_id].branches = branches
    tops = _hang(nodes)
    return Tree(tops, sum(_add_up(top) for top in tops), whole)


def _branch_counts(session: Session, where: object) -> Sequence[tuple[int | None, int]]:
    counts = select(Organisation.parent_id, func.count(Organisation.id)).where(
        where,  # type: ignore[arg-type] # a condition
        Organisation.level == "branch",
        Organisation.active.is_(True),
    )
    return [(row[0], row[1]) for row in session.execute(counts.group_by(Organisation.parent_id))]


def _hang(nodes: dict[int, Node]) -> list[Node]:
    """Puts every node below its parent, branches after what has branches of its own; gives the tops."""
    tops = []
    for node in sorted(nodes.values(), key=lambda node: node.level == "branch"):
        if node.parent_id in nodes:
            nodes[node.parent_id].children.append(node)
        else:
            tops.append(node)
    return tops


def _add_up(node: Node) -> int:
    own = 1 if node.level == "branch" and node.active else 0
    below = sum(_add_up(child) for child in node.children if child.level != "branch")
    node.branches += own + below
    return node.branches


def search(subject: Subject, text: str) -> Select[Organisation]:
    """Everything visible whose code or name holds the text."""
    found = visible_organisations(subject)
    text = normalize("NFKC", text).strip().lower()
    holds = (column.contains(text, autoescape=True) for column in _SEARCHED)
    return found.where(or_(*holds)).order_by(Organisation.code)


_SEARCHED = (
    func.lower(Organisation.code),
    func.lower(Organisation.name),
    func.lower(Organisation.name_en),
)


def above(session: Session, organisation: Organisation) -> list[Organisation]:
    """Everything above an organisation, the root first."""
    return all_above(session, [organisation])[organisation.id]


def all_above(session: Session, organisations: Sequence[Organisation]) -> dict[int, list[Organisation]]:
    """Everything above each of these, the root first, by id; one query for all."""
    steps = {one.id: [int(step) for step in one.path.strip("/").split("/")[:-1]] for one in organisations}
    wanted = {id_ for ids in steps.values() for id_ in ids}
    rows = {row.id: row for row in session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))}
    return {own: [rows[id_] for id_ in ids] for own, ids in steps.items()}


def children(organisation: Organisation) -> Select[Organisation]:
    """What stands directly below, branches last."""
    below = select(Organisation).where(Organisation.parent_id == organisation.id)
    return below.order_by(Organisation.level == "branch", Organisation.code)


def branches_below(session: Session, organisations: Sequence[Organisation]) -> dict[int, int]:
    """How many active branches hang below each of these, by id."""
    if not organisations:
        return {}
    top = aliased(Organisation)
    hangs = Organisation.path.startswith(top.path) & Organisation.active.is_(True) & (Organisation.level == "branch")
    counts = select(top.id, func.count(Organisation.id)).join(Organisation, hangs).group_by(top.id)
    wanted = counts.where(top.id.in_([one.id for one in organisations]))
    return {row[0]: row[1] for row in session.execute(wanted)}


class Posting(NamedTuple):
    """A person with a role at an organisation."""

    user_id: int
    name: str
    active: bool
    role: str


def posted(session: Session, organisation: Organisation) -> list[Posting]:
    """Who is appointed at just this organisation."""
    rows = (
        select(User.id, User.name, User.active, Appointment.role)
        .join(Appointment, Appointment.user_id == User.id)
        .where(Appointment.organisation_id == organisation.id)
        .order_by(User.name, User.id)
    )
    return [Posting(*row) for row in session.execute(rows)]


def parents_for(session: Session, subject: Subject, organisation: Organisation) -> list[Organisation]:
    """Every active organisation below which the person may put this one."""
    levels = [level for level, below in BELOW.items() if organisation.level in below]
    fitting = select(Organisation).where(
        within(subject.paths(MANAGE)), Organisation.level.in_(levels), Organisation.active.is_(True)
    )
    return list(session.scalars(fitting.order_by(Organisation.path)))


def offered(session: Session, subject: Subject, permission: str) -> list[Organisation]:
    """The active organisations where the person may do this, to choose from; none where they are too many."""
    mine = within(subject.paths(permission)), Organisation.active.is_(True)
    rows = session.scalars(select(Organisation).where(*mine).order_by(Organisation.path).limit(MOST_NODES + 1)).all()
    return [] if len(rows) > MOST_NODES else list(rows)
