"""What a person does on the fill page of a tablet, quickly: opens it, writes, takes photographs, sends."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

from PIL import Image
from playwright.sync_api import Page, expect

from tests.field.tablet import Tablet
from tests.field.tablet_ground import Ground

PATIENCE = 30_000  # milliseconds
Note = tuple[str, str]  # a criterion and a text

# Done when the page says that everything touched is on this tablet. `data-kept` waits for both stores.
KEPT = """
const kept = () => new Promise((done) => {
  const saving = document.getElementById("saving");
  const look = () => {
    const { kept, state } = saving.dataset;
    if (kept === undefined ? !["unreachable", "saved", "signed-out"].includes(state) : kept !== "yes") return;
    watch.disconnect();
    done();
  };
  const watch = new MutationObserver(look);
  watch.observe(saving, { attributes: true });
  look();
});
"""
_WRITE = (
    "async (notes) => {"
    + KEPT
    + """
  for (const [criterion, text] of notes) {
    const field = document.querySelector(`.criterion[data-id="${criterion}"] [data-part=note]`);
    field.value = text;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  await kept();
}"""
)
_TAP = (
    "async (criteria) => {"
    + KEPT
    + """
  for (const criterion of criteria) document.querySelector(`.criterion[data-id="${criterion}"] [data-do=full]`).click();
  await kept();
}"""
)
_SHOWN = """() => [...document.querySelectorAll(".criterion")].map((card) => [card.dataset.id,
  card.querySelector("[data-part=note]").value, card.querySelector("[data-part=score]").textContent])"""


def open_audit(tablet: Tablet, ground: Ground, criterion: str = "") -> Page:
    """Opens the audit on a tablet that is on."""
    page = tablet.page
    page.goto("about:blank")  # a change behind the # alone would load nothing
    page.goto(f"/fill#{ground.audit_id}/{criterion}")
    page.wait_for_selector("body:not([data-page=loading])", state="attached")
    assert page.locator("body").get_attribute("data-page") == "open", page.locator("#sheet").inner_text()
    return page


def prepared(page: Page) -> Page:
    """Everything is sent, and the pages are kept: the tablet may leave the network."""
    send(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def write(page: Page, notes: Sequence[Note]) -> None:
    """Writes notes one right after the other; done in the moment the page says that they are on this tablet."""
    page.evaluate(_WRITE, notes)


def tap(page: Page, criteria: Sequence[str]) -> None:
    """Full marks to criteria one right after the other; done as `write` is."""
    page.evaluate(_TAP, criteria)


def shown(page: Page) -> dict[str, tuple[str, str]]:
    """The note and the score of every card on the page."""
    return {criterion: (note, score) for criterion, note, score in page.evaluate(_SHOWN)}


def criteria(page: Page) -> list[str]:
    """The criteria on the page."""
    return list(shown(page))


def nudge(page: Page) -> None:
    """The browser says that there is a network: the page need not wait for the end of its pause."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def is_sent(page: Page) -> bool:
    """Whether the page says that the server has everything."""
    return page.locator("#saving").get_attribute("data-state") == "saved"


def send(page: Page) -> None:
    """The line is back; done when the server has everything."""
    nudge(page)
    expect(page.locator("#saving")).to_have_attribute("data-state", "saved", timeout=PATIENCE)


def recovered(page: Page) -> bool:
    """Whether the page says that work was put back from the other store."""
    return page.locator("#notices [data-part=recovered]").is_visible()


def photograph(folder: Path, name: str, size: tuple[int, int] = (1600, 1200)) -> Path:
    """A picture of a camera that no other equals."""
    path = folder / f"{name}.jpg"
    if not path.exists():
        grain = Image.frombytes("RGB", (200, 150), Random(name).randbytes(90_000))
        grain.resize(size).save(path, "JPEG", quality=90)
    return path


def take(page: Page, criterion: str, *files: Path) -> None:
    """Gives pictures to a criterion; done when they are on this tablet, ready to be sent."""
    card = page.locator(f'.criterion[data-id="{criterion}"]')
    before = card.locator(".shot img").count()
    card.locator("[data-part=gallery] input").set_input_files(files)
    expect(card.locator(".shot img")).to_have_count(before + len(files), timeout=PATIENCE)
    page.evaluate("async () => {" + KEPT + " await kept(); }")
