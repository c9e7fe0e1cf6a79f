"""The list of organisations as a workbook: its columns, for writing and for reading."""

from audit.wording import _
from audit.workbooks.records import Column, Table, Words

COLUMNS = (
    Column("code", _("机构编号"), 16, note=_("全行唯一；已有的编号表示修改该机构")),
    Column("name", _("机构名称"), 30),
    Column("name_en", _("英文名称"), 30),
    Column("level", _("级别"), 12, "choice"),
    Column("parent", _("上级机构编号"), 16, note=_("上级机构的编号；可以是本表中的新机构，先后不限")),
    Column("kind", _("网点类型"), 14, "choice"),
    Column("facilities", _("设施"), 36, "choices", _("可填多项，用顿号或逗号隔开")),
    Column("staff_count", _("员工人数"), 10, "count"),
    Column("address", _("地址"), 40),
    Column("active", _("状态"), 10, "choice"),
)
_NOTES = (
    _("每行一个机构，以机构编号为准：编号已有的是修改，没有的是新增；表中没有的机构不变。"),
    _("可以删去不需要修改的列（机构编号除外）；保留的列以表中内容为准，空白表示清空。"),
    _("省分行设在总行之下，支行或网点设在省分行之下，网点设在支行之下；上级机构编号变了，就是移动。"),
    _("网点类型、设施、员工人数和地址只有网点填写。"),
    _("不再使用的机构把状态改为“已停用”，不要删除行；历史审核不受影响。"),
    _("上传后先显示全部变化，确认后才生效；有一处错误，就都不会写入。"),
)


def organisations_table(levels: Words, kinds: Words, facilities: Words, states: Words) -> Table:
    """The table with the words for its choices."""
    words = {"level": levels, "kind": kinds, "facilities": facilities, "active": states}
    return Table(_("机构表"), COLUMNS, "code", _NOTES, words)
