"""One house for all journeys: starting it takes longer than walking through it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import browser
from tests import house as houses


@pytest.fixture(scope="session")
def house() -> Iterator[houses.House]:
    with houses.running() as started:
        yield started


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    with browser.browser() as running:
        yield running
