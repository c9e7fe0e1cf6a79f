"""The nouns of the product as tables, one module a noun."""

from audit.db import Base
from audit.models.action import Action
from audit.models.audit import Assignment, Audit, ModuleScore, Transition
from audit.models.campaign import Campaign, Stage
from audit.models.checklist import PublishedChecklist
from audit.models.credential import RecoveryCode, UnknownLogin
from audit.models.event import Event
from audit.models.evidence import Photograph, PhotographUse
from audit.models.imported import Import
from audit.models.issue import Issue, IssueYear
from audit.models.job import Job
from audit.models.operation import Operation, Register
from audit.models.organisation import Organisation
from audit.models.tablet import Tablet
from audit.models.user import Appointment, Invitation, SignIn, User

__all__ = [
    "Action",
    "Appointment",
    "Assignment",
    "Audit",
    "Base",
    "Campaign",
    "Event",
    "Import",
    "Invitation",
    "Issue",
    "IssueYear",
    "Job",
    "ModuleScore",
    "Operation",
    "Organisation",
    "Photograph",
    "PhotographUse",
    "PublishedChecklist",
    "RecoveryCode",
    "Register",
    "SignIn",
    "Stage",
    "Tablet",
    "Transition",
    "UnknownLogin",
    "User",
]
