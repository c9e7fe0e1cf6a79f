"""The forms of the tree: what is written about a place, and where it is moved to."""

from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import normalize

from wtforms import SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from audit.models import Organisation
from audit.reporting.words import BRANCH_KINDS, FACILITIES
from audit.services.organisation_facts import Facts
from audit.services.organisations import facts_of
from audit.web.audit_rows import place_name
from audit.web.forms import AtMost, Filled, Form
from audit.web.language import gettext
from audit.web.row_ids import row_id


def _(text: str) -> str:
    return text


class MultiCheckboxField(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlaceForm(Form):
    """What is written about every place."""

    code = StringField(_("机构编号"), [Filled(), AtMost(40)])
    name = StringField(_("机构名称"), [Filled(), AtMost(120)])
    name_en = StringField(_("英文名称"), [AtMost(200)])

    def facts(self) -> Facts:
        """What was entered."""
        return Facts(self.code.data or "", self.name.data or "", self.name_en.data or "")


class BranchForm(PlaceForm):
    """What is written about a branch besides."""

    kind = SelectField(_("网点类型"), [Filled()])
    facilities = MultiCheckboxField(_("设施"))
    staff_count = StringField(_("员工人数"), render_kw={"inputmode": "numeric"})
    address = StringField(_("地址"), [AtMost(300)])

    def offer(self, own: Facts | None) -> None:
        """Offers the known kinds and facilities, and those that the branch has already."""
        choose = SelectChoice("", gettext(_("请选择")))
        self.kind.choices = [choose, *_worded(BRANCH_KINDS, [own.kind] if own else [])]
        self.facilities.choices = _worded(FACILITIES, own.facilities if own else ())

    def validate_staff_count(self, field: StringField) -> None:
        """Raises ValidationError for what is no whole number."""
        if _plain(field.data) and not (_plain(field.data).isascii() and _plain(field.data).isdigit()):
            raise ValidationError(gettext(_("“{given}”不是人数，应为整数"), given=field.data))

    def facts(self) -> Facts:
        """What was entered; a number that is none is left out."""
        count = _plain(self.staff_count.data)
        return Facts(
            self.code.data or "",
            self.name.data or "",
            self.name_en.data or "",
            self.kind.data or "",
            tuple(self.facilities.data or ()),
            int(count) if count.isascii() and count.isdigit() else None,
            self.address.data or "",
        )


def _plain(text: str | None) -> str:
    return normalize("NFKC", text or "").strip()[:20]


def _worded(words: Mapping[str, str], own: Iterable[str]) -> list[SelectChoice]:
    known = [SelectChoice(key, gettext(text)) for key, text in words.items()]
    return [*known, *(SelectChoice(key) for key in own if key and key not in words)]


def form_for(level: str, existing: Organisation | None = None, *, empty: bool = False) -> PlaceForm:
    """The form of a place of this level, filled with what was sent, else with what is known."""
    own = facts_of(existing) if existing else None
    known: dict[str, Any] = {name: getattr(own, name) for name in Facts.__slots__} if own else {}
    if known:
        known["staff_count"] = "" if own is None or own.staff_count is None else str(own.staff_count)
    given: dict[str, Any] = {"formdata": None} if empty else {}
    form = BranchForm(data=known, **given) if level == "branch" else PlaceForm(data=known, **given)
    if isinstance(form, BranchForm):
        form.offer(own)
    return form


class MoveForm(Form):
    """Which parent a place is put below."""

    parent_id = SelectField(_("新的上级机构"), coerce=row_id)

    def offer(self, parents: Iterable[Organisation]) -> None:
        """Offers these parents."""
        self.parent_id.choices = [
            SelectChoice(str(place.id), f"{place_name(place)}（{place.code}）") for place in parents
        ]
