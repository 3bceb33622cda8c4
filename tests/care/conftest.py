"""Files of tickets lie in a folder of the test's own."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hearthline.care.operations import SentFile


@pytest.fixture
def own_folder(settings: Any) -> Path:
    """Where this test's files lie."""
    return Path(settings.ATTACHMENTS_DIR)


def lying(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sent(name: str, content: bytes, lost: str = "") -> SentFile:
    return SentFile(name=name, content=io.BytesIO(content), lost=lost)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new(more.pop("mode", "RGB"), size, (10, 120, 200)).save(made, kind, **more)
    return made.getvalue()


@pytest.fixture
def photo() -> Callable[..., bytes]:
    return picture
