"""The link that a new person gets: it sets the password and opens the door."""

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from audit.services import accounts, invitations
from audit.services.errors import NotFoundError
from audit.web.database import reading, writing
from audit.web.entrance import LIMIT, admit, refused
from audit.web.language import gettext
from audit.web.limits import limiter
from audit.web.password_forms import NewPasswordForm
from audit.web.policy import PUBLIC, policy

pages = Blueprint("activation", __name__)


def _(text: str) -> str:
    return text


@pages.get("/activation/<token>")
@policy(PUBLIC)
@limiter.limit(LIMIT, deduct_when=refused)
def show(token: str) -> ResponseReturnValue:
    """The page to set the password on; looking at it uses nothing up."""
    return render_template("activation/show.html", form=NewPasswordForm(), user=invitations.invited(reading(), token))


@pages.post("/activation/<token>")
@policy(PUBLIC)
@limiter.limit(LIMIT, deduct_when=refused)
def activate(token: str) -> ResponseReturnValue:
    """Sets the password and lets the person in."""
    form, user = NewPasswordForm(), invitations.invited(reading(), token)
    hashed = form.accepted(user.login)
    if hashed is None:
        return render_template("activation/show.html", form=form, user=user), 422
    with writing() as session:
        response = admit(session, accounts.activate(session, token, hashed))
        session.commit()
    flash(gettext(_("密码已设置。")), "good")
    return response


@pages.errorhandler(NotFoundError)
def gone(_error: NotFoundError) -> ResponseReturnValue:
    """A link that was used, has expired or was never given."""
    return render_template("activation/gone.html"), 404
