"""The furnished world, made once for a module: each test works on it and takes its changes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from tests import world


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that never commits; operations open theirs inside as if it were not there."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined] # as Django's TestCase marks its own
    with atomic:
        yield
        connection.needs_rollback = True


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), taken_back():
        made = world.furnished()
        made.files = Path(settings.ATTACHMENTS_DIR)
        yield made


@pytest.fixture
def stage(furnished: Any, django_db_blocker: Any) -> Iterator[Any]:
    its_files = override_settings(ATTACHMENTS_DIR=furnished.files)
    with its_files, django_db_blocker.unblock(), taken_back():
        yield furnished
