"""A person's own account: language, password, second factor, sessions."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import PasswordField, SelectField
from wtforms.fields.choices import SelectChoice

from audit.models import User
from audit.services import accounts, sessions
from audit.services.errors import NotFoundError
from audit.services.events import record
from audit.services.second_factor import codes_left
from audit.web.database import reading, writing
from audit.web.devices import in_words
from audit.web.entrance import LIMIT, begin_here, refused, welcome
from audit.web.forms import Filled, Form
from audit.web.gate import must_have_second_factor
from audit.web.language import gettext, keep_language
from audit.web.limits import limiter
from audit.web.password_forms import OLD, NewPasswordForm, PasswordForm, proved
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import current, subject

pages = Blueprint("account", __name__)


def _(text: str) -> str:
    return text


class LanguageForm(Form):
    """The language of the pages."""

    language = SelectField(_("语言"), choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")])


class ChangePasswordForm(NewPasswordForm):
    """The old password, and the new one twice."""

    old = PasswordField(_("当前密码"), [Filled()], render_kw=OLD)


@pages.get("/account")
@policy(SIGNED_IN)
def show() -> ResponseReturnValue:
    """The account page."""
    return page()


def page(changing: ChangePasswordForm | None = None, proving: PasswordForm | None = None) -> str:
    """The account page, with the form that was refused."""
    user = reading().get_one(User, subject().id)
    alive = current()
    return render_template(
        "account/show.html",
        user=user,
        language_form=LanguageForm(language=user.language),
        password_form=changing or ChangePasswordForm(formdata=None),
        proof_form=proving or PasswordForm(formdata=None),
        codes_left=codes_left(reading(), user),
        obliged=must_have_second_factor(subject()),
        sessions=sessions.living(reading(), user.id),
        this_one=alive.sign_in_id if alive else None,
        in_words=in_words,
    )


@pages.post("/account/language")
@policy(SIGNED_IN)
def choose_language() -> ResponseReturnValue:
    """Sets the person's language, here and on other devices."""
    form = LanguageForm()
    if not form.validate_on_submit():
        return page(), 422
    with writing() as session:
        accounts.choose_language(session, session.get_one(User, subject().id), form.language.data)
        session.commit()
    response = redirect(url_for("account.show"), 303)
    keep_language(response, form.language.data)  # type: ignore[arg-type]
    return response


@pages.post("/account/password")
@policy(SIGNED_IN)
@limiter.limit(LIMIT, deduct_when=refused)
def change_password() -> ResponseReturnValue:
    """Sets a new password; every session ends, and this browser gets a new one."""
    form, login = ChangePasswordForm(), reading().get_one(User, subject().id).login
    hashed = form.accepted(login)
    if hashed is None:
        return page(changing=form), 422
    tokens: list[str] = []

    def change(session: Session, user: User) -> None:
        accounts.change_password(session, user, hashed)
        tokens.append(begin_here(session, user))

    if not proved(form.old, login, change):
        return page(changing=form), 422
    response = welcome(tokens[0], url_for("account.show"))
    flash(gettext(_("密码已更改，其他设备均已退出登录。")), "good")
    return response


@pages.post("/account/sessions/<int:sign_in_id>/ending")
@policy(SIGNED_IN)
def end_session(sign_in_id: int) -> ResponseReturnValue:
    """Ends one of the person's sessions."""
    person = subject()
    if sign_in_id not in {alive.id for alive in sessions.living(reading(), person.id)}:
        raise NotFoundError
    with writing() as session:
        sessions.end(session, person.id, sign_in_id=sign_in_id)
        record(session, person, "account.session-ended", f"user/{person.id}", sign_in=sign_in_id)
        session.commit()
    flash(gettext(_("该设备已退出登录。")), "good")
    return _back()


@pages.post("/account/sessions/ending")
@policy(SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    """Ends every session of the person but this one."""
    person, alive = subject(), current()
    with writing() as session:
        sessions.end_all(session, person.id, but=alive.sign_in_id if alive else None)
        record(session, person, "account.other-sessions-ended", f"user/{person.id}")
        session.commit()
    flash(gettext(_("其他设备均已退出登录。")), "good")
    return _back()


def _back() -> Response:
    response = redirect(url_for("account.show"), 303)
    assert isinstance(response, Response)  # noqa: S101 - what redirect gives
    return response
