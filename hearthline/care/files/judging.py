"""What a file is, by its contents; and a copy of it that can do no harm.

Pictures are unpacked and packed anew: what hides in metadata (where it was taken, scripts) or
behind the picture (another file) doesn't come along. Everything that is no picture, PDF or plain
text is refused.
"""

import io
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from hearthline.care.files import unpacking
from hearthline.care.files.names import harmless_name

_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_MOST_TEXT_BYTES = 1_000_000
_ALLOWED_CONTROLS = frozenset("\t\n\r\f")
# How texts begin that some program would run or draw.
_NOT_JUST_TEXT = (b"<", b"{\\rtf", b"%!ps", b"#!", b"mime-version:", b"@echo", b"begin:vc")
_UNPACKING_S = 20
_one_at_a_time = threading.Lock()
"""One picture takes a core and some hundred megabytes: the others of this process wait."""


class WhyNot(Enum):
    """Why a file is refused."""

    TYPE = "type"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    EMPTY = "empty"


class UnableToAcceptFile(Exception):
    """A file can't be taken. `name` is safe to show."""

    def __init__(self, why: WhyNot, name: str) -> None:
        super().__init__(f"{name}: {why.value}")
        self.why = why
        self.name = name


@dataclass(frozen=True, slots=True)
class Judged:
    """A file as it will be kept. Pictures have a size in pixels."""

    name: str
    media_type: str
    content: BinaryIO
    width_px: int | None = None
    height_px: int | None = None


def shown_name(name: str) -> str:
    """A name as it may stand in a sentence, without the ending that we would give it."""
    return harmless_name(name=name, media_type="text/plain").removesuffix(".txt")


def judge(*, name: str, content: BinaryIO) -> Judged:
    """Find out what a file is and make it harmless. A picture takes half a second, seconds at most.

    Raises:
        UnableToAcceptFile: see `WhyNot`.
    """
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    head = content.read(1024)
    if size == 0:
        raise UnableToAcceptFile(WhyNot.EMPTY, shown_name(name))
    if size > settings.ATTACHMENT_MOST_MB * 1_000_000:
        raise UnableToAcceptFile(WhyNot.TOO_LARGE, shown_name(name))
    content.seek(0)
    if head.startswith(_SIGNATURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return _picture(name, content)
    if head.startswith(b"%PDF-"):
        media_type = "application/pdf"
    elif _is_plain_text(content, size, head):
        media_type = "text/plain"
    else:
        raise UnableToAcceptFile(WhyNot.TYPE, shown_name(name))
    content.seek(0)
    named = harmless_name(name=name, media_type=media_type)
    return Judged(name=named, media_type=media_type, content=content)


def _picture(name: str, content: BinaryIO) -> Judged:
    most_pixels = settings.ATTACHMENT_MOST_MEGAPIXELS * 1_000_000
    program = [sys.executable, "-I", str(Path(unpacking.__file__)), str(most_pixels)]
    try:
        with _one_at_a_time:
            done = subprocess.run(
                program,
                input=content.read(),
                capture_output=True,
                timeout=_UNPACKING_S,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise UnableToAcceptFile(WhyNot.DAMAGED, shown_name(name)) from error
    if done.returncode == unpacking.TOO_MANY_PIXELS:
        raise UnableToAcceptFile(WhyNot.TOO_MANY_PIXELS, shown_name(name))
    if done.returncode != 0:
        raise UnableToAcceptFile(WhyNot.DAMAGED, shown_name(name))
    line, _, made = done.stdout.partition(b"\n")
    facts = json.loads(line)
    return Judged(
        name=harmless_name(name=name, media_type=facts["media_type"]),
        media_type=facts["media_type"],
        content=io.BytesIO(made),
        width_px=facts["width_px"],
        height_px=facts["height_px"],
    )


def _is_plain_text(content: BinaryIO, size: int, head: bytes) -> bool:
    beginning = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if size > _MOST_TEXT_BYTES or beginning.startswith(_NOT_JUST_TEXT):
        return False
    try:
        text = content.read().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(letter < " " and letter not in _ALLOWED_CONTROLS for letter in text)
