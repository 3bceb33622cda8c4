"""Files that browsers send: straight to disk, never more than allowed, whatever goes wrong."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

TOO_LARGE, NOT_KEPT = "too_large", "not_kept"


class ToDisk(TemporaryFileUploadHandler):
    """Write each file to a private temporary one, piece by piece.

    A file that is too large, or for which the disk has no room, is cut off and marked in `lost`
    (`lost_reason`), so that the form can say which one and keep everything else that was typed.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._written = 0
        self._lost = ""
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._lost = NOT_KEPT

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._lost:
            return
        self._written += len(raw_data)
        if self._written > settings.ATTACHMENT_MOST_MB * 1_000_000:
            self._lost = TOO_LARGE
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._lost = NOT_KEPT

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any]
        if self._lost:
            file = UploadedFile(name=self.file_name or "", size=file_size)
        else:
            try:
                file = super().file_complete(file_size)  # type: ignore[assignment]
            except OSError:
                self._lost = NOT_KEPT
                file = UploadedFile(name=self.file_name or "", size=file_size)
        file.lost = self._lost  # type: ignore[attr-defined]
        return file


def lost_reason(file: "UploadedFile[Any]") -> str:
    """Why a file didn't come whole: `too_large`, `not_kept`, or empty where it did."""
    return str(getattr(file, "lost", ""))
