"""Photographs on the fill page: taken, reduced, marked, ordered, taken away and brought back."""

import json
import re
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Photograph, Register
from tests.browser.conftest import OpenPage
from tests.browser.filling import SMALL, card, open_fill, saved
from tests.browser.windows import Windows, axe
from tests.cast import Cast


def camera_file(folder: Path, name: str, width: int = 4000, height: int = 3000) -> Path:
    """A photograph as a tablet's camera writes it: large, lying on its side, with time and place."""
    picture = Image.frombytes("RGB", (400, 300), Random(name).randbytes(360_000)).resize((width, height))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x8769] = {0x9003: "2026:05:20 09:30:00"}
    exif[0x8825] = {1: "N", 2: (34.0, 15.0, 30.0), 3: "E", 4: (108.0, 56.0, 0.0)}
    path = folder / name
    picture.save(path, "JPEG", quality=92, exif=exif)
    return path


def take(page: Page, *files: Path) -> None:
    """Gives files to the gallery of criterion 1."""
    before = card(page, "1").locator(".shot img").count()
    page.set_input_files('.criterion[data-id="1"] [data-part=gallery] input', files)
    expect(card(page, "1").locator(".shot img")).to_have_count(before + len(files))


def photographs(database: Database) -> list[dict[str, Any]]:
    """The registers of photographs that are there, in their order."""
    with database.reading() as session:
        values = session.scalars(select(Register.value).where(Register.path.like("c/1/p/%")))
        return sorted((json.loads(value) for value in values if value != "null"), key=lambda one: one["order"])


def test_a_large_photograph_is_reduced_sent_and_seen_by_the_other(
    open_page: OpenPage, cast: Cast, database: Database, tmp_path: Path
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    take(page, camera_file(tmp_path, "facade.jpg"))
    saved(page)
    assert 10_000 < max(sent) < 2_000_000
    with database.reading() as session:
        row = session.scalars(select(Photograph)).one()
        assert (row.width, row.height) == (1536, 2048)
        assert row.taken_at is not None
        assert (round(row.latitude or 0, 2), round(row.longitude or 0, 2)) == (34.26, 108.93)
    assert [one["photo"] for one in photographs(database)] == [row.digest]
    reader = open_page("reviewer")
    open_fill(reader, cast.audits["inspection"].id)
    image = card(reader, "1").locator(".shot img")
    expect(image).to_have_attribute("src", re.compile("/api/v1/audits/.*size=thumb"))
    expect(image).to_have_js_property("naturalWidth", 360)


def test_a_file_that_the_browser_cannot_read_is_sent_as_it_is_and_the_answer_shown(
    open_page: OpenPage, windows: Windows, cast: Cast, tmp_path: Path
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture at all" * 100)
    take(page, broken)
    expect(card(page, "1").locator(".shot.wrong")).to_contain_text(re.compile("."))
    saved(page)
    windows.faults.clear()  # the refusal, and the picture that cannot be shown


def test_a_photograph_that_is_torn_on_its_way_is_sent_once_more(
    open_page: OpenPage, cast: Cast, windows: Windows, database: Database, tmp_path: Path
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    torn: list[str] = []

    def tear(route: Any) -> None:
        torn.append(route.request.url)
        route.continue_(post_data=bytes(len(route.request.post_data_buffer)))

    page.route("**/upload?*", tear, times=1)
    take(page, camera_file(tmp_path, "facade.jpg", 400, 300))
    saved(page)
    assert len(torn) == 1
    assert [one["photo"] for one in photographs(database)] == [row_of(database).digest]
    expect(card(page, "1").locator(".shot.wrong")).to_have_count(0)
    windows.faults.clear()  # the browser notes the answer that it was torn


def row_of(database: Database) -> Photograph:
    """The only photograph that the server has."""
    with database.reading() as session:
        return session.scalars(select(Photograph)).one()


def test_photographs_are_marked_captioned_ordered_removed_and_brought_back(
    open_page: OpenPage, cast: Cast, database: Database, tmp_path: Path
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    take(page, camera_file(tmp_path, "a.jpg", 640, 480), camera_file(tmp_path, "b.jpg", 640, 480))
    saved(page)
    first, second = (one["photo"] for one in photographs(database))
    card(page, "1").locator(".shot button").first.click()
    page.get_by_role("button", name="画圆圈").click()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="画箭头").click()
    box = page.locator("#photograph svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.up()
    page.get_by_label("照片说明").fill("门楣缺字")
    axe(page)
    assert page.evaluate(SMALL) == []
    page.get_by_role("button", name="后移").click()
    page.get_by_role("button", name="完成").click()
    saved(page)
    kept = photographs(database)
    assert [one["photo"] for one in kept] == [second, first]
    assert (kept[1]["caption"], kept[0]["marks"]) == ("门楣缺字", [])
    circle, arrow = kept[1]["marks"]
    assert circle == {"kind": "circle", "at": [520, 500], "radius": 90}
    assert [round(part / 50) * 50 for part in (*arrow["from"], *arrow["to"])] == [250, 250, 500, 500]
    card(page, "1").locator(".shot button").nth(1).click()
    page.get_by_role("button", name="删除").click()
    saved(page)
    assert len(photographs(database)) == 1
    page.get_by_role("button", name="撤销", exact=True).click()
    saved(page)
    assert photographs(database) == kept


def test_a_raw_file_that_a_closed_page_left_behind_is_worked_on_at_the_next_start(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    held = BytesIO()
    Image.new("RGB", (64, 48), "red").save(held, "JPEG")
    page.evaluate(
        """async ([user, audit, bytes]) => {
            const opened = await new Promise((resolve) => {
                const request = indexedDB.open(`star-audit-${user}`);
                request.onsuccess = () => resolve(request.result);
            });
            const tx = opened.transaction('inbox', 'readwrite');
            tx.objectStore('inbox').put({id: '01890000-0000-4000-8000-000000000000', audit, criterion: '1',
                bytes: new Uint8Array(bytes).buffer, type: 'image/jpeg'});
            await new Promise((resolve) => (tx.oncomplete = resolve));
            opened.close();
        }""",
        [cast.people["inspector"].id, cast.audits["inspection"].id, list(held.getvalue())],
    )
    page.reload()
    expect(card(page, "1").locator(".shot img")).to_have_count(1)
    saved(page)
    assert len(photographs(database)) == 1


def test_a_page_without_https_names_its_photographs_the_same_way(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    script = page.locator('script[src*="fill/main"]').get_attribute("src") or ""
    folder = script.replace("fill/main.js", "tablet/")
    differing = page.evaluate(
        """async (folder) => {
            const { sha256 } = await import(`${folder}sha256.js`);
            const lengths = [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000, 70_001];
            const found = [];
            for (const length of lengths) {
                const bytes = Uint8Array.from({length}, (_, i) => (i * 131 + length) % 256);
                const own = sha256(bytes).join();
                if (own !== new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join()) found.push(length);
            }
            return found;
        }""",
        folder,
    )
    assert differing == []
