"""`setup-link` and `invite`: ways in for whoever may start commands on the server."""

from pathlib import Path
from typing import TextIO

from sqlalchemy import select

from audit.commands.serving import bring_up_to_date, opened
from audit.inputs import FileRefusedError
from audit.installation import Installation
from audit.models import User
from audit.scoring.problems import Problem
from audit.services import invitations, second_factor
from audit.services.sign_in import login_of


def print_setup_link(folder: Path, *, out: TextIO) -> None:
    """Prints a new set-up link; raises FileRefusedError where somebody has an account."""
    installation = _standing(folder)
    with installation.database.writing() as session:
        token = invitations.invite_founder(session)
        session.commit()
    if token is None:
        raise FileRefusedError(str(folder), [Problem((), "set-up-already")])
    out.write(f"{installation.public_url}/setup/{token}\n")


def print_activation_link(folder: Path, login: str, *, without_second_factor: bool, out: TextIO) -> None:
    """Prints a new activation link of a person; raises FileRefusedError for one who is not there."""
    installation = _standing(folder)
    with installation.database.writing() as session:
        user = session.scalar(select(User).where(User.login == login_of(login)))
        if user is None or not user.active:
            code = "no-such-login" if user is None else "login-disabled"
            raise FileRefusedError(login, [Problem((), code)])
        if without_second_factor:
            second_factor.disable(session, user)
        token = invitations.invite(session, user)
        session.commit()
    out.write(f"{installation.public_url}/activation/{token}\n")


def _standing(folder: Path) -> Installation:
    """An installation that was started before; raises FileRefusedError."""
    if not (folder / "secrets.json").is_file():
        raise FileRefusedError(str(folder), [Problem((), "no-installation")])
    installation = opened(folder)
    bring_up_to_date(installation)
    return installation
