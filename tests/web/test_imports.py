"""Lists taken out, brought back, previewed and applied in the browser."""

import re
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from audit.db import Database
from audit.models import Import, Invitation, Organisation, User
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.test_people import make_northerner
from tests.workbooks.surgery import saved


def bring(client: object, kind: str, content: bytes, name: str = "表.xlsx") -> TestResponse:
    """Uploads a workbook."""
    given = {"file": (BytesIO(content), name)}
    answer: TestResponse = client.post(f"/{kind}/imports", data=given, content_type="multipart/form-data")  # type: ignore[attr-defined]
    answer.request.environ["wsgi.input"].close()  # a large body is a file
    return answer


def changed(content: bytes, **cells: object) -> bytes:
    """A workbook with other values in some cells of its first sheet."""
    book = load_workbook(BytesIO(content))
    for address, value in cells.items():
        book.worksheets[0][address] = value
    return saved(book)


def row_of(content: bytes, key: str) -> int:
    """The row that begins with a key."""
    page = load_workbook(BytesIO(content)).worksheets[0]
    return next(row[0].row for row in page.iter_rows() if row[0].value == key)


def plan_in(page: str) -> str:
    """The digest that the preview's form sends."""
    found = re.search(r'name="plan" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("kind", ["organisations", "people"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_taken_out_comes_back_without_a_change(browser: Browser, kind: str, language: str) -> None:
    client = browser("administrator")
    client.post(f"/language/{language}")
    exported = client.get(f"/{kind}/export.xlsx")
    assert exported.mimetype.endswith("spreadsheetml.sheet")
    answer = bring(client, kind, exported.data)
    page = client.get(answer.location).text
    assert 'name="plan"' not in page
    assert ("没有变化" if language == "zh" else "Nothing changes") in page


def test_a_change_is_previewed_and_applied(browser: Browser, database: Database) -> None:
    client = browser("administrator")
    exported = client.get("/organisations/export.xlsx").data
    dock = row_of(exported, "DOCK")
    new = {"A30": "PIER", "B30": "码头网点", "D30": "网点", "E30": "RIVER", "F30": "智能网点", "J30": "正常"}
    brought = changed(exported, **{f"B{dock}": "<新>码头", f"H{dock}": "１５", f"G{dock}": "停车场"}, **new)
    address = bring(client, "organisations", brought, "机构<1>.xlsx").location
    page = client.get(address).text
    for text in (
        "&lt;新&gt;码头",
        "<del>12</del>",
        "<ins>15</ins>",
        "<del>贵宾服务区</del>",
        "智能网点",
        "机构&lt;1&gt;",
    ):
        assert text in page
    with database.reading() as session:
        assert session.scalar(select(func.count(Organisation.id))) == 8
    answer = client.post(f"{address}/application", data={"plan": plan_in(page)})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "导入完成" in page
    with database.reading() as session:
        found = session.scalars(select(Organisation).where(Organisation.code == "DOCK")).one()
        made = session.scalars(select(Organisation).where(Organisation.code == "PIER")).one()
        kept = session.scalars(select(Import)).one()
    assert (found.name, found.staff_count, found.facilities) == ("<新>码头", 15, ["parking"])
    assert (made.kind, kept.counts, kept.made) == ("smart", {"new": 1, "changed": 1, "unchanged": 7}, [made.id])
    assert client.post(f"{address}/application", data={"plan": "x"}).status_code == 409


def test_what_changed_meanwhile_is_shown_again(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("administrator")
    exported = client.get("/organisations/export.xlsx").data
    brought = changed(exported, **{f"B{row_of(exported, 'DOCK')}": "新码头"})
    address = bring(client, "organisations", brought).location
    plan = plan_in(client.get(address).text)
    with database.writing() as session:
        session.get_one(Organisation, cast.places["gate"].id).name = "别人改的"
        session.commit()
    answer = client.post(f"{address}/application", data={"plan": plan}, follow_redirects=True)
    assert "预览之后数据有了变化" in answer.text
    assert "<del>别人改的</del>" in answer.text
    with database.reading() as session:
        assert session.get_one(Organisation, cast.places["dock"].id).name == "dock机构"
    answer = client.post(f"{address}/application", data={"plan": plan_in(answer.text)}, follow_redirects=True)
    assert "导入完成" in answer.text


def test_every_problem_is_told_and_nothing_is_done(browser: Browser, database: Database) -> None:
    client = browser("administrator")
    exported = client.get("/organisations/export.xlsx").data
    dock = row_of(exported, "DOCK")
    brought = changed(exported, **{f"B{dock}": "新码头", f"D{dock}": "分行", f"H{dock}": "很多", "A30": "DOCK"})
    address = bring(client, "organisations", brought).location
    page = client.get(address).text
    for text in (
        f"机构表!D{dock}",
        "总行、省分行、支行、网点",
        f"机构表!H{dock}",
        "应为整数",
        "机构表!A30",
        f"第一次在机构表!A{dock}",
    ):
        assert text in page
    assert 'name="plan"' not in page
    for plan in ("", "x" * 64):
        client.post(f"{address}/application", data={"plan": plan})
    with database.reading() as session:
        assert session.scalar(select(Import.applied_at)) is None
        assert session.scalar(select(Organisation.name).where(Organisation.code == "DOCK")) == "dock机构"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "请先选择一个.xlsx文件"),
        (b"hello", "不是能读取的Excel工作簿"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(99), "文件有密码"),
        (bytes(17 * 1024 * 1024), "工作簿过大"),
    ],
    ids=["nothing", "text", "locked", "large"],
)
def test_what_is_no_list_is_refused_at_once(browser: Browser, database: Database, content: bytes, text: str) -> None:
    answer = bring(browser("administrator"), "organisations", content)
    assert answer.status_code == 422
    assert text in answer.text
    with database.reading() as session:
        assert session.scalar(select(func.count(Import.id))) == 0


