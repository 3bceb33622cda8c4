"""Icons of our own drawing: strokes on a 24 by 24 grid, coloured by the text around them."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

STROKES = {
    "alert": "M12 3.5 21.5 20h-19zM12 10v4.5M12 17.2v.1",
    "arrow": "M4.5 12h14M13 6l6 6-6 6",
    "back": "M19.5 12h-14M11 6l-6 6 6 6",
    "bank": "M3.5 9.5 12 4l8.5 5.5zM5.5 9.5V18M10 9.5V18M14 9.5V18M18.5 9.5V18M3.5 20.5h17",
    "bell": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 21h4",
    "bill": "M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5",
    "card": "M3 7.5A2.5 2.5 0 0 1 5.5 5h13A2.5 2.5 0 0 1 21 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-13"
    "A2.5 2.5 0 0 1 3 16.5zM3 10h18M7 15h3",
    "check": "M4.5 12.5 10 18 19.5 7",
    "chevron": "M9.5 5.5 16 12l-6.5 6.5",
    "clock": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l3 2.5",
    "cross": "M6 6l12 12M18 6 6 18",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "empty": "M4 13.5 6.5 5h11l2.5 8.5V19H4zM4 13.5h5a3 3 0 0 0 6 0h5",
    "external": "M13.5 4.5h6v6M19.5 4.5 11 13M10 5.5H5v14h14v-5",
    "help": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z"
    "M9.6 9.6A2.5 2.5 0 1 1 12 12.8v1M12 16.8v.1",
    "home": "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M12 20c-2-1.2-2.2-3-.6-5 .2 1 .8 1.2 1.2.4"
    " 1.6 1.6 1.4 3.6-.6 4.6",
    "info": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11.2v5M12 7.7v.1",
    "key": "M15.5 4a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM12.3 11.7 4 20M7 17l2.5 2.5",
    "lock": "M6 10.5h12V20H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14.5v2",
    "message": "M3.5 6h17v12h-17zM3.5 7l8.5 6.5L20.5 7",
    "mobile": "M7.5 3h9v18h-9zM11 18h2",
    "person": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c.6-4 3.6-5.5 7.5-5.5s6.9 1.5 7.5 5.5",
    "phone": "M5.5 4h3.7l1.6 4.3-2.2 1.7a12 12 0 0 0 5.4 5.4l1.7-2.2 4.3 1.6v3.7"
    "A1.8 1.8 0 0 1 18 20.5 15 15 0 0 1 3.5 6 1.8 1.8 0 0 1 5.5 4z",
    "print": "M7 8.5V3.5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5l5 5",
    "services": "M12 20.5V11M12 13.5c-4 0-6-2-6-6 4 0 6 2 6 6zM12 11c0-4 2-6 6-6 0 4-2 6-6 6z",
    "sign-out": "M14 4H5v16h9M10 12h10.5M16.5 8l4 4-4 4",
    "tv": "M3.5 5h17v11.5h-17zM8.5 20h7M12 16.5V20",
    "warning": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5v5.5M12 16.3v.1",
    "wifi": "M3 9.5a13 13 0 0 1 18 0M6 13a8.7 8.7 0 0 1 12 0M9 16.3a4.3 4.3 0 0 1 6 0M12 19.6v.1",
}
"""Name of an icon: the path it is drawn with."""


@lru_cache(maxsize=512)
def icon(name: str, *, label: str = "", kind: str = "") -> SafeString:
    """An icon as inline SVG; with a label it speaks, without one it is hidden from readers.

    Raises:
        KeyError: no icon has this name.
    """
    role = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="24" height="24" focusable="false" {}>'
        '<path d="{}"/></svg>',
        f" icon-{kind}" if kind else "",
        role,
        STROKES[name],
    )
