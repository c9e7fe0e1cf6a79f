"""The pages about people: administrators only, and links that are shown once."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from audit.db import Database
from audit.models import Appointment, Invitation, User
from tests.cast import POSTS, Cast
from tests.web.conftest import Browser
from tests.web.test_organisations import counted

NEW = {"name": "张三", "login": "Ｚhang3", "language": "en", "role": "inspector", "organisation": "RIVER"}


def person(database: Database, login: str) -> tuple[User, list[tuple[str, int]]]:
    """A person as the database has it, with posts."""
    with database.reading() as session:
        found = session.scalars(select(User).where(User.login == login)).one()
        posts = select(Appointment.role, Appointment.organisation_id).where(Appointment.user_id == found.id)
        return found, [(row[0], row[1]) for row in session.execute(posts.order_by(Appointment.id))]


def make_northerner(database: Database, cast: Cast) -> None:
    """The reader administers the north from now on."""
    with database.writing() as session:
        place_id, user_id = cast.places["north"].id, cast.people["reader"].id
        session.add(Appointment(user_id=user_id, role="administrator", organisation_id=place_id))
        session.get_one(User, user_id).version += 1
        session.commit()


def test_the_list_shows_the_own_part(browser: Browser, cast: Cast, database: Database) -> None:
    page = browser("administrator").get("/people").text
    assert all(f"{name}先生" in page for name in POSTS)
    make_northerner(database, cast)
    page = browser("reader").get("/people").text
    assert "inspector先生" in page
    assert "stranger先生" not in page
    assert "没有符合条件的人员" in browser("reader").get("/people?text=stranger").text
    assert "dock机构" in browser("reader").get("/people?role=branch_staff&organisation=river&state=waiting").text


def test_a_person_is_made_and_the_link_is_shown_once(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("administrator")
    assert "RIVER" in client.get("/people/new").text
    answer = client.post("/people", data=NEW)
    assert answer.status_code == 201
    found, posts = person(database, "zhang3")
    assert (found.name, found.language, posts) == ("张三", "en", [("inspector", cast.places["river"].id)])
    links = re.findall(r"/activation/([\w-]{20,})", answer.text)
    assert len(links) == 1
    assert browser(None).get(f"/activation/{links[0]}").status_code == 200
    page = client.get(f"/people/{found.id}").text
    assert links[0] not in page
    assert "尚未激活" in page
    with database.reading() as session:
        kept = session.scalars(select(Invitation)).one()
    assert links[0] not in kept.token_digest


def test_a_refused_form_keeps_what_was_entered(browser: Browser, database: Database) -> None:
    wrong = {"name": "", "login": "DOCK ", "language": "en", "role": "", "organisation": "NOWHERE"}
    answer = browser("administrator").post("/people", data=wrong | {"login": "reader"})
    assert answer.status_code == 422
    for text in ("请填写“姓名”", "登录名“reader”已被使用", "请选择“角色”", "“NOWHERE”的机构", 'value="NOWHERE"'):
        assert text in answer.text
    with database.reading() as session:
        assert session.scalar(select(func.count(User.id))) == len(POSTS)
        assert session.scalar(select(func.count(Invitation.id))) == 0


def test_particulars_are_changed(browser: Browser, cast: Cast, database: Database) -> None:
    client, id_ = browser("administrator"), cast.people["inspector"].id
    answer = client.post(f"/people/{id_}", data={"name": "李四", "login": "li4", "language": "en"})
    assert answer.status_code == 303
    assert person(database, "li4")[0].name == "李四"
    answer = client.post(f"/people/{id_}", data={"name": "王五", "login": "reader", "language": "en"})
    assert answer.status_code == 422
    assert "王五" in answer.text
    assert person(database, "li4")[0].name == "李四"


def test_posts_are_given_and_taken(browser: Browser, cast: Cast, database: Database) -> None:
    client, id_ = browser("administrator"), cast.people["inspector"].id
    theirs = browser("inspector")
    assert theirs.get("/").status_code == 200
    answer = client.post(f"/people/{id_}/appointments", data={"role": "reviewer", "organisation": "SOUTH"})
    assert answer.status_code == 303
    assert theirs.get("/").status_code == 302
    posts = person(database, "inspector")[1]
    assert posts == [("inspector", cast.places["north"].id), ("reviewer", cast.places["south"].id)]
    answer = client.post(f"/people/{id_}/appointments", data={"role": "reviewer", "organisation": "SOUTH"})
    assert answer.status_code == 422
    assert "已有这项任职" in answer.text
    with database.reading() as session:
        first = session.scalars(
            select(Appointment.id).where(Appointment.user_id == id_).order_by(Appointment.id)
        ).first()
    assert client.post(f"/people/{id_}/appointments/{first}/removal").status_code == 303
    assert person(database, "inspector")[1] == [("reviewer", cast.places["south"].id)]
    assert client.post(f"/people/{id_}/appointments/{first}/removal").status_code == 404


def test_an_account_is_disabled_and_enabled(browser: Browser, cast: Cast, database: Database) -> None:
    client, address = browser("administrator"), f"/people/{cast.people['inspector'].id}"
    theirs = browser("inspector")
    assert client.post(f"{address}/disablement").status_code == 303
    assert theirs.get("/").status_code == 302
    assert client.post(f"{address}/links").status_code == 409
    assert "启用账户" in client.get(address).text
    assert client.post(f"{address}/enablement").status_code == 303
    assert theirs.get("/").status_code == 302
    assert "/activation/" in client.post(f"{address}/links").text


def test_nobody_locks_everybody_out(browser: Browser, cast: Cast, database: Database) -> None:
    client, address = browser("administrator"), f"/people/{cast.people['administrator'].id}"
    answer = client.post(f"{address}/disablement")
    assert answer.status_code == 409
    assert "请由另一位管理员操作" in answer.text
    assert person(database, "administrator")[0].active
    assert "停用账户" not in client.get(address).text


CHANGES: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "create": lambda _: ("/people", NEW),
    "describe": lambda person: (person, NEW),
    "appoint": lambda person: (f"{person}/appointments", NEW),
    "dismiss": lambda person: (f"{person}/appointments/1/removal", {}),
    "disable": lambda person: (f"{person}/disablement", {}),
    "enable": lambda person: (f"{person}/enablement", {}),
    "reset": lambda person: (f"{person}/second-factor-reset", {}),
    "link": lambda person: (f"{person}/links", {}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_nobody_else_changes_people(browser: Browser, cast: Cast, database: Database, name: str) -> None:
    address, data = CHANGES[name](f"/people/{cast.people['inspector'].id}")
    for who in ("campaign_manager", "reviewer", "branch_manager", "stranger"):
        assert browser(who).post(address, data=data).status_code == 403
        assert browser(who).get("/people").status_code == 403
    if name != "create":
        make_northerner(database, cast)
        address, data = CHANGES[name](f"/people/{cast.people['stranger'].id}")
        assert browser("reader").post(address, data=data).status_code == 404
        assert browser("reader").get(address).status_code in {404, 405}
    found, posts = person(database, "inspector")
    assert (found.active, found.version, posts) == (True, 1, [("inspector", cast.places["north"].id)])


def test_whose_posts_lie_elsewhere_too_is_only_looked_at(browser: Browser, cast: Cast, database: Database) -> None:
    make_northerner(database, cast)
    id_ = cast.people["inspector"].id
    with database.writing() as session:
        session.add(Appointment(user_id=id_, role="reader", organisation_id=cast.places["tower"].id))
        session.commit()
    page = browser("reader").get(f"/people/{id_}").text
    assert "还有1项任职" in page
    assert "tower机构" not in page
    assert "tower机构" not in browser("reader").get("/people").text
    assert browser("reader").post(f"/people/{id_}/disablement").status_code == 403


def test_more_rows_need_no_more_queries(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("administrator")
    client.get("/people")
    with counted(database) as few:
        client.get("/people?text=reader")
    with counted(database) as many:
        assert "stranger先生" in client.get("/people").text
    assert len(many) == len(few)
