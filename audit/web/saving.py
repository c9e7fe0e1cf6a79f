"""A form that is saved by a use-case: what either of them refuses is shown at the form, all at once."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from audit.services.errors import InvalidError
from audit.web.database import writing
from audit.web.forms import Form


def saved(form: Form, save: Callable[[Session], object]) -> bool:
    """Whether the use-case was done and committed; where it was not, the form holds every problem.

    The use-case is asked even where the form has refused something already: it may refuse something else.
    """
    readable = bool(form.validate())
    try:
        with writing() as session:
            save(session)
            if readable:
                session.commit()
    except InvalidError as refused:
        told = set(form.errors)
        form.show_problems(problem for problem in refused.problems if not told & set(map(str, problem.path[:1])))
        return False
    return readable
