"""Signing in and out."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from audit.services import sessions
from audit.web.database import writing
from audit.web.policy import PUBLIC, SIGNED_IN, policy
from audit.web.signed_in import current, drop_cookie

pages = Blueprint("sign_in", __name__)


@pages.get("/sign-in")
@policy(PUBLIC)
def show() -> ResponseReturnValue:
    """The sign-in page."""
    return ""


@pages.post("/sign-out")
@policy(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Ends the session: its cookie is worth nothing afterwards."""
    alive = current()
    with writing() as session:
        if alive is not None:
            sessions.end(session, alive.user_id, sign_in_id=alive.sign_in_id)
        session.commit()
    response = redirect("/sign-in")
    drop_cookie(response)  # type: ignore[arg-type]
    return response
