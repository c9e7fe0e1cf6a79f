"""A person's own account: password, language, second factor, sessions."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from audit.web.policy import SIGNED_IN, policy

pages = Blueprint("account", __name__)


@pages.get("/account")
@policy(SIGNED_IN)
def show() -> ResponseReturnValue:
    """The account page."""
    return ""
