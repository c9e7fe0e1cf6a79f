"""The forms about people: particulars, and a role at an organisation."""

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from audit.services.people import NewPost, Particulars
from audit.web.forms import AtMost, Filled, Form
from audit.web.language import gettext
from audit.web.words import ROLES


def _(text: str) -> str:
    return text


LANGUAGE_NAMES = [SelectChoice("zh", "中文"), SelectChoice("en", "English")]
STATES: Mapping[str, str] = {
    "active": _("正常"),
    "waiting": _("尚未激活"),
    "disabled": _("账户已停用"),
}
_LOGIN: dict[str, Any] = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
_PLACE: dict[str, Any] = {"list": "places", "autocomplete": "off"}


class ParticularsForm(Form):
    """What a person is called, signs in as and is answered in."""

    name = StringField(_("姓名"), [Filled(), AtMost(80)], render_kw={"autocomplete": "off"})
    login = StringField(_("登录名"), [Filled(), AtMost(80)], render_kw=_LOGIN)
    language = SelectField(_("语言"), choices=LANGUAGE_NAMES)

    def particulars(self) -> Particulars:
        """What was entered."""
        return Particulars(self.login.data or "", self.name.data or "", self.language.data or "zh")


class PostForm(Form):
    """A role at an organisation."""

    role = SelectField(_("角色"), [Filled()])
    organisation = StringField(_("任职机构"), [Filled(), AtMost(200)], render_kw=_PLACE)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        roles = (SelectChoice(role, gettext(text)) for role, text in ROLES.items())
        self.role.choices = [SelectChoice("", gettext(_("请选择"))), *roles]

    def post(self) -> NewPost:
        """What was entered."""
        return NewPost(self.role.data or "", self.organisation.data or "")


class NewPersonForm(ParticularsForm, PostForm):
    """A new person with a first appointment."""
