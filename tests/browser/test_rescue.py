"""The page that takes a tablet's file: chosen, brought, and told what became of it, in every window."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.windows import DESK, PHONE, TABLET, UPRIGHT, Size, axe, picture
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
