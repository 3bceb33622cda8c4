"""One house for all journeys: starting it takes longer than walking through it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import browser
from tests import house as houses


@pytest.fixture(scope="module")
def house() -> Iterator[houses.House]:
    with houses.running() as started:
        yield started


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    """Closed with the journeys: while Playwright runs, Django takes its thread for asynchronous."""
    with browser.browser() as running:
        yield running
