"""The manual for the field: what it names is there; it says all in both languages, with pictures or without."""

import re
from io import BytesIO

import pytest
from PIL import Image

from audit.translations import LANGUAGES
from audit.web import shell
from audit.web.shell import PICTURES, shell_files
from tests.catalogue import ROOT
from tests.test_translations import CHINESE
from tests.web.conftest import Browser

MANUAL = ROOT / "templates" / "manual"
NAMES = MANUAL / "_names.html"
TEXT = re.compile(r"_\(\s*'([^']+)'")
GAP = re.compile(r"\{(\w+)\}")
EXAMPLES = {"{count}项"}  # what stands in the gap of a name


def named() -> dict[str, str]:
    """Every name the manual has for something on the pages, and what the pages call it."""
    return dict(re.findall(r"'(\w+)': ui\(_\('([^']+)'", NAMES.read_text("utf-8")))


def shown_elsewhere() -> set[str]:
    """Every text of a template outside the manual."""
    pages = [path for path in (ROOT / "templates").rglob("*.html") if MANUAL not in path.parents]
    return {text for path in pages for text in TEXT.findall(path.read_text("utf-8"))}


def test_whatever_the_manual_names_is_on_a_page() -> None:
    names = named()
    assert len(names) > 40
    assert {text for text in names.values() if text not in shown_elsewhere()} == set()
    assert set(TEXT.findall(NAMES.read_text("utf-8"))) == set(names.values()) | EXAMPLES


def test_the_manual_uses_every_name_and_no_other() -> None:
    parts = [path.read_text("utf-8") for path in MANUAL.glob("*.html") if path != NAMES]
    used = {gap for part in parts for text in TEXT.findall(part) for gap in GAP.findall(text)}
    used |= {name for part in parts for name in re.findall(r"\bnames\.(\w+)", part)}
    assert used - {"here"} == named().keys()


def test_no_button_is_named_in_the_text_itself() -> None:
    """A name that is written out would stay behind when the button is renamed."""
    texts = [text for path in MANUAL.glob("*.html") if path != NAMES for text in TEXT.findall(path.read_text("utf-8"))]
    quoted = {name for text in texts for name in re.findall("“([^”{]+)”", text)}
    assert quoted & {text for text in named().values() if len(text) > 2} == set()


def test_one_server_says_it_in_both_languages_and_every_link_leads_somewhere(browser: Browser) -> None:
    shell._shell.cache_clear()
    client = browser(None)
    for language in LANGUAGES:
        page = client.get(f"/shell/{language}/manual").text
        assert set(re.findall('href="#([^"]+)"', page)) <= set(re.findall(' id="([^"]+)"', page))
        assert "{" not in page
        assert page.count("<h2") == 5
        assert (CHINESE.search(page.replace("中文", "")) is None) == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_small_have_their_shape_and_are_said_in_words(browser: Browser, language: str) -> None:
    client = browser(None)
    images = re.findall(
        r'<img src="(/s/[^"]+/img/manual/[^"]+)" width="(\d+)" height="(\d+)" alt="([^"<>]{20,})" loading="lazy"',
        client.get(f"/shell/{language}/manual").text,
    )
    assert len(images) == 4
    for address, width, height, _text in images:
        content = client.get(address).data
        picture = Image.open(BytesIO(content))
        assert len(content) < 40 * 1024
        assert abs(picture.width / picture.height - int(width) / int(height)) < 0.01


def test_tablets_keep_the_manual_without_its_pictures(browser: Browser) -> None:
    client = browser(None)
    with client.application.test_request_context():
        kept = shell_files()
    assert any(address.endswith("css/manual.css") for address in kept)
    assert not [address for address in kept if PICTURES in address]