def test_a_file_beyond_everything_is_refused(browser: Browser, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = bring(browser("administrator"), "people", bytes(2000))
    assert answer.status_code == 413
    assert "文件过大" in answer.text


def test_a_list_of_the_other_kind_is_refused(browser: Browser) -> None:
    client = browser("administrator")
    answer = bring(client, "people", client.get("/organisations/export.xlsx").data)
    assert answer.status_code == 422
    assert "表头应为：登录名" in answer.text


def test_new_people_get_links_to_download(browser: Browser, database: Database) -> None:
    client = browser("administrator")
    template = client.get("/people/template.xlsx").data
    new = {"A2": "zhang3", "B2": "张三", "C2": "英文", "D2": "检查员", "E2": "NORTH"}
    address = bring(client, "people", changed(template, **new, A3="zhang3", D3="Reader", E3="SOUTH")).location
    page = client.get(address).text
    assert "检查员 NORTH、查阅人 SOUTH" in page
    page = client.post(f"{address}/application", data={"plan": plan_in(page)}, follow_redirects=True).text
    assert "1位新增人员尚未激活" in page
    sheet = client.post(f"{address}/links").data
    name, login, place, link = (cell.value for cell in load_workbook(BytesIO(sheet)).worksheets[0][2])
    assert (name, login, place) == ("张三", "zhang3", "north机构、south机构")
    path = "/" + link.split("/", 3)[3]
    assert browser(None).get(path).status_code == 200
    client.post(f"{address}/links")
    assert browser(None).get(path).status_code == 404
    with database.reading() as session:
        assert session.scalar(select(func.count(Invitation.id))) == 1
        assert session.scalar(select(User.language).where(User.login == "zhang3")) == "en"


def test_others_neither_import_nor_see_what_was_imported(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("administrator")
    address = bring(client, "people", client.get("/people/export.xlsx").data).location
    for kind in ("organisations", "people"):
        for path in (f"/{kind}/imports/new", f"/{kind}/export.xlsx", f"/{kind}/template.xlsx"):
            assert client.get(path).status_code == 200
            assert browser("campaign_manager").get(path).status_code == 403
        assert bring(browser("reader"), kind, b"").status_code == 403
    assert browser("reader").get(address).status_code == 403
    make_northerner(database, cast)
    northerner = browser("reader")
    for method, path in (("get", ""), ("post", "/application"), ("post", "/links")):
        assert getattr(northerner, method)(f"{address}{path}").status_code == 404
    assert client.get(f"{address}/application").status_code == 405
    exported = northerner.get("/organisations/export.xlsx").data
    codes = [row[0].value for row in load_workbook(BytesIO(exported)).worksheets[0].iter_rows()]
    assert codes == ["机构编号", "NORTH", "RIVER", "DOCK", "GATE"]
    logins = {row[0].value for row in load_workbook(BytesIO(northerner.get("/people/export.xlsx").data)).worksheets[0]}
    assert "inspector" in logins
    assert not {"stranger", "administrator"} & logins
