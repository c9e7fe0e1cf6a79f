"""What a spreadsheet program lets a person type into an input, and what it says about it."""

from dataclasses import dataclass, field
from typing import cast

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from audit.translations import translate
from audit.wording import _

_MOST_PROMPT = 250


@dataclass(slots=True)
class Validations:
    """Collects the inputs of a sheet by what they take; one validation for all that take the same."""

    language: str
    # what an input takes (its prompt, then the members of the rule) and the inputs that take just this
    _inputs: dict[tuple[str | tuple[str, str], ...], list[str]] = field(default_factory=dict)

    def choice(self, address: str, stretch: str) -> None:
        """One of the texts in a stretch of the hidden sheet."""
        self._add(address, self._say(_("请从列表中选择")), type="list", formula1=stretch)

    def count(self, address: str, *, once: bool) -> None:
        """How often: a whole number, or 0 and 1."""
        if once:
            bounds = {"operator": "between", "formula1": "0", "formula2": "1"}
            self._add(address, self._say(_("有此问题填1，没有则留空")), type="whole", **bounds)
        else:
            bounds = {"operator": "greaterThanOrEqual", "formula1": "0"}
            self._add(address, self._say(_("填次数：不小于0的整数")), type="whole", **bounds)

    def earned(self, address: str, *, once: bool) -> None:
        """How often a bonus was earned."""
        if once:
            bounds = {"operator": "between", "formula1": "0", "formula2": "1"}
            self._add(address, self._say(_("符合填1，不符合则留空")), type="whole", **bounds)
        else:
            self.count(address, once=False)

    def points(self, address: str) -> None:
        """Points taken off freely."""
        bounds = {"operator": "greaterThanOrEqual", "formula1": "0"}
        self._add(address, self._say(_("填扣分：最多两位小数，并写明原因")), type="decimal", **bounds)

    def measured(self, address: str, unit: str, *, least: str) -> None:
        """A measured value; `least` is empty where it may be negative."""
        text = self._say(_("填测得的数值，单位：{unit}"), unit=unit or "—")
        bounds = {"operator": "greaterThanOrEqual", "formula1": least or "-1000000000000"}
        self._add(address, text, type="decimal", **bounds)

    def hint(self, address: str, text: str) -> None:
        """Anything; the text, in the language of the sheet, says what is wanted."""
        self._add(address, text)

    def put_on(self, sheet: Worksheet) -> None:
        """Puts everything collected on the sheet."""
        for (first, *rule), addresses in self._inputs.items():
            text = str(first)[:_MOST_PROMPT]
            validation = DataValidation(
                sqref=" ".join(addresses),
                allow_blank=True,
                showInputMessage=True,
                showErrorMessage=bool(rule),
                prompt=text,
                error=text if rule else None,
                **dict(cast("list[tuple[str, str]]", rule)),
            )
            sheet.add_data_validation(validation)

    def _say(self, text: str, **facts: object) -> str:
        return translate(text, self.language, **facts)

    def _add(self, address: str, text: str, **rule: str) -> None:
        self._inputs.setdefault((text, *rule.items()), []).append(address)
