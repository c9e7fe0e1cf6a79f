"""The first page of a new installation: the first administrator and the head office."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from wtforms import StringField

from audit.services import accounts, invitations
from audit.services.people import Particulars, problems_of
from audit.web.database import reading, writing
from audit.web.entrance import LIMIT, admit, refused
from audit.web.forms import AtMost, Filled
from audit.web.limits import limiter
from audit.web.password_forms import LOGIN, NewPasswordForm
from audit.web.policy import PUBLIC, policy

pages = Blueprint("setup", __name__)


def _(text: str) -> str:
    return text


class SetupForm(NewPasswordForm):
    """Who sets the installation up, and for which bank."""

    office = StringField(_("总行名称"), [Filled(), AtMost(120)], render_kw={"autocomplete": "organization"})
    office_code = StringField(_("总行代码"), [Filled(), AtMost(40)], render_kw={"autocomplete": "off"})
    name = StringField(_("姓名"), [Filled(), AtMost(80)], render_kw={"autocomplete": "name"})
    login = StringField(_("登录名"), [Filled(), AtMost(80)], render_kw=LOGIN)

    def accepted(self, login: str) -> str | None:
        """The hash of the password, if all is in order."""
        made = super().accepted(login)
        problems = problems_of(Particulars(login, self.name.data or "").tidied())
        self.show_problems(problem for problem in problems if problem.code != "missing")
        return None if problems else made


@pages.get("/setup/<token>")
@policy(PUBLIC)
@limiter.limit(LIMIT, deduct_when=refused)
def show(token: str) -> ResponseReturnValue:
    """The set-up page; there is none once somebody has used the link."""
    invitations.find(reading(), token, invitations.SETUP)
    return render_template("setup/show.html", form=SetupForm())


@pages.post("/setup/<token>")
@policy(PUBLIC)
@limiter.limit(LIMIT, deduct_when=refused)
def create(token: str) -> ResponseReturnValue:
    """Makes the head office and its administrator, and lets the person in."""
    invitations.find(reading(), token, invitations.SETUP)
    form = SetupForm()
    hashed = form.accepted(form.login.data or "")
    if hashed is None:
        return render_template("setup/show.html", form=form), 422
    office = {"office": form.office.data, "office_code": form.office_code.data}
    person = {"name": form.name.data, "login": form.login.data, "password_hash": hashed}
    with writing() as session:
        response = admit(session, accounts.found(session, token, **person, **office))
        session.commit()
    return response
