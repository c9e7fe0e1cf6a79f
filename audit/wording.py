"""The words for every problem: what is wrong, and what was expected, in the reader's language."""

from collections.abc import Mapping

from audit.scoring.problems import Problem
from audit.translations import translate


def _(text: str) -> str:
    """Marks a source text for the catalogue; it is translated when it is shown."""
    return text


PROBLEMS: Mapping[str, str] = {
    # starting the server
    "address-taken": _("此地址的端口已被占用：可能已有一个星评在运行；可用ADDRESS=127.0.0.1:8001换一个端口"),
    "address-refused": _("不能在此地址监听：{detail}"),
    "setting-address": _("“{given}”不是主机:端口，例如127.0.0.1:8000"),
    "setting-number": _("“{given}”不是{least}至1000的整数"),
    "no-database": _("数据库不能打开：{detail}"),
    "newer-schema": _("数据库由更新的版本建立，{version}不能打开；请升级程序"),
    "no-installation": _("此处没有已启动过的星评；请先运行./run"),
    "set-up-already": _("已有账户，不再需要初始设置；请用star-audit invite 登录名"),
    "no-such-login": _("没有此登录名"),
    "login-disabled": _("此账户已停用，请由系统管理员启用"),
    # documents
    "too-large": _("内容过大（{size}个字符），最多{limit}个字符"),
    "too-deep": _("层次过深，最多{limit}层"),
    "unprintable": _("含有不能使用的字符{character}，请删除"),
    "not-in-json": _("“{given}”不是JSON的数"),
    "number-too-long": _("有一个数的位数过多"),
    "not-json": _("不是有效的JSON（第{column}列）：{detail}"),
    "not-text": _("不是文字文件，而是工作簿、图片、PDF或压缩文件；这里应为YAML或JSON"),
    "not-yaml": _("不是有效的YAML：{detail}"),
    "file-too-large": _("文件过大，最多{limit}MB"),
    "unknown-checklist": _("没有名为“{given}”的清单文件；随附的清单有：{known}"),
    "not-utf8": _("不是UTF-8编码的文本，请另存为UTF-8"),
    "unreadable": _("无法读取：{detail}"),
    "duplicate-name": _("“{name}”出现了两次，只能写一次"),
    "odd-key": _("键必须是文字"),
    "anchor": _("不能使用锚点和引用（& 和 *），请写出完整内容"),
    "tag": _("不能使用标签“{tag}”"),
    # shapes
    "missing": _("缺少此项，必须填写"),
    "unknown-key": _("不认识的键；请检查拼写或删除"),
    "mapping": _("这里应为“键: 值”的结构"),
    "list": _("这里应为列表"),
    "list-of-texts": _("这里应为文字的列表"),
    "text": _("这里应为文字；数字请加引号"),
    "empty": _("不能为空"),
    "too-long": _("文字过长，最多{max_length}个字符"),
    "whole": _("应为整数，而不是“{given}”"),
    "too-low": _("“{given}”过小，应不小于{ge}"),
    "too-high": _("“{given}”过大，应不大于{le}"),
    "true-or-false": _("应为 true 或 false"),
    "one-of": _("“{given}”不在可选值之中，应为 {expected}"),
    "id-shape": _("“{given}”不能作编号：应为1至64个字符，不含空白、斜杠、逗号、@和方括号"),
    "key-shape": _("“{given}”不能作清单的键：应为1至64个小写字母、数字或连字符"),
    "version-shape": _("“{given}”不能作版本号：应为1至32个字符，不含空白、斜杠和@"),
    "points": _("“{given}”不是分值：应为最多两位小数的普通数字"),
    "value": _("“{given}”不是测量值：应为最多六位小数的普通数字"),
    "negative": _("“{given}”为负数，应不小于0"),
    "not-positive": _("“{given}”应大于0"),
    # checklists
    "rule-type": _("规则类型应为 deduct、levels、check 或 measure"),
    "all-with-points": _("扣全部分值的扣分点（all: true）不能再写 points 或 max"),
    "points-missing": _("扣分点应写 points，或写 all: true"),
    "one-bound": _("应写 at_least 或 at_most，且只写一个"),
    "bands-or-target": _("应写 bands 或 target，且只写一个"),
    "applies-to-nothing": _("应写 facilities、kinds 或两者都写"),
    "cap-and-grade": _("effect 为 cap 时必须写 grade，为 disqualify 时不能写 grade"),
    "repeated-id": _("编号“{id}”重复，编号必须唯一"),
    "unknown-reference": _("“{given}”不存在，可用的有：{known}"),
    "grades-fall": _("星级的最低分应逐级降低，而这里的{min}不低于上一级的{before}"),
    "min-above-points": _("最低分{min}高于分值{points}"),
    "points-outside": _("{given}分超出本条的范围，应在{min}与{points}之间"),
    "bands-direction": _("同一规则的各档应全用 at_least 或全用 at_most"),
    "bands-order": _("各档应从最好到最差排列"),
    # warnings of the linter
    "sum-differs": _("标明{declared}分，而下级合计{sum}分"),
    "fault-too-large": _("第{criterion}条：单个扣分点扣{fault}分，而本条最多可失{room}分"),
    "out-of-reach": _("第{criterion}条：所有扣分点合计最多扣{reach}分，扣不完可失的{room}分"),
    "grade-unreachable": _("星级“{grade}”需要{min}分，而最高只能得{best}分"),
    "floor-unreachable": _("星级“{grade}”对模块{module}的下限不可能达到"),
    # answers
    "other-checklist": _("填写的是“{given}”，而给出的清单是“{expected}”"),
    "unknown-criterion": _("清单中没有第{id}条"),
    "does-not-apply": _("本条不适用于该网点，不需要也不能填写"),
    "na-forbidden": _("本条不得填“不适用”"),
    "reason-missing": _("必须写明理由"),
    "wrong-answer": _("与本条的规则不符；这里可以填写：{known}"),
    "unknown-fault": _("没有扣分点“{given}”，可用的有：{known}"),
    "unknown-level": _("没有等次“{given}”，可用的有：{known}"),
    "count": _("“{given}”不是次数：应为不小于0的整数"),
    "count-once": _("“{given}”过多：本项只计一次，应为0或1"),
    # files and photographs
    "not-empty": _("这里已有数据。演示数据只能放入空的安装：请另选一个文件夹（--instance）"),
    "unwritable": _("无法写入：{detail}"),
    "not-a-file": _("不是普通文件，不会被覆盖"),
    "output-is-input": _("这是读入的文件“{file}”，不会被覆盖；请换一个文件名"),
    "output-is-terminal": _("终端不能显示这种文件；请写文件名，或把输出接到管道或文件"),
    "more-problems": _("另有{count}个问题未列出"),
    "no-input": _("标准输入已关闭或已读完"),
    "no-folder": _("没有这个文件夹"),
    "photo-name": _("“{file}”不是照片文件夹内的文件名"),
    "photo-missing": _("照片文件夹中没有“{file}”"),
    "photo-unreadable": _("“{file}”不是可读的照片，应为JPEG、PNG或WebP"),
    "photo-too-large": _("“{file}”过大，最多1.2亿像素、64MB"),
    "signature-unreadable": _("签名无法读取，应为PNG图片或SVG路径数据"),
    "unprintable-report": _("报告无法生成：{detail}。用 ./run doctor 可查出缺少的组件"),
    # workbooks
    "not-a-workbook": _("不是能读取的Excel工作簿（.xlsx），或文件已损坏"),
    "workbook-locked": _("文件有密码，或是旧版.xls格式；请去掉密码并另存为.xlsx"),
    "workbook-too-heavy": _("工作簿过大或过于复杂，不是正常的评分表"),
    "not-a-score-sheet": _("工作簿里没有评分表；请使用本系统导出的评分表填写"),
    "sheet-format": _("评分表的格式版本是“{given}”，应为“{expected}”；请重新导出"),
    "sheet-damaged": _("隐藏的工作表已损坏；请重新导出评分表后填写"),
    "other-content": _("评分表所依据的清单“{checklist}”内容不同（{given}，应为{expected}）；请重新导出"),
    "missing-row": _("缺少“{given}”这一行；请不要删除评分表的行"),
    "repeated-row": _("“{given}”这一行出现了两次"),
    "unknown-row": _("清单中没有与“{given}”对应的行"),
    "row-without-key": _("“{given}”写在评分表以外的行中，请删除"),
    "not-an-input": _("“{given}”写在不能填写的单元格中，请删除"),
    "formula": _("公式没有结果；请直接填写数值"),
    "error-value": _("单元格是错误值{given}；请直接填写数值"),
    "date": _("“{given}”不是日期，应写成2026-05-20"),
    "photo": _("“{given}”不是照片清单：每行一张，写成“文件名 | 说明”"),
    "na-and-answer": _("既写了不适用理由，又填了检查结果；请只留一个"),
    "remark-without-answer": _("写了备注或照片，但没有填检查结果"),
    "deduction-missing": _("写了扣分原因，但没有填扣分"),
    "no-such-sheet": _("工作簿里没有可以导入的表；表头应为：{expected}"),
    "unknown-column": _("表头“{given}”不认识，应为：{expected}"),
    "repeated-column": _("表头“{given}”出现了两次"),
    "outside-columns": _("“{given}”写在没有表头的列中，请删除"),
    "too-many-rows": _("行数过多，一次最多导入{most}行；请分几个文件导入"),
    # verification
    "seal-broken": _("文件不完整：内容与封印不符，生成后被改动过"),
    "not-a-report": _("不是本系统生成的报告，或文件已损坏"),
    "attachment-missing": _("报告中没有这份附件"),
    "figure-differs": _("印出的是{printed}，按附件重新计算应为{expected}"),
    "issue-differs": _("页面上没有附件所记的报告编号{expected}"),
    "page-differs": _("第{page}页的页眉页脚与报告不符：缺页、换页，或另加了文字"),
    "painted-over": _("第{page}页上另外画了内容，可能遮盖了原文"),
    "row-missing": _("报告中缺少这一行"),
    "no-figures": _("报告中找不到可以核对的得分"),
    "verified": _(
        "核验通过：文件完整，印出的得分与附件一致（{checklist}，{digest}，最终得分{final}，星级{grade}，共{figures}个数）"
    ),
    "verified-issue": _("已锁定，报告编号{issue}"),
    "not-verified": _("核验不通过"),
    # plans
    "plan-too-long": _("可行的整改组合太多，{seconds}秒内或限定的内存内没有算出最省力的方案"),
    "effort": _("“{given}”不是工作量：应为0至1000的整数"),
    "unknown-unit": _("“{given}”不是可整改的单元：应为“条号”、“条号/扣分点”或“条号/other/序号”"),
}


