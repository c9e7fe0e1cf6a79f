"""`star-audit demo`: an empty installation filled with a bank that does not exist."""

from pathlib import Path
from typing import TextIO

from audit.demo.places import PEOPLE
from audit.demo.story import tell
from audit.inputs import FileRefusedError, read_checklist, shipped_checklists
from audit.installation import open_installation
from audit.migrations import migrate
from audit.scoring.problems import Problem
from audit.services.checklists import publish
from audit.services.errors import StateError
from audit.translations import translate
from audit.web.words import ROLES

_ROLES = {login: role for login, _name, role, _code in PEOPLE}


def _(text: str) -> str:
    return text


def fill_demo(folder: Path, *, language: str, out: TextIO) -> None:
    """Fills the installation in the folder, prints the accounts once; raises FileRefusedError if it is not empty."""
    installation = open_installation(folder)
    migrate(installation.database)
    out.write(translate(_("正在写入演示数据：1家银行、40个网点、3个年度……"), language) + "\n")
    out.flush()
    try:
        with installation.database.writing() as session:
            for name in shipped_checklists():
                publish(session, read_checklist(name))
            passwords = tell(session, installation.store)
            session.commit()
    except StateError as error:
        raise FileRefusedError(str(folder), [Problem((), error.code, error.facts)]) from None
    out.write(translate(_("演示账户（密码只显示这一次）："), language) + "\n")
    for login, password in passwords.items():
        role = translate(ROLES[_ROLES[login]], language)
        out.write(f"  {login:10} {password}   {role}\n")
    out.write(translate(_("现在运行 ./run，用浏览器打开 {url}"), language, url=installation.public_url) + "\n")
