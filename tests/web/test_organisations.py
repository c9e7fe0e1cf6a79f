"""The pages of the tree: for everybody to look at, for administrators to change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from audit.db import Database
from audit.models import Organisation
from tests.cast import Cast
from tests.web.conftest import Browser

BRANCH = {"level": "branch", "code": "PIER", "name": "码头网点", "name_en": "Pier", "kind": "full"}
BRANCH |= {"facilities": "parking", "staff_count": " １２ ", "address": "江边路1号"}


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that the engine was asked meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def codes(database: Database) -> dict[str, tuple[str, bool]]:
    """Path and state of every organisation, by code."""
    with database.reading() as session:
        return {place.code: (place.path, place.active) for place in session.scalars(select(Organisation))}


def test_the_tree_shows_the_own_part(browser: Browser) -> None:
    page = browser("reader").get("/organisations").text
    assert "dock机构" in page
    assert "tower机构" not in page
    assert "从Excel导入" not in page
    assert "从Excel导入" in browser("administrator").get("/organisations").text


def test_a_search_finds_what_is_visible(browser: Browser) -> None:
    assert "dock机构" in browser("reader").get("/organisations?search=dock").text
    assert "没有找到机构" in browser("reader").get("/organisations?search=tower").text


@pytest.mark.parametrize(
    ("who", "status"), [("administrator", 200), ("reader", 200), ("inspector", 200), ("stranger", 404), (None, 302)]
)
def test_who_sees_a_place(browser: Browser, cast: Cast, who: str | None, status: int) -> None:
    answer = browser(who).get(f"/organisations/{cast.places['dock'].id}")
    assert answer.status_code == status


def test_people_of_a_place_are_for_administrators(browser: Browser, cast: Cast) -> None:
    address = f"/organisations/{cast.places['dock'].id}"
    assert "branch_manager先生" in browser("administrator").get(address).text
    for who in ("reader", "campaign_manager", "branch_staff"):
        assert "branch_manager先生" not in browser(who).get(address).text


def test_a_branch_is_added(browser: Browser, cast: Cast, database: Database) -> None:
    client, north = browser("administrator"), cast.places["north"]
    assert client.get(f"/organisations/{north.id}/children/new?level=branch").status_code == 200
    answer = client.post(f"/organisations/{north.id}/children", data=BRANCH)
    assert answer.status_code == 303
    with database.reading() as session:
        made = session.scalars(select(Organisation).where(Organisation.code == "PIER")).one()
    assert (made.path, made.staff_count, made.facilities) == (f"{north.path}{made.id}/", 12, ["parking"])
    assert "已新增" in client.get(answer.location).text


def test_a_refused_form_keeps_what_was_entered(browser: Browser, cast: Cast, database: Database) -> None:
    """Every problem at once: of the form and of the use-case."""
    wrong = BRANCH | {"code": "DOCK", "name": "", "kind": "", "staff_count": "十二个"}
    before = codes(database)
    answer = browser("administrator").post(f"/organisations/{cast.places['north'].id}/children", data=wrong)
    assert answer.status_code == 422
    for text in (
        "“DOCK”已被使用",
        "请填写“机构名称”",
        "请选择“网点类型”",
        "“十二个”不是人数",
        'value="Pier"',
        "江边路1号",
    ):
        assert text in answer.text
    assert answer.text.count('class="problem"') == 4
    assert codes(database) == before


def test_a_place_is_described_anew(browser: Browser, cast: Cast, database: Database) -> None:
    client, dock = browser("administrator"), cast.places["dock"]
    page = client.get(f"/organisations/{dock.id}/edit").text
    assert 'value="DOCK"' in page
    assert "checked" in page
    answer = client.post(f"/organisations/{dock.id}", data=BRANCH | {"facilities": ["vip_area", "parking"]})
    assert answer.status_code == 303
    assert "PIER" in codes(database)
    page = client.get(answer.location).text
    assert "停车场" in page
    assert "江边路1号" in page


def test_a_place_is_moved(browser: Browser, cast: Cast, database: Database) -> None:
    client, river, south = browser("administrator"), cast.places["river"], cast.places["south"]
    page = client.get(f"/organisations/{river.id}/parent").text
    assert f'value="{south.id}"' in page
    assert f'value="{cast.places["hill"].id}"' not in page
    answer = client.post(f"/organisations/{river.id}/parent", data={"parent_id": south.id})
    assert answer.status_code == 303
    assert codes(database)["DOCK"][0] == f"{south.path}{river.id}/{cast.places['dock'].id}/"
    # whoever worked there sees the same places as before, without signing in again
    assert "dock机构" in browser("branch_manager").get("/organisations").text


@pytest.mark.parametrize("parent", ["dock", "river", "nothing"])
def test_a_wrong_parent_is_refused(browser: Browser, cast: Cast, database: Database, parent: str) -> None:
    before = codes(database)
    id_ = cast.places[parent].id if parent in cast.places else "x"
    answer = browser("administrator").post(f"/organisations/{cast.places['river'].id}/parent", data={"parent_id": id_})
    assert answer.status_code == 422
    assert 'class="problem"' in answer.text
    assert codes(database) == before


def test_a_place_is_closed_and_opened_again(browser: Browser, cast: Cast, database: Database) -> None:
    client, address = browser("administrator"), f"/organisations/{cast.places['dock'].id}"
    assert client.post(f"{address}/closure").status_code == 303
    assert not codes(database)["DOCK"][1]
    assert "已停用" in client.get(address).text
    assert client.post(f"{address}/reopening").status_code == 303
    assert codes(database)["DOCK"][1]
    answer = client.post(f"/organisations/{cast.places['river'].id}/closure")
    assert answer.status_code == 409
    assert "还有2个启用的下级机构" in answer.text


CHANGES: dict[str, Callable[[int], tuple[str, dict[str, str]]]] = {
    "create": lambda id_: (f"/organisations/{id_}/children", BRANCH),
    "change": lambda id_: (f"/organisations/{id_}", BRANCH),
    "move": lambda id_: (f"/organisations/{id_}/parent", {"parent_id": "1"}),
    "close": lambda id_: (f"/organisations/{id_}/closure", {}),
    "reopen": lambda id_: (f"/organisations/{id_}/reopening", {}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_nobody_else_changes_the_tree(browser: Browser, cast: Cast, database: Database, name: str) -> None:
    before = codes(database)
    address, data = CHANGES[name](cast.places["dock"].id)
    for who in ("branch_manager", "campaign_manager", "reader", "stranger"):
        assert browser(who).post(address, data=data).status_code == 403
    assert browser("administrator").post(CHANGES[name](0)[0], data=data).status_code == 404
    assert browser("administrator").get(address).status_code in ({200} if name in {"change", "move"} else {405})
    assert codes(database) == before


@pytest.mark.parametrize("page", ["/organisations", "/organisations?search=s", "/organisations/{river}"])
def test_more_rows_need_no_more_queries(browser: Browser, cast: Cast, database: Database, page: str) -> None:
    client, address = browser("administrator"), page.format(river=cast.places["river"].id)
    client.get(address)
    with counted(database) as few:
        client.get(address)
    with database.writing() as session:
        for number in range(5):
            session.add(
                Organisation(
                    parent_id=cast.places["river"].id,
                    path=f"{cast.places['river'].path}{9000 + number}/",
                    level="branch",
                    code=f"S{number}",
                    name="江",
                )
            )
        session.commit()
    with counted(database) as many:
        assert "S4" in client.get(address).text
    assert len(many) == len(few)


def test_what_stands_above_is_a_link_only_for_those_who_may_open_it(browser: Browser, cast: Cast) -> None:
    dock, top = cast.places["dock"], f'href="/organisations/{cast.places["north"].id}"'
    assert top in browser("administrator").get(f"/organisations/{dock.id}").text
    assert top not in browser("branch_manager").get(f"/organisations/{dock.id}").text
