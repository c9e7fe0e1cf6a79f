"""A plan that would take too long is given up, and that is said."""

import pytest

import audit.commands.scoring
import audit.reporting.report
from audit.inputs import FileRefusedError
from audit.planning import plan_in_time
from audit.reporting.report import report_sheets
from audit.scoring.plan import plan_from
from audit.wording import line_of
from tests.commands.running import EXAMPLE
from tests.reporting.reports import example


def test_a_plan_in_time_is_the_plan() -> None:
    scored, document = example()
    assert plan_in_time(scored, document, {}) == plan_from(scored, document, {})


@pytest.mark.parametrize("limits", [{"seconds": -1.0}, {"memory": -1}])
def test_a_plan_beyond_its_limits_is_given_up(limits: dict[str, float]) -> None:
    scored, document = example()
    assert plan_in_time(scored, document, {}, **limits) is None  # type: ignore[arg-type]


def test_the_report_and_the_command_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    scored, document = example()
    for module in (audit.reporting.report, audit.commands.scoring):
        monkeypatch.setattr(module, "plan_in_time", lambda *given: plan_in_time(*given, seconds=-1.0))
    html = report_sheets(scored, document, kind="exceptions", language="zh", photos={}).html
    assert "未能在限定时间内" in html
    arguments = ("civilized-service@2026.1", str(EXAMPLE), None)
    with pytest.raises(FileRefusedError) as refused:
        audit.commands.scoring.plan_file(*arguments, form="text", language="zh", out=None)  # type: ignore[arg-type]
    assert [problem.code for problem in refused.value.problems] == ["plan-too-long"]
    assert "60" in line_of("a", refused.value.problems[0], "en")
