"""What a person changes of the own account, and the first account of all."""

from sqlalchemy.orm import Session

from audit.models import Appointment, Organisation, User
from audit.services import invitations, sessions
from audit.services.clock import now
from audit.services.errors import InvalidError
from audit.services.events import record
from audit.services.people import Particulars, problems_of
from audit.services.sign_in import forgive


def change_password(session: Session, user: User, password_hash: str) -> None:
    """Sets the password; every session and every unused link of the person ends."""
    _set_password(session, user, password_hash)
    record(session, user, "account.password-changed", f"user/{user.id}")


def activate(session: Session, token: str, password_hash: str) -> User:
    """The person of an activation link, who from now on has this password; raises NotFoundError."""
    user = invitations.invited(session, token)
    invitations.use(session, token, invitations.ACTIVATION)
    _set_password(session, user, password_hash)
    record(session, user, "account.activated", f"user/{user.id}")
    return user


def _set_password(session: Session, user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    forgive(user)
    sessions.end_all(session, user.id)
    invitations.withdraw(session, user.id)
    session.flush()


def choose_language(session: Session, user: User, language: str) -> None:
    """The language in which the person is answered."""
    user.language = language
    user.version += 1
    session.flush()


def found(
    session: Session, token: str, *, name: str, login: str, password_hash: str, office: str, office_code: str
) -> User:
    """The first administrator, and the head office at the root of the tree.

    Raises NotFoundError for a used link, InvalidError for what nobody can be called.
    """
    particulars = Particulars(login, name).tidied()
    if problems := problems_of(particulars):
        raise InvalidError(problems)
    invitations.use(session, token, invitations.SETUP)
    root = Organisation(path="/", level="head_office", code=office_code.strip(), name=office.strip())
    session.add(root)
    session.flush()
    root.path = f"/{root.id}/"
    user = User(login=particulars.login, name=particulars.name, password_hash=password_hash, created_at=now())
    user.appointments = [Appointment(role="administrator", organisation_id=root.id)]
    session.add(user)
    session.flush()
    record(session, user, "installation.set-up", f"user/{user.id}")
    return user
