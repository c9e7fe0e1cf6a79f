"""The form of a campaign: year, title, checklist, part of the tree, and up to four stages."""

from collections.abc import Iterable
from typing import Any

from wtforms import DateField, FieldList, FormField, IntegerField, SelectField, StringField
from wtforms import Form as Part
from wtforms.validators import Optional

from audit.scoring.problems import Problem
from audit.services.campaigns import MOST_TITLE, PlannedStage
from audit.services.wording import say
from audit.web.forms import AtMost, Filled, Form
from audit.web.language import gettext, language
from audit.web.words import AUDIT_KINDS

MOST_STAGES = 4


def _(text: str) -> str:
    return text


class StagePart(Part):
    """One stage: its kind and its days; an untouched one is left out."""

    kind = SelectField(_("类型"), choices=[], validate_choice=False)
    opens_on = DateField(_("开始日期"), validators=[Optional()])
    due_on = DateField(_("截止日期"), validators=[Optional()])

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind.choices = _kinds()
        for field in self:
            field.label.text = gettext(field.label.text)

    @property
    def touched(self) -> bool:
        """Whether anything was entered."""
        return any(field.raw_data and field.raw_data[0].strip() for field in self)

    @property
    def planned(self) -> PlannedStage:
        """The stage as the use-case takes it."""
        return PlannedStage(self.kind.data or "", self.opens_on.data, self.due_on.data)


def _kinds() -> list[tuple[str, str]]:
    return [("", gettext(_("（不设）"))), *((kind, gettext(word)) for kind, word in AUDIT_KINDS.items())]


class CampaignForm(Form):
    """A new campaign."""

    year = IntegerField(_("年度"), validators=[Filled()])
    title = StringField(_("名称"), validators=[Filled(), AtMost(MOST_TITLE)])
    checklist_id = SelectField(_("清单"), coerce=int)
    organisation_id = SelectField(_("范围"), coerce=int)
    stages = FieldList(FormField(StagePart), _("阶段"), min_entries=MOST_STAGES, max_entries=MOST_STAGES)

    def __init__(self, checklists: Iterable[Any], places: Iterable[Any], **given: Any) -> None:
        super().__init__(**given)
        self.checklist_id.choices, self.organisation_id.choices = list(checklists), list(places)

    def planned(self) -> list[PlannedStage]:
        """The stages that were entered."""
        return [entry.form.planned for entry in self._touched()]

    def _touched(self) -> list[Any]:
        return [entry for entry in self.stages if entry.form.touched]

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Problems of a stage stand at its own fields."""
        rest = []
        for problem in problems:
            if len(problem.path) == 3 and problem.path[0] == "stages":
                field = self._touched()[int(problem.path[1])].form[str(problem.path[2])]
                field.errors = [*field.errors, say(problem, language())]
            else:
                rest.append(problem)
        super().show_problems(rest)
