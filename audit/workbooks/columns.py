"""The score sheet's columns, header fields and inputs: one table, used for writing and for reading."""

from dataclasses import dataclass
from typing import Literal

from openpyxl.utils import get_column_letter

from audit.wording import _

FORMAT = "1"
# The first, hidden row names the columns, so that a moved column is still the same column.
ID_ROW, TITLE_ROW, FIRST_FIELD_ROW = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet; without a title it is hidden and serves the formulas and the reader."""

    id: str
    title: str = ""
    width: float = 8


COLUMNS = (
    Column("key"),
    Column("number", _("序号"), 12),
    Column("text", _("考核内容"), 46),
    Column("points", _("分值"), 8),
    Column("standard", _("扣分标准"), 30),
    Column("result", _("检查结果"), 12),
    Column("amount", _("扣分"), 11),
    Column("score", _("得分"), 9),
    Column("reason", _("扣分原因、备注"), 31),
    Column("na", _("不适用理由"), 22),
    Column("photos", _("佐证照片"), 19),
    Column("state"),
    Column("section_excess"),
    Column("module_excess"),
    Column("value"),
    Column("counting"),
)
VISIBLE = tuple(column.id for column in COLUMNS if column.title)
_LETTERS = {column.id: get_column_letter(position) for position, column in enumerate(COLUMNS, 1)}


def at(column: str, row: int) -> str:
    """The address of a cell of the written sheet: `H12`."""
    return f"{_LETTERS[column]}{row}"


def span(column: str, first: int, last: int) -> str:
    """The address of a stretch of a column of the written sheet: `H12:H20`."""
    return f"{_LETTERS[column]}{first}:{_LETTERS[column]}{last}"


# What a person may fill in, by kind of row; anything else in these columns is refused on reading.
INPUTS: dict[str, tuple[str, ...]] = {
    "criterion": ("result", "reason", "na", "photos"),
    "fault": ("result",),
    "other": ("result", "reason"),
    "veto": ("result",),
    "bonus": ("result",),
}
INPUT_COLUMNS = ("result", "reason", "na", "photos")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the header; `path` is its place in the answer document, empty for what is worked out."""

    id: str
    label: str
    path: tuple[str, str] | None = None
    shape: Literal["text", "list", "date"] = "text"


FIELDS = (
    (
        Field("branch.name", _("申报单位"), ("branch", "name")),
        Field("branch.code", _("网点代码"), ("branch", "code")),
        Field("branch.kind", _("网点类型"), ("branch", "kind")),
    ),
    (
        Field("audit.date", _("考核时间"), ("audit", "date"), "date"),
        Field("audit.kind", _("评定方式"), ("audit", "kind")),
        Field("branch.facilities", _("设施"), ("branch", "facilities"), "list"),
    ),
    (
        Field("audit.assessors", _("考核人员"), ("audit", "assessors"), "list"),
        Field("audit.place", _("考核地点"), ("audit", "place")),
        Field("checklist", _("清单")),
    ),
    (
        Field("final", _("总得分")),
        Field("progress", _("进度")),
        Field("full", _("满分")),
    ),
)
# The columns of the three labels and values of a header row, and how far each of them reaches.
LABEL_COLUMNS = (("number", "number"), ("points", "standard"), ("reason", "reason"))
VALUE_COLUMNS = (("text", "text"), ("result", "score"), ("na", "photos"))
HEADING_ROW = FIRST_FIELD_ROW + len(FIELDS)
FIRST_ROW = HEADING_ROW + 1
MOST_TEXT = 32_767


def field_cell(id_: str) -> str:
    """The address of a header field's value in the written sheet."""
    for row, fields in enumerate(FIELDS, FIRST_FIELD_ROW):
        for field, (column, _last) in zip(fields, VALUE_COLUMNS, strict=True):
            if field.id == id_:
                return at(column, row)
    raise KeyError(id_)


def field_key(fields: tuple[Field, ...]) -> str:
    """The machine key of a header row."""
    return "/".join(("head", *(field.id for field in fields)))


# What a conclusion may be called besides its own label, whatever the language of the sheet.
YES = frozenset({"是", "√", "✓", "✔", "☑", "y", "yes", "true"})
NO = frozenset({"否", "×", "✗", "✘", "n", "no", "false"})
MET, NOT_MET, LOOKED_AT, TICK, ABSENT = _("达标"), _("未达标"), _("已查"), _("是"), _("不适用")
LOOKED_AT_WORDS = YES | {"looked at", "checked"}
MET_WORDS = YES | {"met", "合格"}
NOT_MET_WORDS = NO | {"not met", "不达标", "不合格"}
