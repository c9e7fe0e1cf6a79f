"""`setup-link` and `invite`: the ways in for whoever may start commands on the server."""

import io
import re
from pathlib import Path

import pytest

from audit.commands.links import print_activation_link, print_setup_link
from audit.commands.serving import bring_up_to_date
from audit.inputs import FileRefusedError
from audit.installation import open_installation
from audit.models import User
from audit.services.clock import now
from tests.commands.running import refused, run


def setup_link(folder: Path) -> str:
    out = io.StringIO()
    print_setup_link(folder, out=out)
    return out.getvalue()


def activation_link(folder: Path, login: str, *, without_second_factor: bool = False) -> str:
    out = io.StringIO()
    print_activation_link(folder, login, without_second_factor=without_second_factor, out=out)
    return out.getvalue()


@pytest.fixture
def standing(tmp_path: Path) -> Path:
    """An installation that was started before."""
    installation = open_installation(tmp_path / "instance", {})
    bring_up_to_date(installation)
    installation.database.engine.dispose()
    return installation.folder


def test_set_up_links_as_long_as_nobody_is_there(standing: Path) -> None:
    first, second = (setup_link(standing) for _time in range(2))
    assert first != second and first.startswith("http://127.0.0.1:8000/setup/")
    put_person(standing, "wang")
    with pytest.raises(FileRefusedError) as found:
        setup_link(standing)
    assert found.value.problems[0].code == "set-up-already"


def put_person(folder: Path, login: str, *, active: bool = True) -> None:
    installation = open_installation(folder, {})
    with installation.database.writing() as session:
        session.add(User(login=login, name="甲", active=active, totp_secret="A" * 32, created_at=now()))
        session.commit()
    installation.database.engine.dispose()


def test_an_activation_link_is_the_way_back_in(standing: Path) -> None:
    put_person(standing, "wang")
    put_person(standing, "gone", active=False)
    for off in (False, True):
        link = activation_link(standing, " WANG ", without_second_factor=off)
        assert re.fullmatch(r"http://127\.0\.0\.1:8000/activation/[\w-]{43}\n", link)
        installation = open_installation(standing, {})
        with installation.database.reading() as session:
            user = session.query(User).filter_by(login="wang").one()
        installation.database.engine.dispose()
        assert (user.totp_secret is None) is off
    for login, code in (("nobody", "no-such-login"), ("gone", "login-disabled")):
        with pytest.raises(FileRefusedError) as found:
            activation_link(standing, login)
        assert (found.value.name, found.value.problems[0].code) == (login, code)


def test_a_folder_without_installation_is_left_alone(tmp_path: Path) -> None:
    lines = refused("invite", "wang", "--instance", tmp_path / "elsewhere")
    assert "./run" in lines[0]
    assert not (tmp_path / "elsewhere").exists()


def test_the_command_prints_the_link_and_nothing_else(standing: Path) -> None:
    done = run("setup-link", "--instance", standing)
    assert (done.status, done.errors) == (0, "")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/setup/[\w-]{43}\n", done.out)
