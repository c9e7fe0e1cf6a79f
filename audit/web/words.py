"""The words of the pages that belong to no single page: errors, roles, states, kinds."""

from collections.abc import Mapping


def _(text: str) -> str:
    """Marks a source text for the catalogue; it is translated when it is shown."""
    return text


REASONS: Mapping[int, tuple[str, str]] = {
    400: (_("请求不完整"), _("页面可能已过期。请返回上一页，刷新后再试；填写的内容不会丢失。")),
    401: (_("尚未登录"), _("请登录后继续。")),
    403: (_("没有权限"), _("您可以查看，但不能进行此项操作。如需权限，请联系管理员。")),
    404: (_("没有找到"), _("页面不存在，或不在您的权限范围内。")),
    405: (_("不能这样操作"), _("请从页面上的按钮重新操作。")),
    409: (_("现在不能进行此项操作"), _("内容的状态已经改变。请刷新页面后再试。")),
    413: (_("文件过大"), _("一次最多上传32MB。")),
    422: (_("内容有误"), _("请按提示修改后再提交。")),
    429: (_("尝试过于频繁"), _("请稍候几分钟再试。")),
    500: (_("出了差错"), _("您填写的内容仍在原处。请再试一次；如仍不行，请把下面的编号告诉管理员。")),
    503: (_("暂时繁忙"), _("数据库正忙，请过一会儿再试。平板上的内容不会丢失。")),
    507: (_("服务器磁盘已满"), _("暂时不能保存。平板上的内容不会丢失；请通知管理员。")),
}
ROLES: Mapping[str, str] = {
    "administrator": _("系统管理员"),
    "campaign_manager": _("评定管理员"),
    "reviewer": _("复核人"),
    "inspector": _("检查员"),
    "branch_manager": _("网点负责人"),
    "branch_staff": _("网点员工"),
    "reader": _("查阅人"),
}
LEVELS: Mapping[str, str] = {
    "head_office": _("总行"),
    "province": _("省分行"),
    "city": _("支行"),
    "branch": _("网点"),
}
AUDIT_STATES: Mapping[str, str] = {
    "draft": _("填写中"),
    "submitted": _("待复核"),
    "reviewed": _("已复核"),
    "locked": _("已锁定"),
}
AUDIT_KINDS: Mapping[str, str] = {
    "self": _("自评"),
    "inspection": _("检查"),
    "spot_check": _("抽查"),
}
CAMPAIGN_STATES: Mapping[str, str] = {"open": _("进行中"), "closed": _("已结束")}
ACTION_STATES: Mapping[str, str] = {"open": _("待整改"), "done": _("待验收"), "closed": _("已销号")}
OUTCOMES: Mapping[str, str] = {
    "applied": _("已写入"),
    "same": _("内容相同"),
    "overtaken": _("已有更新的修改"),
    "conflict": _("有冲突，待选定"),
    "late": _("留给复核人"),
    "rejected": _("未接受"),
}
