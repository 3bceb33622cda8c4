"""Lists in pages: which one was asked for."""

from django.http import HttpRequest

_MOST_DIGITS = 6


def asked_page(request: HttpRequest, name: str = "page") -> int:
    """The page of a list that the address asks for; the first one if it asks for nonsense."""
    text = request.GET.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return max(1, int(text)) if is_number else 1
