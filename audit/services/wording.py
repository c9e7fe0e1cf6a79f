"""The words for what a use-case refuses: the reason and what was expected, in the reader's language."""

from collections.abc import Mapping

from audit import wording
from audit.scoring.problems import Problem
from audit.translations import translate


def _(text: str) -> str:
    """Marks a source text for the catalogue; it is translated when it is shown."""
    return text


PROBLEMS: Mapping[str, str] = {
    # checklists
    "version-taken": _("清单{name}已经发布过，且内容不同；修改后请使用新的版本号"),
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
