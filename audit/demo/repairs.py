"""What the branches did about their deductions: old ones are closed, this year's are on their way."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Action, Audit, Campaign
from audit.services.clock import now

_CAUSES = ("责任人未落实", "检查频次不足", "设施老化", "新员工不熟悉要求")
_MEASURES = (
    "已更换并纳入每日开门前检查",
    "补齐记录，由营运主管每周抽查",
    "联系维修商修复并张贴告示",
    "组织一次专项培训并考核",
)
_PEOPLE = ("大堂经理 张静", "营运主管 刘波", "理财经理 陈晨", "柜员 王芳")


def repair(session: Session, campaign: Campaign, *, past: bool, done_by: int, closed_by: int, random: Random) -> None:
    """Writes causes, measures and ends to the campaign's actions."""
    actions = session.scalars(
        select(Action).join(Audit, Action.audit_id == Audit.id).where(Audit.campaign_id == campaign.id)
    )
    for action in actions:
        fate = 1.0 if past else random.random()
        if fate > 0.3:
            action.cause, action.measure = random.choice(_CAUSES), random.choice(_MEASURES)
            action.responsible = random.choice(_PEOPLE)
        if fate > 0.5:
            action.state, action.done_by = "done", done_by
            action.done_at = min(now(), _begun(action) + timedelta(days=random.randrange(3, 15)))
        if fate > 0.65:
            action.state, action.closed_by = "closed", closed_by
            action.closed_at = min(now(), _begun(action) + timedelta(days=random.randrange(16, 25)))
    session.flush()


def _begun(action: Action) -> datetime:
    return action.audit.locked_at or now()
