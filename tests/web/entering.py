"""What the tests of signing in share: passwords, and the browser's way through the pages."""

from functools import cache

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from audit.db import Database
from audit.models import Event, User
from audit.services.passwords import hash_of
from audit.web.signed_in import COOKIE

PASSWORD = "九月的风 blows 7"  # noqa: S105 - of nobody
OTHER = "another sentence 8"
WRONG = "not the password"


@cache
def hashed() -> str:
    """The hash of PASSWORD, made once a run."""
    return hash_of(PASSWORD, login="")


def give_password(database: Database, *logins: str) -> None:
    """These people have PASSWORD."""
    with database.writing() as session:
        for user in session.scalars(select(User).where(User.login.in_(logins))):
            user.password_hash = hashed()
        session.commit()


def person(database: Database, login: str) -> User:
    """The row as it is now."""
    with database.reading() as session:
        return session.scalars(select(User).where(User.login == login)).one()


def events(database: Database) -> list[str]:
    """What is on the record, in order."""
    with database.reading() as session:
        return list(session.scalars(select(Event.action).order_by(Event.id)))


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD, target: str = "") -> TestResponse:
    """Posts the sign-in page."""
    return client.post("/sign-in", data={"login": login, "password": password, "next": target})


def token_of(client: FlaskClient) -> str:
    """What the browser's cookie says: what a thief would copy."""
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie is not None else ""


def opens(client: FlaskClient) -> bool:
    """Whether the browser is signed in."""
    return client.get("/account").status_code == 200
