"""A file of a ticket on its way to a browser that must not run it."""

import structlog
from django.http import FileResponse, Http404

from hearthline.care.queries import StoredFile

log = structlog.get_logger(__name__)


def file_response(file: StoredFile | None) -> FileResponse:
    """Stream a file. Only pictures, which we made anew, may be shown; the rest is downloaded.

    Raises:
        Http404: there is none.
    """
    if file is None:
        raise Http404
    try:
        content = file.place.open("rb")
    except OSError as error:
        log.exception("a ticket's file is missing", place=file.place.name[:12])
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=not file.is_picture,
        filename=file.name,
        content_type=f"{file.media_type}; charset=utf-8"
        if file.media_type == "text/plain"
        else file.media_type,
    )
    response["Content-Length"] = str(file.size_bytes)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