# What parsers and the system say of a file, in the reader's language.
DETAILS: Mapping[str, str] = {
    "Expecting value": _("这里缺少一个值"),
    "Expecting property name enclosed in double quotes": _("这里应为双引号括起的名称"),
    "Expecting ':' delimiter": _("名称后面缺少冒号"),
    "Expecting ',' delimiter": _("这里缺少逗号或括号"),
    "Unterminated string starting at": _("从这里开始的引号没有结束"),
    "Invalid control character at": _("引号内有换行或控制字符"),
    "Invalid \\escape": _("反斜杠后面的字符不对"),
    "Invalid \\uXXXX escape": _("\\u后面应为四位十六进制数"),
    "Extra data": _("这里应结束或另有写法，后面的内容无法理解"),
    "mapping values are not allowed here": _("这里不能有冒号；请检查缩进，或给文字加引号"),
    "could not find expected ':'": _("键后面缺少冒号"),
    "found unexpected end of stream": _("引号或括号没有结束"),
    "expected a single document in the stream": _("一个文件只能有一份内容（不能有多个---）"),
    "No such file or directory": _("没有这个文件或文件夹"),
    "Permission denied": _("没有读写权限"),
    "Is a directory": _("这是一个文件夹"),
    "Not a directory": _("路径中有一段不是文件夹"),
    "No space left on device": _("磁盘已满"),
    "File name too long": _("文件名过长"),
    "Read-only file system": _("文件系统只读"),
    "Input/output error": _("读写出错"),
    "Too many levels of symbolic links": _("链接绕成了圈"),
}


def say(problem: Problem, language: str) -> str:
    """What is wrong and what was expected, in `zh` or `en`; each fact cut to a length a line can carry."""
    facts = {name: _cut(fact) for name, fact in problem.facts.items()}
    if (detail := str(facts.get("detail"))) in DETAILS:
        facts["detail"] = translate(DETAILS[detail], language)
    return translate(PROBLEMS[problem.code], language, **facts)


def _cut(fact: object, most: int = 300) -> object:
    text = str(fact)
    return text if len(text) <= most else text[:most] + "…"


def line_of(name: str, problem: Problem, language: str) -> str:
    """One problem as a line of the error stream: `PATH:LINE: where: what`."""
    where = problem.where()
    parts = [f"{name}:{problem.line}" if problem.line else name, *([where] if where else [])]
    return ": ".join([*parts, say(problem, language)]).replace("\n", " ").replace("\r", " ")
