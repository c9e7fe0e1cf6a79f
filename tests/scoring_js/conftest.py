"""One browser for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.scoring_js.browser import Scripts, scripts


@pytest.fixture(scope="session")
def js() -> Iterator[Scripts]:
    """The project's scripts in a browser."""
    with scripts() as page:
        yield page
