"""docs/rescue.md is what the server takes: the example of the page, brought."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from audit.services import rescue_file
from tests.cast import Cast
from tests.rescued import packed, photograph
from tests.web.conftest import Browser
from tests.web.test_rescue import bring, figures

PAGE = (Path(__file__).parents[2] / "docs" / "rescue.md").read_text("utf-8")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_example_of_the_page_imports(browser: Browser, cast: Cast) -> None:
    audit, person, place, picture = (
        cast.audits["inspection"], cast.people["inspector"], cast.places["dock"], photograph(),
    )  # fmt: skip
    gaps = {"user": person.id, "name": person.name, "audit": audit.id, "code": place.code, "branch": place.name}
    gaps |= {"checklist": cast.checklist.digest, "photo": sha256(picture).hexdigest()}
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    for name, value in gaps.items():
        example = example.replace(f'"<{name}>"', json.dumps(value)).replace(f"<{name}>", str(value))
    assert "<" not in example
    page = bring(browser("inspector"), packed(json.loads(example), [picture]))
    assert (page.status_code, figures(page.text)) == (200, {"已写入": 2})
    assert "新收到照片：1张" in page.text


def test_the_limits_are_those_of_the_page() -> None:
    megabyte = 1024**2
    assert f"{rescue_file.MOST_BYTES // megabyte // 1024} GB; {rescue_file.MOST_ENTRIES:,} entries" in PAGE
    assert f"`rescue.json` {rescue_file.MOST_LISTED // megabyte} MB" in PAGE
    assert f"photograph {rescue_file.MOST_PHOTOGRAPH // megabyte} MB" in PAGE
