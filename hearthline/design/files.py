"""Files that pages hand out."""

from django.http import HttpResponse


def pdf_file(pdf: bytes, filename: str) -> HttpResponse:
    """Shown by browsers that can, saved under its name by others."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def csv_file(text: str, filename: str) -> HttpResponse:
    """Saved under its name."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
