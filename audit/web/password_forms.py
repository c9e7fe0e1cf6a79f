"""Fields and forms around passwords, shared by the pages that ask for one."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session
from wtforms import PasswordField, StringField, ValidationError

from audit.models import User
from audit.services import sign_in
from audit.services.errors import InvalidError
from audit.services.passwords import LEAST, hash_of
from audit.web.database import writing
from audit.web.entrance import judged
from audit.web.forms import Filled, Form
from audit.web.language import gettext
from audit.web.shown import moment


def _(text: str) -> str:
    return text


LOGIN = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
OLD = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password", "minlength": str(LEAST)}


class PasswordForm(Form):
    """Asks for the password again, before something that only its owner may do."""

    password = PasswordField(_("当前密码"), [Filled()], render_kw=OLD)


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(_("新密码"), [Filled()], render_kw=NEW)
    again = PasswordField(_("再次输入新密码"), [Filled()], render_kw={"autocomplete": "new-password"})

    def validate_again(self, entry: StringField) -> None:
        """Raises ValidationError where the two differ."""
        if entry.data and entry.data != self.password.data:
            raise ValidationError(gettext(_("两次输入的密码不一致")))

    def accepted(self, login: str) -> str | None:
        """The hash of the new password, if all that was entered is in order; else the problems are at the fields."""
        whole = self.validate_on_submit()
        if self.password.errors:
            return None
        try:
            made = hash_of(self.password.data or "", login=login)
        except InvalidError as error:
            self.show_problems(error.problems)
            return None
        return made if whole else None


def why_not(locked_until: datetime | None, wrong: str) -> str:
    """The words for an attempt that failed: until when the account is locked, else what was wrong."""
    if locked_until is None:
        return gettext(wrong)
    return gettext(_("多次输入不正确，此登录名已锁定。请在{time}之后再试。"), time=moment(locked_until))


def proved(entry: PasswordField, login: str, act: Callable[[Session, User], object]) -> bool:
    """Acts in the transaction that found the password right; False, with the reason at the field, where it was not."""
    tried = judged(login, entry.data or "")
    with writing() as session:
        user = sign_in.settle(session, tried)
        if user is not None:
            act(session, user)
        session.commit()
    if user is None:
        entry.errors = [why_not(tried.attempt.locked_until, _("当前密码不正确"))]
    return user is not None
