"""What a spreadsheet program lets a person type into an input, and what it says about it."""

from dataclasses import dataclass, field

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from audit.translations import translate
from audit.wording import _


@dataclass(slots=True)
class Validations:
    """Collects the inputs of a sheet by what they take; one validation for all that take the same."""

    language: str
    _made: dict[tuple[str, ...], DataValidation] = field(default_factory=dict)

    def choice(self, address: str, stretch: str) -> None:
        """One of the texts in a stretch of the hidden sheet."""
        self._add(address, _("请从列表中选择"), type="list", formula1=stretch)

    def count(self, address: str, *, once: bool) -> None:
        """How often: a whole number, or 0 and 1."""
        if once:
            bounds = {"operator": "between", "formula1": "0", "formula2": "1"}
            self._add(address, _("有此问题填1，没有则留空"), type="whole", **bounds)
        else:
            bounds = {"operator": "greaterThanOrEqual", "formula1": "0"}
            self._add(address, _("填次数：不小于0的整数"), type="whole", **bounds)

    def earned(self, address: str, *, once: bool) -> None:
        """How often a bonus was earned."""
        if once:
            bounds = {"operator": "between", "formula1": "0", "formula2": "1"}
            self._add(address, _("符合填1，不符合则留空"), type="whole", **bounds)
        else:
            self.count(address, once=False)

    def points(self, address: str) -> None:
        """Points taken off freely."""
        bounds = {"operator": "greaterThanOrEqual", "formula1": "0"}
        self._add(address, _("填扣分：最多两位小数，并写明原因"), type="decimal", **bounds)

    def measured(self, address: str, unit: str, *, least: str) -> None:
        """A measured value; `least` is empty where it may be negative."""
        text = translate(_("填测得的数值，单位：{unit}"), self.language, unit=unit or "—")
        bounds = {"operator": "greaterThanOrEqual", "formula1": least or "-1000000000000"}
        self._add(address, text, type="decimal", **bounds)

    def hint(self, address: str, text: str) -> None:
        """Anything; the text says what is wanted."""
        self._add(address, text)

    def put_on(self, sheet: Worksheet) -> None:
        """Puts everything collected on the sheet."""
        for validation in self._made.values():
            sheet.add_data_validation(validation)

    def _add(self, address: str, text: str, **rule: str) -> None:
        key = (text, *(f"{name}={value}" for name, value in rule.items()))
        if key not in self._made:
            shown = translate(text, self.language)[:250] if "{" not in text else text[:250]
            validation = DataValidation(allow_blank=True, showInputMessage=True, prompt=shown, **rule)
            if rule:
                validation.showErrorMessage = True
                validation.error = shown
            self._made[key] = validation
        self._made[key].add(address)
