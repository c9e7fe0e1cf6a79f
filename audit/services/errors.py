"""What a use-case may raise; the doors turn each into an answer in one place."""

from collections.abc import Mapping, Sequence

from audit.scoring.problems import Problem


class ServiceError(Exception):
    """A use-case that did not happen."""


class NotFoundError(ServiceError):
    """There is no such thing, or none that this person may know of."""


class ForbiddenError(ServiceError):
    """The person may see the thing, but not do this with it."""


class StateError(ServiceError):
    """The thing is in a state in which this cannot be done; `code` names the reason in `audit/wording.py`."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts or {}


class InvalidError(ServiceError):
    """Input that is not taken, with every problem in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = tuple(problems)
