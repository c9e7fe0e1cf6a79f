"""The demonstration bank in an empty database: its tree, and its people with passwords made for this once."""

from collections.abc import Iterator
from secrets import choice

from sqlalchemy.orm import Session

from audit.demo.places import BANK, COLLEAGUES, FITTINGS, HEADS, PEOPLE, PROVINCES, SUB_BRANCHES
from audit.models import Appointment, Organisation, User
from audit.services.clock import now
from audit.services.passwords import hash_of

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def found_bank(session: Session) -> dict[str, Organisation]:
    """The tree, by code."""
    tree = {BANK[0]: _place(session, "head_office", BANK, None)}
    for province in PROVINCES:
        tree[province[0]] = _place(session, "province", province, tree[BANK[0]])
    fittings = 0
    for sub_branch in SUB_BRANCHES:
        names = (sub_branch.code, sub_branch.name, sub_branch.name_en)
        tree[sub_branch.code] = above = _place(session, "city", names, tree[sub_branch.province])
        for number, (street, english, house) in enumerate(sub_branch.streets, 1):
            code = f"{sub_branch.code}-{number}"
            branch = _place(session, "branch", (code, f"{street}分理处", f"{english} Branch"), above)
            branch.kind, facilities, staff = FITTINGS[fittings % len(FITTINGS)]
            branch.facilities, branch.staff_count = list(facilities), staff + fittings % 3
            branch.address = f"{sub_branch.city}{street}{house}号"
            tree[code] = branch
            fittings += 1
    session.flush()
    return tree


def _place(session: Session, level: str, names: tuple[str, str, str], above: Organisation | None) -> Organisation:
    code, name, name_en = names
    place = Organisation(parent_id=above.id if above else None, path=f"?{code}", level=level, code=code, name=name)
    place.name_en = name_en
    session.add(place)
    session.flush()
    place.path = f"{above.path if above else '/'}{place.id}/"
    return place


def employ(session: Session, tree: dict[str, Organisation]) -> tuple[dict[str, User], dict[str, str]]:
    """The people by login, and the passwords of those who can sign in."""
    passwords = {login: password() for login, *_ in PEOPLE}
    people = {}
    for login, name, role, code in (*PEOPLE, *COLLEAGUES, *_heads(tree)):
        person = User(login=login, name=name, created_at=now())
        if login in passwords:
            person.password_hash = hash_of(passwords[login], login=login)
        person.appointments = [Appointment(role=role, organisation_id=tree[code].id)]
        session.add(person)
        people[login] = person
    session.flush()
    return people, passwords


def _heads(tree: dict[str, Organisation]) -> Iterator[tuple[str, str, str, str]]:
    """A branch manager for every branch but the one that has its own account."""
    taken = {code for *_, role, code in PEOPLE if role == "branch_manager"}
    branches = [code for code, place in tree.items() if place.level == "branch" and code not in taken]
    for number, code in enumerate(branches):
        yield f"head.{code.lower()}", HEADS[number % len(HEADS)], "branch_manager", code


def password() -> str:
    """Twelve characters that can be read aloud, in three groups."""
    return "-".join("".join(choice(_LETTERS) for _ in range(4)) for _ in range(3))
