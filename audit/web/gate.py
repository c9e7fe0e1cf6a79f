"""Where two factors are required, those who lack the second are led to it before anything else."""

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from audit.models.user import HEAD_OFFICE_ROLES
from audit.services.access import Subject
from audit.web.database import installation
from audit.web.policy import PUBLIC, policy_of
from audit.web.signed_in import subject_or_none

_OPEN = {"sign_in.sign_out", "second_factor.show", "second_factor.begin", "second_factor.confirm"}


def install(app: Flask) -> None:
    """Asks after the policies."""
    app.before_request(_ask)


def must_have_second_factor(person: Subject) -> bool:
    """Whether this installation requires it of the person."""
    return installation().require_totp and any(role in HEAD_OFFICE_ROLES for role in person.roles)


def _ask() -> ResponseReturnValue | None:
    if not installation().require_totp or request.endpoint in _OPEN or policy_of(request.endpoint) == PUBLIC:
        return None
    person = subject_or_none()
    if person is None or person.second_factor or not must_have_second_factor(person):
        return None
    if request.path.startswith("/api/"):
        abort(403)
    return redirect(url_for("second_factor.show"), 303)
