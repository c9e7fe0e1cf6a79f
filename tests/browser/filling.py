"""What the tests of the fill page do again and again."""

from playwright.sync_api import Locator, Page, expect

SMALL = """() => [...document.querySelectorAll('button, a[href], summary, input, textarea, label.tool')]
    .filter((part) => part.checkVisibility() && !part.matches('.hidden-text, .skip, :disabled'))
    .map((part) => [part.outerHTML.slice(0, 120), part.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44)
    .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


def open_fill(page: Page, audit_id: int, criterion: str = "") -> None:
    """Opens the fill page of an audit, at a criterion if one is named."""
    page.goto("about:blank")  # a change behind the # alone would load nothing
    page.goto(f"/fill#{audit_id}/{criterion}")
    expect(page.locator("body[data-page=open]")).to_be_attached()


def card(page: Page, criterion: str) -> Locator:
    """The card of a criterion on the page."""
    return page.locator(f'.criterion[data-id="{criterion}"]')


def score(page: Page, criterion: str) -> Locator:
    """What its card shows as the score."""
    return card(page, criterion).locator("[data-part=score]")


def module(page: Page, id_: str) -> None:
    """Goes to a module by the rail."""
    page.locator(f'[data-module="{id_}"]').click()


def touch(page: Page, criterion: str, name: str) -> None:
    """Touches a button of a card by its name."""
    card(page, criterion).get_by_role("button", name=name, exact=True).click()


def saved(page: Page) -> None:
    """Waits until the server has everything."""
    expect(page.locator("#saving")).to_have_attribute("data-state", "saved")
