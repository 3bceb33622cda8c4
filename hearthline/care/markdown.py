"""Markdown as articles use it, made into HTML that can do nothing but be read.

Headings begin at the second level, since the article's title is the page's first. Links that begin
with `page:` lead to a page of ours by its name (`page:register`), or are plain text where there is
no such page. `{provider}`, `{phone}`, `{email}` and `{hours}` stand for the provider's own.
"""

from functools import lru_cache

import nh3
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hearthline.design.context import Provider, current_provider

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "s", "code", "pre"),
    *("blockquote", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_HIGHEST, _LOWEST = 2, 4
_OWN_PAGE = "page:"
_reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def article_html(body: str) -> SafeString:
    """The text of an article as HTML."""
    provider = current_provider()
    text = _rendered(body)
    for name, value in _names(provider).items():
        text = text.replace("{" + name + "}", escape(value))
    return mark_safe(text)  # noqa: S308 - cleaned by nh3; what is filled in is escaped


def plain_text(body: str) -> str:
    """The words of an article, for excerpts."""
    pieces = []
    for token in _reader.parse(body):
        if token.type == "inline":
            children = token.children or []
            pieces += ["".join(" " if c.type == "softbreak" else c.content for c in children)]
    text = " ".join(pieces)
    for name, value in _names(current_provider()).items():
        text = text.replace("{" + name + "}", value)
    return text


def _names(provider: Provider) -> dict[str, str]:
    return {
        "provider": provider.name,
        "phone": provider.phone,
        "email": provider.email,
        "hours": provider.hours,
    }


@lru_cache(maxsize=512)
def _rendered(body: str) -> str:
    tokens = _reader.parse(body)
    _shift_headings(tokens)
    for token in tokens:
        _lead_home(token.children or [])
    html = _reader.renderer.render(tokens, _reader.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def _shift_headings(tokens: list[Token]) -> None:
    """The highest heading becomes the second level, and none is more than one below the last."""
    levels = [int(token.tag[1:]) for token in tokens if token.type == "heading_open"]
    shift = _HIGHEST - min(levels, default=_HIGHEST)
    before = _HIGHEST - 1
    for token in tokens:
        if token.type == "heading_open":
            before = min(int(token.tag[1:]) + shift, before + 1, _LOWEST)
            token.tag = f"h{before}"
        elif token.type == "heading_close":
            token.tag = f"h{before}"


def _lead_home(tokens: list[Token]) -> None:
    leads_nowhere = False
    for token in tokens:
        if token.type == "link_open":
            address = _address(str(token.attrGet("href") or ""))
            token.attrSet("href", address)
            leads_nowhere = not address
        if token.type in {"link_open", "link_close"}:
            token.hidden = leads_nowhere


def _address(target: str) -> str:
    if not target.startswith(_OWN_PAGE):
        return target
    name, _, argument = target.removeprefix(_OWN_PAGE).partition("/")
    try:
        return reverse(name, args=[argument] if argument else [])
    except NoReverseMatch:
        return ""
