"""The words for what a use-case refuses: the reason and what was expected, in the reader's language."""

from collections.abc import Mapping

from audit import wording
from audit.scoring.problems import Problem
from audit.translations import translate


def _(text: str) -> str:
    """Marks a source text for the catalogue; it is translated when it is shown."""
    return text


PROBLEMS: Mapping[str, str] = {
    # registers, operations, photographs
    "message-shape": _("消息的格式不对：{detail}"),
    "picture-unreadable": _("不是可读的照片，应为JPEG、PNG、WebP或HEIF"),
    "picture-too-large": _("照片过大，最多1.2亿像素"),
    "photo-differs": _("照片在传送中损坏，请重新发送"),
    "unknown-register": _("审核中没有这一项，或编号写错"),
    "operation-reused": _("同一个操作编号已用于其他内容"),
    "sequence-reused": _("本设备的序号{sequence}已经用过"),
    "wrong-marks": _("标注应为箭头或圆圈，最多{most}个"),
    "wrong-strokes": _("签名为空或过于复杂，请清除后重签"),
    # checklists
    "version-taken": _("清单{name}已经发布过，且内容不同；修改后请使用新的版本号"),
    # passwords
    "password-short": _("密码过短：现有{length}个字符，至少{least}个"),
    "password-long": _("密码过长：现有{length}个字符，最多{most}个"),
    "password-like-login": _("密码与登录名过于接近，请换一个"),
    "password-common": _("这个密码很常见，容易被猜到，请换一个"),
    # states
    "not-draft": _("本次审核不在填写阶段，不能再修改；如需修改，请复核人退回"),
    "not-submitted": _("本次审核尚未提交，或已经复核"),
    "not-reviewed": _("本次审核尚未复核，不能锁定"),
    "locked": _("本次审核已锁定；如需更正，请另出一期"),
}


def say(problem: Problem, language: str) -> str:
    """What is wrong and what was expected, whoever found it."""
    if problem.code in PROBLEMS:
        return translate(PROBLEMS[problem.code], language, **problem.facts)
    return wording.say(problem, language)
