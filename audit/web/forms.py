"""What every form shares: the reader's language, problems of use-cases at their fields, attributes for readers."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, ValidationError

from audit.scoring.problems import Problem
from audit.services.wording import say
from audit.web.language import gettext, language


def _(text: str) -> str:
    return text


class Form(FlaskForm):
    """A form in the reader's language."""

    class Meta(FlaskForm.Meta):
        """The words of the library's own checks come in the language of the page."""

        @property
        def locales(self) -> list[str]:
            """The languages the library may use, the reader's first."""
            return [language()]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for entry in self:
            entry.label.text = gettext(entry.label.text) if entry.label.text else ""

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Puts what a use-case refused at the fields it names; the rest at the form."""
        for problem in problems:
            named = self._fields.get(str(problem.path[0])) if problem.path else None
            owner, errors = (self, "form_errors") if named is None else (named, "errors")
            setattr(owner, errors, [*getattr(owner, errors), say(problem, language())])


Check = Callable[[Any, Field], None]


class Filled:
    """Something must be entered."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: object, field: Field) -> None:
        """Raises ValidationError for nothing or blanks."""
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            wanted = _("请选择“{label}”") if isinstance(field, SelectField) else _("请填写“{label}”")
            raise ValidationError(gettext(wanted, label=field.label.text))


class AtMost:
    """A text has at most so many characters."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, _form: object, field: Field) -> None:
        """Raises ValidationError for a longer text."""
        if field.data and len(field.data) > self.most:
            text = gettext(_("过长：现有{length}个字符，最多{most}个"), length=len(field.data), most=self.most)
            raise ValidationError(text)


def attributes(field: Field, hint: str) -> dict[str, str]:
    """What ties a control to its hint and its problem."""
    described = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-problem"] * bool(field.errors)
    found = {"aria_describedby": " ".join(described)} if described else {}
    return found | ({"aria_invalid": "true"} if field.errors else {})
