"""Tags about longer texts and files; builtins, as those of `ui` are."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hearthline.design import formats

register = template.Library()


@register.simple_block_tag(end_name="end_ui_prose")
def ui_prose(content: str, *, language: str = "") -> SafeString:
    """A longer text with headings and lists of its own; `language` where it isn't the page's."""
    return render_to_string("ui/prose.html", {"content": content, "language": language})


@register.filter
def file_size(size_bytes: int) -> str:
    """`{{ file.size_bytes|file_size }}`."""
    return formats.size_text(size_bytes)
