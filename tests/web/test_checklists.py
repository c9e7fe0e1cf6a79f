"""Checklists to read: every version, and each criterion with what its rule takes."""

from audit.db import Database
from audit.services.checklists import publish
from tests.cast import Cast
from tests.counting import statements
from tests.web.conftest import Browser
from tests.workbooks.samples import shipped


def test_every_version_is_listed(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("inspector")
    client.get("/checklists")
    with statements(database) as few:
        assert cast.checklist.digest in client.get("/checklists").text
    with database.writing() as session:
        for name in ("civilized-service@2026.1", "school-emergency@1"):
            publish(session, shipped(name))
        session.commit()
    with statements(database) as many:
        assert client.get("/checklists").text.count('scope="row"') == 3
    assert len(many) == len(few)


def test_a_checklist_is_read_module_by_module(browser: Browser, cast: Cast) -> None:
    client, path = browser("reader"), f"/checklists/{cast.checklist.digest}"
    first = client.get(path).text
    for text in (
        "=1+1 门楣整洁",
        "缺一项",
        "0.2/项",
        "扣全部（3）",
        "触发一票否决",
        "仅适用于：parking、vip_area、full",
        "省级荣誉",
    ):
        assert text in first
    assert "达标与否" not in first
    second = client.get(f"{path}?module=2").text
    assert ("达标与否" in second, "≥95%" in second, "按比例：7" in second) == (True, True, True)
    nonsense = client.get(f"{path}?module=nonsense").text
    assert nonsense.partition("<main")[2] == first.partition("<main")[2]  # before it stands a token of the moment


def test_every_shipped_checklist_can_be_read(browser: Browser, database: Database) -> None:
    with database.writing() as session:
        digest = publish(session, shipped()).digest
        session.commit()
    client = browser("reader")
    for module in range(1, 11):
        assert client.get(f"/checklists/{digest}?module={module}").status_code == 200


def test_an_unknown_checklist_is_not_there(browser: Browser) -> None:
    assert browser("reader").get(f"/checklists/{'0' * 64}").status_code == 404
    assert browser(None).get("/checklists").status_code == 302
