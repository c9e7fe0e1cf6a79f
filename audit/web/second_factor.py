"""The second factor of the own account: turned on with a QR code, turned off with the password."""

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import StringField

from audit.models import User
from audit.services import second_factor
from audit.services.errors import InvalidError, StateError
from audit.web.account import page
from audit.web.database import reading, writing
from audit.web.entrance import LIMIT, refused
from audit.web.forms import AtMost, Filled, Form
from audit.web.gate import must_have_second_factor
from audit.web.language import gettext
from audit.web.limits import limiter
from audit.web.password_forms import PasswordForm, proved
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import subject

pages = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")


def _(text: str) -> str:
    return text


class CodeForm(Form):
    """The code that proves that the authenticator has learned the secret."""

    code = StringField(
        _("6位验证码"),
        [Filled(), AtMost(20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@pages.get("")
@policy(SIGNED_IN)
def show() -> ResponseReturnValue:
    """The page that turns it on: first the password, then the QR code."""
    return _page(PasswordForm(formdata=None), CodeForm(formdata=None))


def _page(proof: PasswordForm, code: CodeForm) -> str:
    user = reading().get_one(User, subject().id)
    address = second_factor.address_of(user) if user.totp_pending else ""
    return render_template(
        "account/second_factor.html",
        user=user,
        proof_form=proof,
        code_form=code,
        address=address,
        qr=drawn(address) if address else "",
        obliged=must_have_second_factor(subject()) and not subject().second_factor,
    )


def drawn(address: str) -> Markup:
    """The QR code as SVG, black on white in the dark too."""
    made = segno.make_qr(address, error="m")
    return Markup(made.svg_inline(border=4, dark="#000000", light="#ffffff", omitsize=True, svgclass="qr"))  # noqa: S704


@pages.post("")
@policy(SIGNED_IN)
@limiter.limit(LIMIT, deduct_when=refused)
def begin() -> ResponseReturnValue:
    """Makes the secret, for one who knows the password."""
    form = PasswordForm()
    if not form.validate_on_submit() or not proved(form.password, _login(), second_factor.propose):
        return _page(form, CodeForm(formdata=None)), 422
    return redirect(url_for("second_factor.show"), 303)


@pages.post("/confirmation")
@policy(SIGNED_IN)
@limiter.limit(LIMIT, deduct_when=refused)
def confirm() -> ResponseReturnValue:
    """Turns it on, and shows the recovery codes this once."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(PasswordForm(formdata=None), form), 422
    try:
        with writing() as session:
            codes = second_factor.enrol(session, session.get_one(User, subject().id), form.code.data)
            session.commit()
    except InvalidError as error:
        form.show_problems(error.problems)
        return _page(PasswordForm(formdata=None), form), 422
    return render_template("account/recovery_codes.html", codes=codes, new=True)


@pages.post("/removal")
@policy(SIGNED_IN)
@limiter.limit(LIMIT, deduct_when=refused)
def remove() -> ResponseReturnValue:
    """Turns it off, where it is not required."""
    form = PasswordForm()
    if must_have_second_factor(subject()):
        raise StateError("second-factor-required")
    if not form.validate_on_submit() or not proved(form.password, _login(), second_factor.disable):
        return page(proving=form), 422
    flash(gettext(_("两步验证已停用。")), "good")
    return redirect(url_for("account.show"), 303)


@pages.post("/recovery-codes")
@policy(SIGNED_IN)
@limiter.limit(LIMIT, deduct_when=refused)
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown this once."""
    form, codes = PasswordForm(), list[str]()

    def renew(session: Session, user: User) -> None:
        codes.extend(second_factor.renew_codes(session, user))

    if not subject().second_factor:
        raise StateError("no-second-factor-begun")
    if not form.validate_on_submit() or not proved(form.password, _login(), renew):
        return page(proving=form), 422
    return render_template("account/recovery_codes.html", codes=codes, new=False)


def _login() -> str:
    return reading().get_one(User, subject().id).login
