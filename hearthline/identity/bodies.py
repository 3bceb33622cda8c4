"""How much a browser may send: looked at before anything is read."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
MOST_BYTES = 1_000_000
"""Far more than any form without files; text that large is refused by its field."""


def most_bytes_with_files() -> int:
    """A message with as many files as it may have, each as large as it may be."""
    return settings.ATTACHMENTS_A_MESSAGE * settings.ATTACHMENT_MOST_MB * 1_000_000 + MOST_BYTES


def takes_files(view: View) -> View:
    """Let a page receive files from people who are signed in. Stands above all other decorators."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class LimitBodies:
    """Refuse a body that is larger than the page takes, unread.

    Only what is announced is ever read, so nothing comes in past an honest or a lying length.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Compare the announced length with what the page takes."""
        announced = _announced(request)
        if announced <= MOST_BYTES:
            return None
        # Strangers can't fill the disk with temporary files.
        if getattr(view, "takes_files", False) and request.user.is_authenticated:
            if announced <= most_bytes_with_files():
                return None
            return _refused(request, at_once=True)
        return _refused(request, at_once=False)


def _announced(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _refused(request: HttpRequest, *, at_once: bool) -> HttpResponse:
    # Nobody reads the body any more, also not the page that says so.
    request._read_started = True  # type: ignore[attr-defined]  # noqa: SLF001
    values = {
        "with_files": at_once,
        "signed_in": request.user.is_authenticated,
        "most_files": settings.ATTACHMENTS_A_MESSAGE,
        "most_mb": settings.ATTACHMENT_MOST_MB,
    }
    return render(request, "413.html", values, status=413)
