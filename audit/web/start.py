"""The start page: what this person has to do today."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit.web.policy import SIGNED_IN, policy

pages = Blueprint("start", __name__)


@pages.get("/")
@policy(SIGNED_IN)
def show() -> ResponseReturnValue:
    """The start page."""
    return render_template("start/show.html")
