"""The list of people as a workbook, one row an appointment; and the links of those who are new."""

from audit.wording import _
from audit.workbooks.records import Column, Table, Words

COLUMNS = (
    Column("login", _("登录名"), 20, note=_("已有的登录名表示修改该人员；有几项任职就写几行")),
    Column("name", _("姓名"), 18),
    Column("language", _("语言"), 12, "choice"),
    Column("role", _("角色"), 18, "choice"),
    Column("organisation", _("任职机构编号"), 18),
    Column("place", _("任职机构"), 30, note=_("供查看，导入时以任职机构编号为准")),
    Column("active", _("状态"), 10, "choice"),
)
_NOTES = (
    _("以登录名为准：登录名已有的是修改，没有的是新增；表中没有的人员不变。"),
    _("一人有几项任职就写几行；表中的行就是该人员的全部任职，少写一行就是撤销一项。"),
    _("姓名、语言和状态写在该人员的第一行即可；其余行可以留空，写了就应与第一行相同。"),
    _("任职机构一列供查看，以任职机构编号为准。"),
    _("新增人员没有初始密码；导入后可以下载激活链接，分别交给本人。"),
    _("上传后先显示全部变化，确认后才生效；有一处错误，就都不会写入。"),
)
LINK_COLUMNS = (
    Column("name", _("姓名"), 18),
    Column("login", _("登录名"), 20),
    Column("place", _("任职机构"), 30),
    Column("link", _("激活链接"), 80),
)
_LINK_NOTES = (
    _("每个链接只能由本人使用一次，7天内有效；请分别交给本人，不要转发整个文件。"),
    _("链接失效后，可在人员页面生成新的链接。"),
)


def people_table(languages: Words, roles: Words, states: Words) -> Table:
    """The table with the words for its choices."""
    return Table(_("人员表"), COLUMNS, "login", _NOTES, {"language": languages, "role": roles, "active": states})


LINKS = Table(_("激活链接"), LINK_COLUMNS, "login", _LINK_NOTES)
