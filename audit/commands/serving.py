"""`serve`: an installation opened, brought up to date, announced and served."""

import errno
import os
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

import structlog
from sqlalchemy.exc import SQLAlchemyError

from audit.commands.companions import Companion
from audit.inputs import FileRefusedError, read_checklist, shipped_checklists
from audit.installation import Installation, open_installation
from audit.logs import configure
from audit.migrations import migrate
from audit.scoring.problems import Problem
from audit.services import invitations
from audit.services.checklists import publish
from audit.services.errors import StateError
from audit.translations import translate
from audit.version import VERSION

_THREADS = 16
log = structlog.get_logger("audit.serving")


def _(text: str) -> str:
    return text


def serve(folder: Path, *, language: str, out: TextIO) -> None:
    """Serves the installation in the folder until told to stop; raises FileRefusedError where it cannot begin."""
    installation = opened(folder)
    settings = _settings(installation)
    listener = _listen(installation.address)  # before anything is changed: another server may be at work
    configure()
    prepare(installation)
    with installation.database.writing() as session:
        token = invitations.invite_founder(session)
        session.commit()
    let_go(installation)
    from audit.commands.server import Server, when_first_ready

    hook = when_first_ready(lambda: _announce(installation, token, language, out))
    server = Server(installation, listener.detach(), post_worker_init=hook, **settings)
    server.run_with(_companions(installation))


def _companions(installation: Installation) -> list[Companion]:
    """What works beside the server: the worker that prints reports."""
    if find_spec("audit.jobs.__main__") is None:
        return []
    return [Companion(["-m", "audit.jobs", str(installation.folder)])]


def opened(folder: Path) -> Installation:
    """The installation; raises FileRefusedError for secrets that cannot be read."""
    try:
        return open_installation(folder)
    except ValueError as error:
        place = str(folder / "secrets.json")
        raise FileRefusedError(place, [Problem((), "unreadable", {"detail": str(error)})]) from None


def prepare(installation: Installation) -> None:
    """Brings the schema up to date and publishes what ships; raises FileRefusedError."""
    bring_up_to_date(installation)
    with installation.database.writing() as session:
        for name in shipped_checklists():
            try:
                publish(session, read_checklist(name))
            except StateError as error:  # the published one stays: audits are pinned to it
                log.warning("checklist not published", reason=error.code, checklist=name)
        session.commit()


def bring_up_to_date(installation: Installation) -> None:
    """Brings the schema to this version; raises FileRefusedError for a database that does not open or is newer."""
    from alembic.util import CommandError

    try:
        migrate(installation.database)
    except CommandError:
        raise FileRefusedError(_where(installation), [Problem((), "newer-schema", {"version": VERSION})]) from None
    except (SQLAlchemyError, ImportError) as error:
        detail = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise FileRefusedError(_where(installation), [Problem((), "no-database", {"detail": detail})]) from None


def _where(installation: Installation) -> str:
    return "DATABASE_URL" if os.environ.get("DATABASE_URL") else str(installation.folder)


def let_go(installation: Installation) -> None:
    """Closes the database: what is open must not be shared with the workers."""
    installation.database.engine.dispose()
    del installation.__dict__["database"]


def _settings(installation: Installation) -> dict[str, object]:
    """How many processes and threads: SQLite has one writer, so one process."""
    sqlite = installation.database_url.startswith("sqlite")
    processes = _number("WEB_PROCESSES", os.cpu_count() or 1)
    return {
        "workers": 1 if sqlite else processes,
        "threads": _number("WEB_THREADS", _THREADS),
        "proxies": _number("PROXIES", 0, least=0),
    }


def _number(name: str, default: int, *, least: int = 1) -> int:
    given = os.environ.get(name, "").strip()
    if not given:
        return default
    if not given.isdecimal() or not least <= int(given) <= 1000:
        raise FileRefusedError(name, [Problem((), "setting-number", {"given": given[:40], "least": least})])
    return int(given)


def _listen(address: str) -> socket.socket:
    """A socket at `host:port`; raises FileRefusedError for an address that is taken, or is none."""
    host, _colon, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise FileRefusedError("ADDRESS", [Problem((), "setting-address", {"given": address[:80]})])
    host = host.strip("[]")
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, int(port)))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        code = "address-taken" if error.errno == errno.EADDRINUSE else "address-refused"
        raise FileRefusedError(address, [Problem((), code, {"detail": error.strerror})]) from None
    return listener


def _announce(installation: Installation, token: str | None, language: str, out: TextIO) -> None:
    """Says where the server is; the set-up link goes to the screen, never into a log."""
    lines = [
        f"{translate(_('星评'), language)} {VERSION}",
        translate(_("网址：{url}"), language, url=installation.public_url),
    ]
    if token is not None:
        lines.append(translate(_("首次使用：请打开下面的一次性地址，设置第一位系统管理员（24小时内有效）"), language))
        lines.append(f"{installation.public_url}/setup/{token}")
    lines.append(translate(_("按Ctrl-C停止"), language))
    out.write("\n".join(lines) + "\n")
    out.flush()
