"""The page that takes a tablet's file: chosen, brought, and told what became of it, in every window."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Operation, Photograph
from tests.browser.conftest import OpenPage
from tests.browser.server import LiveServer
from tests.browser.shells import cut_off
from tests.browser.test_field import exported, fill_first, open_field
from tests.browser.test_fill_photographs import camera_file, take
from tests.browser.windows import DESK, PHONE, TABLET, UPRIGHT, Size, Windows, axe, picture
from tests.cast import Cast
from tests.rescued import evidence, listed, operation, packed, photograph, rescued_audit

LOOKS = [(TABLET, "zh", False), (PHONE, "en", False), (UPRIGHT, "en", True), (DESK, "zh", True)]


def rescue_file(cast: Cast) -> bytes:
    """Work of the inspector's: some that can be taken, some that cannot, and an audit that is somebody else's."""
    mine, here, gone = cast.audits["inspection"], photograph(), photograph("red")
    operations = [operation(1, "c/1/answer", {"faults": {"a": 1}}), evidence(2, here), evidence(3, gone)]
    operations += [operation(4, "c/nothing/answer", {"faults": {}}), operation(5, "c/1/note", "")]
    others = rescued_audit(cast, cast.audits["foreign"], operation(6, "c/1/note", "x"))
    return packed(listed(cast, "inspector", rescued_audit(cast, mine, *operations), others, photographs=[here]), [here])


@pytest.mark.parametrize(("size", "language", "dark"), LOOKS)
def test_a_file_is_brought_and_told_of(
    open_page: OpenPage, cast: Cast, windows: object, size: Size, language: str, dark: bool
) -> None:
    page = open_page("campaign_manager", size, language, dark=dark)
    page.goto("/audits")
    page.locator("a[href='/rescue']").click()
    for name, content, shown in (
        ("torn.zip", rescue_file(cast)[:-1], "#file-problem"),
        ("star-audit.zip", rescue_file(cast), ".notice.warn"),
    ):
        page.locator("#file").set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})
        page.locator("main form button").click()
        page.wait_for_selector(shown)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, f"rescue-{name}")
    windows.faults[:] = [fault for fault in windows.faults if "422" not in fault]  # type: ignore[attr-defined]


def test_what_a_tablet_exports_is_brought_and_sent_later_without_harm(
    open_page: OpenPage, cast: Cast, windows: Windows, live_server: LiveServer, database: Database, tmp_path: Path
) -> None:
    tablet, audit_id = open_page("inspector", service_workers="allow"), cast.audits["inspection"].id
    open_field(tablet)
    tablet.get_by_role("button", name="准备").click()
    expect(tablet.locator(".field-audit .badge")).to_have_text("可离线")
    with cut_off(live_server, windows, tablet):
        fill_first(tablet, audit_id)
        take(tablet, camera_file(tmp_path, "a.jpg", 800, 600))
        expect(tablet.locator("#saving")).to_contain_text("照片1张")
        open_field(tablet)
        archive, _document = exported(tablet, tmp_path)
    desk = open_page("campaign_manager", DESK)
    desk.goto("/rescue")
    desk.locator("#file").set_input_files(str(archive.filename))
    desk.locator("main form button").click()
    expect(desk.locator(".counts")).to_have_text(re.compile(r"已写入\s*2"))
    expect(desk.locator("main")).to_contain_text("新收到照片：1张")
    open_field(tablet)
    expect(tablet.locator("#who")).to_contain_text("已联网")
    tablet.locator("#send [data-part=send]").click()
    expect(tablet.locator("#send [data-part=words]")).to_have_text("没有未发送的内容。")
    with database.reading() as session:
        brought = session.execute(select(Operation.outcome, Operation.imported_by, Operation.user_id)).all()
        assert len(session.scalars(select(Photograph.digest)).all()) == 1
    people = cast.people["campaign_manager"].id, cast.people["inspector"].id
    assert [tuple(row) for row in brought] == [("applied", *people)] * 2
    windows.faults.clear()  # the browser notes the broken line
