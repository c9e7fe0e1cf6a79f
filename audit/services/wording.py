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
    "claim-of-another": _("只能由本人认领；别人可以取消认领"),
    "wrong-marks": _("标注应为箭头或圆圈，最多{most}个"),
    "wrong-strokes": _("签名为空或过于复杂，请清除后重签"),
    # rescue files
    "no-rescue-file": _("请先选择一个文件：平板上“导出未发送内容”得到的.zip文件"),
    "rescue-no-zip": _("这不是平板导出的文件；应为平板上“导出未发送内容”得到的.zip文件"),
    "rescue-torn": _("文件不完整，可能没有复制完；请重新复制，或在平板上重新导出"),
    "rescue-too-large": _("文件过大：一次最多{most}GB、4000张照片；请先在平板上发送一部分，再导出"),
    "rescue-no-list": _("压缩包里没有星评的导出清单，不是平板导出的文件；请直接选择平板导出的.zip文件，不要另行打包"),
    "rescue-odd-entry": _("压缩包里的“{name}”不属于平板导出的文件，或大小、压缩方式不对；请在平板上重新导出"),
    "rescue-version": _("文件的格式版本为{given}，本系统只能读取版本{expected}；请先升级服务器"),
    "rescue-of-another": _("这是{name}的文件，只能由本人、评定管理员或系统管理员导入；请本人登录后导入，或交给管理员"),
    "rescue-unknown-person": _(
        "系统中没有与文件相符的{name}：文件可能来自另一套系统，或其姓名已更改；姓名已更改的，请本人登录后导入"
    ),
    "rescue-no-audit": _("系统中没有这项审核，或不在您的权限范围内"),
    "rescue-other-audit": _("系统中这一编号是{name}的审核，网点或清单与文件不符：文件可能来自另一套系统"),
    # checklists
    "version-taken": _("清单{name}已经发布过，且内容不同；修改后请使用新的版本号"),
    # passwords
    "password-short": _("密码过短：现有{length}个字符，至少{least}个"),
    "password-long": _("密码过长：现有{length}个字符，最多{most}个"),
    "password-like-login": _("密码与登录名过于接近，请换一个"),
    "password-common": _("这个密码很常见，容易被猜到，请换一个"),
    # campaigns
    "year": _("“{given}”不是可用的年度：应在{first}与{last}之间"),
    "checklist-not-published": _("请选择一份已发布的清单"),
    "no-stage": _("至少需要一个阶段：选择类型，并填写起止日期"),
    "stage-kind": _("请选择本阶段的类型；如不需要这个阶段，请清空日期"),
    "day-missing": _("请填写日期"),
    "day-far": _("“{given}”不是可用的日期：年份应在{first}与{last}之间"),
    "due-before-opening": _("截止日期{due}早于开始日期{opens}"),
    "campaign-closed": _("评定周期已结束，不能再新增或分派审核"),
    "campaign-open": _("评定周期正在进行中"),
    "no-inspector": _("请至少选择一名检查员"),
    "no-audit": _("请至少选择一项填写中的审核"),
    # the life of an audit
    "already-submitted": _("本次审核已经提交，不需要再次提交"),
    "no-day": _("还没有填写检查日期，请在“一票否决与加分”中填写"),
    "open-criteria": _("还有{count}条没有填写：{criteria}"),
    "open-criteria-more": _("还有{count}条没有填写：{criteria}……"),
    "open-conflicts": _("有{count}处冲突尚未处理：同一条有两个不同的结果，请先选定一个"),
    "missing-photographs": _("有{count}张照片还没有传到服务器：请在拍摄照片的平板上联网，等照片发送完再提交"),
    "own-work": _("您填写过或提交过本次审核，不能复核自己的工作；请由另一位复核人处理"),
    "not-returnable": _("只有待复核或已复核的审核可以退回；请刷新页面查看现在的状态"),
    "assessor-unsigned": _("考核人员尚未签字，也没有写明拒签的理由；请退回补签"),
    "branch-head-unsigned": _("网点负责人尚未签字，也没有写明拒签的理由；请退回补签"),
    "not-locked": _("本次审核尚未锁定，可以直接退回修改，不需要另出一期"),
    "already-followed": _("已经为本次审核另出了一期，请在新的一期中更正"),
    # organisations
    "organisation-code": _("“{given}”不能作为机构编号：只能用字母、数字、点、横线和下划线"),
    "branches-only": _("只有网点填写此项，请留空"),
    "unknown-choice": _("没有“{given}”这一选项"),
    "staff-count": _("人数“{given}”不合理：应为0至{most}的整数"),
    "code-taken": _("机构编号“{given}”已被使用，编号不能重复"),
    "level-not-here": _("这一级机构不能设在此处：总行下设省分行，省分行下设支行或网点，支行下设网点"),
    "parent-closed": _("上级机构已停用；请先启用上级机构"),
    "no-such-parent": _("没有这个上级机构，或不在您的管理范围内"),
    "below-itself": _("不能移到自己或自己的下级之下"),
    "root-stays": _("总行不能移动或停用"),
    "children-active": _("还有{count}个启用的下级机构；请先停用或移走下级机构"),
    # people
    "login": _("“{given}”不能作为登录名：应为2至80个字母、数字或 . _ - @，不含空格"),
    "login-taken": _("登录名“{given}”已被使用"),
    "unknown-organisation": _("没有编号或名称为“{given}”的机构，或不在您的管理范围内；名称相同时请填编号"),
    "organisation-closed": _("机构{given}已停用，不能任职"),
    "appointed-already": _("已有这项任职"),
    "own-account": _("不能停用自己的账户，也不能修改自己的任职；请由另一位管理员操作"),
    "last-appointment": _("这是最后一项任职，应予保留；如不再使用，请停用账户"),
    "last-administrator": _("全行至少应有一位启用的系统管理员"),
    "account-disabled": _("账户已停用；请先启用"),
    # imports
    "no-file": _("请先选择一个.xlsx文件"),
    "repeated-code": _("机构编号“{given}”在表中重复，第一次在{first}"),
    "level-fixed": _("已有机构的级别不能更改；级别确需调整的，请新增机构后停用原机构"),
    "one-head-office": _("不能新增总行，全行只有一个总行"),
    "unknown-parent": _("没有编号为“{given}”的上级机构：系统中和本表中都没有，或不在您的管理范围内"),
    "top-stays": _("您管理范围的最上级机构不能移动"),
    "login-elsewhere": _("登录名“{given}”已被使用，且不在您的管理范围内"),
    "differs": _("“{given}”与该人员第一行的“{expected}”不同；同一人员各行应相同"),
    "repeated-post": _("这项任职在表中重复"),
    "already-applied": _("这个文件已经导入，不能重复导入"),
    # corrective actions
    "action-not-open": _("本项整改已提交验收或已销号，不能再修改"),
    "action-not-done": _("本项整改不在待验收阶段；请刷新页面查看最新状态"),
    "action-without-measure": _("请先填写整改措施和责任人，再提交验收"),
    "action-own-work": _("不能验收自己完成的整改；请由另一位复核人验收"),
    # jobs
    "job-lost": _("处理过程中断了{attempts}次，没有完成；请重新生成，如仍不行请联系管理员"),
    "job-disk-full": _("服务器磁盘已满，文件没有生成；请通知管理员，腾出空间后再试"),
    "job-unprintable": _("报告没有印成：内容过大或过于复杂。请把编号{reference}告诉管理员"),
    "job-unforeseen": _("没有生成文件，出了差错。请再试一次；如仍不行，请把编号{reference}告诉管理员"),
    "archive-empty": _("这个范围内还没有已提交的审核，没有可以打包的报告"),
    "wrong-code": _("验证码不正确，或已经用过；请输入最新的6位数字"),
    "second-factor-required": _("您的岗位必须使用两步验证，不能停用；可以换一台设备"),
    "no-second-factor-begun": _("请先开始启用两步验证"),
    # verification
    "not-issued": _("文件没有报告编号，不是已签发的报告；应为{expected}"),
    "other-issue": _("文件的报告编号是{given}，不是{expected}；请打开它自己的核验页"),
    "answers-not-issued": _("文件所附的评分数据与签发报告{number}时的不同"),
    "checklist-not-issued": _("文件所附的清单与签发报告{number}时的不同"),
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
