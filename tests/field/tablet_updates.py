"""A new build while the queue is full: it waits until it can read what waits, and nothing of that is lost by it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from audit.web import shell
from tests.browser.shells import another_build, state, update
from tests.field.tablet_ground import Ground
from tests.field.tablet_kills import missing, twice, unequal
from tests.field.tablet_page import criteria, open_audit, photograph, prepared, send, shown, take, tap, write

OTHER_FORMS = (99,)
# The page's own modules, as it has loaded them: what waits is counted by the product.
_OFFER = """async (name) => {
  const folder = document.querySelector('script[src*="/js/shell"]').src.replace("shell.js", "tablet/");
  const module = (file) => import(folder + file);
  const [{ offerUpdate }, { Database }, { FORMAT }, { unsent }] = await Promise.all(
    ["worker-of-site.js", "database.js", "schema.js", "kept.js"].map(module));
  const isIdle = async () => Object.values(await unsent(new Database(name))).every(({ length }) => length === 0);
  window.offers = 0;
  window.look = offerUpdate({ isIdle, format: FORMAT, onOffer: (take) => {
    window.offers += 1;
    window.takeOffer = take;
  } });
  await window.look();
}"""


def updated_while_full(ground: Ground, *, changes: int, reads: bool, photographs: int = 1) -> list[str]:
    """The server is updated while everything waits; the new build can read the queue, or only other ones.

    It is taken as soon as it is offered, and the tablet dies at once. What was offered wrongly, lost or sent twice.
    """
    tablet, faults = ground.tablet(), list[str]()
    tablet.start()
    page = prepared(open_audit(tablet, ground))
    page = open_audit(tablet, ground)  # out of the worker's cache from here on
    places = criteria(page)
    tapped, notes = set(places[:changes]), {place: f"备注{place}" for place in places[: 2 * changes]}
    ground.lose_network()
    tap(page, sorted(tapped))
    write(page, list(notes.items()))
    take(page, places[-1], *(photograph(ground.folder, f"picture-{number}") for number in range(photographs)))
    ground.restore_network()
    ground.proxy.cut_off("/api/")  # the new build comes, what waits cannot go
    page.evaluate(_OFFER, f"star-audit-{ground.cast.people['inspector'].id}")
    with _reading(shell.READS if reads else OTHER_FORMS), another_build("second") as second:
        if update(page) != "installed":
            faults.append("no proof: the new build did not come")
        page.evaluate("window.look()")
        if _offers(page) != int(reads):
            faults.append(f"offered {_offers(page)} times while the queue was full")
        if not reads:
            ground.restore_network()
            send(page)
            page.evaluate("window.look()")
            faults += [] if _offers(page) == 1 else ["not offered though nothing waits"]
        with page.expect_event("load"):
            page.evaluate("void window.takeOffer()")
        tablet.restart()
        page = open_audit(tablet, ground)
        if state(page)["build"] != second:
            faults.append(f"the build is {state(page)['build']}, not {second}")
        faults += missing(shown(page), notes, tapped)
        ground.restore_network()
        send(page)
    if len(ground.photographs()) != photographs:
        faults.append(f"{len(ground.photographs())} photographs of {photographs}")
    return faults + unequal(ground, notes, tapped) + twice(ground)


def _offers(page: Page) -> int:
    return int(page.evaluate("window.offers"))


@contextmanager
def _reading(forms: tuple[int, ...]) -> Iterator[None]:
    """The server's next builds can read these forms of the queue."""
    before = shell.READS
    shell.READS = forms  # type: ignore[misc,assignment] # what an older or a newer server would say
    try:
        yield
    finally:
        shell.READS = before  # type: ignore[misc]
