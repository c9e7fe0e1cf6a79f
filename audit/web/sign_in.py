"""Signing in, in one step or two, and out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as visitor
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, PasswordField, StringField, ValidationError

from audit.services import sessions, sign_in
from audit.services.errors import NotFoundError
from audit.services.events import record
from audit.web.database import writing
from audit.web.entrance import LIMIT, admit, judged, let_in, local, refused, welcome
from audit.web.forms import AtMost, Filled, Form
from audit.web.language import gettext
from audit.web.limits import limiter
from audit.web.password_forms import LOGIN, OLD, why_not
from audit.web.policy import PUBLIC, SIGNED_IN, policy
from audit.web.signed_in import current, drop_cookie, subject, subject_or_none

pages = Blueprint("sign_in", __name__)


def _(text: str) -> str:
    return text


class SignInForm(Form):
    """Who, and the password."""

    login = StringField(_("登录名"), [Filled(), AtMost(80)], render_kw=LOGIN)
    password = PasswordField(_("密码"), [Filled()], render_kw=OLD)
    next = HiddenField()


class SecondStepForm(Form):
    """A code of the authenticator, or a recovery code."""

    code = StringField(
        _("6位验证码"),
        [AtMost(20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True},
    )
    recovery = StringField(_("恢复码"), [AtMost(40)], render_kw={"autocomplete": "off", "autocapitalize": "characters"})

    def validate_code(self, entry: StringField) -> None:
        """Raises ValidationError where neither is entered: nothing is no attempt."""
        if not (entry.data or "").strip() and not (self.recovery.data or "").strip():
            raise ValidationError(gettext(_("请输入验证码，或使用恢复码")))


@pages.get("/sign-in")
@policy(PUBLIC)
def show() -> ResponseReturnValue:
    """The sign-in page; who is signed in already goes on."""
    target = local(request.args.get("next"))
    if subject_or_none() is not None:
        return redirect(target)
    return render_template("sign_in/show.html", form=SignInForm(next=target))


@pages.post("/sign-in")
@policy(PUBLIC)
@limiter.limit(LIMIT, deduct_when=refused)
def enter() -> ResponseReturnValue:
    """Takes login and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("sign_in/show.html", form=form), 422
    tried = judged(form.login.data, form.password.data)
    with writing() as session:
        user = sign_in.settle(session, tried)
        response = None if user is None else admit(session, user, local(form.next.data))
        session.commit()
    if response is not None:
        return response
    form.form_errors.append(why_not(tried.attempt.locked_until, _("登录名或密码不正确。连续5次不正确，将锁定15分钟。")))
    return render_template("sign_in/show.html", form=form), 422


@pages.get("/sign-in/second-step")
@policy(PUBLIC)
def second_step() -> ResponseReturnValue:
    """The page that asks for the code."""
    if "second_step" not in visitor:
        return redirect(url_for("sign_in.show"))
    return render_template("sign_in/second_step.html", form=SecondStepForm())


@pages.post("/sign-in/second-step")
@policy(PUBLIC)
@limiter.limit(LIMIT, deduct_when=refused)
def enter_code() -> ResponseReturnValue:
    """Takes the code."""
    form = SecondStepForm()
    if not form.validate_on_submit():
        return render_template("sign_in/second_step.html", form=form), 422
    with writing() as session:
        token = visitor.get("second_step", "")
        user, right = sign_in.second_step(session, token, code=form.code.data, recovery=form.recovery.data)
        response = welcome(let_in(session, user), local(visitor.get("next"))) if right else None
        session.commit()
    if response is not None:
        return response
    form.form_errors.append(why_not(user.locked_until, _("验证码不正确，或已经用过。连续5次不正确，将锁定15分钟。")))
    return render_template("sign_in/second_step.html", form=form), 422


@pages.errorhandler(NotFoundError)
def begin_again(_error: NotFoundError) -> ResponseReturnValue:
    """The second step waited too long, or was done already."""
    visitor.clear()
    flash(gettext(_("等待时间过长，请重新登录。")), "warn")
    return redirect(url_for("sign_in.show"), 303)


@pages.post("/sign-out")
@policy(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Ends the session: its cookie is worth nothing afterwards."""
    alive, person = current(), subject()
    with writing() as session:
        if alive is not None:
            sessions.end(session, alive.user_id, sign_in_id=alive.sign_in_id)
        record(session, person, "account.signed-out", f"user/{person.id}")
        session.commit()
    visitor.clear()
    response = redirect("/sign-in", 303)
    drop_cookie(response)  # type: ignore[arg-type]
    response.headers["Clear-Site-Data"] = '"cache"'  # photographs and checklists that the browser kept
    return response
