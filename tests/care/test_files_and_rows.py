"""Files and rows belong together, whatever was killed in between."""

import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthline.care import files as disk
from hearthline.care.models import Attachment
from hearthline.care.operations import open_ticket, sweep_attachments
from hearthline.kernel.checks import run_checks
from tests.care.conftest import lying, picture, sent
from tests.conftest import NOW


@pytest.fixture
def file(cast: Any, own_folder: Path) -> Path:
    open_ticket(
        account_id=cast.home.pk,
        user_id=cast.alice.pk,
        topic="tv",
        subject="A picture",
        text="Look.",
        files=[sent("a.png", picture())],
        now=NOW,
    )
    return lying(own_folder)[0]


def found() -> list[str]:
    return [finding.detail for finding in run_checks()[1]]


def test_all_is_well(file: Path):
    assert found() == []


def test_a_file_that_is_gone_or_changed_is_noticed(file: Path):
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"?")
    assert "another file" in found()[0]
    file.unlink()
    assert "has no file" in found()[0]
    file.write_bytes(content)
    assert found() == []


def test_a_file_without_a_row_is_noticed_and_swept(file: Path):
    left = disk.keep(content=sent("x", b"left over").content)
    disk.settle(keys=[left.key])
    assert "belongs to no attachment" in found()[0]
    now = datetime.now(tz=UTC)
    assert sweep_attachments(now=now) == 0, "it may be coming in right now"
    assert sweep_attachments(now=now + timedelta(hours=7)) == 1
    assert found() == []
    assert file.exists()
    assert Attachment.objects.count() == 1


def test_what_a_crash_left_on_its_way_is_swept(own_folder: Path, db: None):
    disk.keep(content=sent("x", b"left over").content)
    assert len(lying(own_folder)) == 1
    now = datetime.now(tz=UTC)
    assert sweep_attachments(now=now) == 0
    assert sweep_attachments(now=now + timedelta(hours=7)) == 1
    assert lying(own_folder) == []


def test_nothing_but_keys_is_a_place(own_folder: Path):
    for key in ("../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/", "", "a" * 64 + "\n"):
        with pytest.raises(ValueError, match="no key"):
            disk.place_of(key)


def test_killed_between_file_and_row(committed: str, tmp_path: Path, settings: Any):
    """A process is killed right before its commit: no row, and a file that the sweep removes."""
    from django.db import connections

    from tests.conftest import make_cast

    cast = make_cast()
    connections.close_all()
    child = os.fork()
    if child == 0:  # the process that is killed
        disk.settle = _settle_and_die
        open_ticket(
            account_id=cast.home.pk,
            user_id=cast.alice.pk,
            topic="tv",
            subject="A picture",
            text="Look.",
            files=[sent("a.txt", b"Hello")],
            now=NOW,
        )
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert not Attachment.objects.exists()
    assert len(list(disk.stored_keys())) == 1
    hours_later = datetime.fromtimestamp(time.time(), tz=UTC) + timedelta(hours=7)
    assert sweep_attachments(now=hours_later) == 1
    assert found() == []


_settle = disk.settle


def _settle_and_die(*, keys: Iterable[str]) -> None:
    _settle(keys=keys)
    os._exit(9)
