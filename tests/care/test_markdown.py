"""Articles' Markdown becomes HTML that can do nothing but be read."""

import re
from typing import Any

import pytest

from hearthline.care.markdown import article_html
from hearthline.care.shipped import shipped_articles

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<style>body{display:none}</style>",
    '<p style="position:fixed">x</p>',
    "<form action=//evil.example><input name=password></form>",
    "`<script>`",
    '[x](page:sign-in" onclick="alert(1))',
    "&lt;script&gt;",
    "[a]: javascript:alert(1)\n\n[a]",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_runs_and_nothing_is_fetched(nasty: str):
    html = str(article_html(nasty))
    tags = re.findall(r"<[^>]+>", html)
    allowed = re.compile(
        r'</?(p|code|strong|em|ul|li|br)>|</a>|<a( href="(https?|mailto|tel|/)[^"]*")?'
        r'( rel="noopener noreferrer")?>'
    )
    assert [tag for tag in tags if not allowed.fullmatch(tag)] == []


def test_headings_begin_below_the_title_and_skip_none():
    html = str(article_html("# One\n\n#### Deep\n\n## Two\n\n###### Deepest"))
    assert re.findall(r"<(h\d)>", html) == ["h2", "h3", "h3", "h4"]
    assert "<h2>One</h2>" in article_html("### One")


def test_what_is_in_braces_is_the_providers(settings: Any):
    settings.PROVIDER_PHONE = "+1 555 <b>0100</b>"
    html = str(article_html("Call {phone} or {nobody}."))
    assert "+1 555 &lt;b&gt;0100&lt;/b&gt;" in html
    assert "{nobody}" in html


def test_links_lead_to_pages_of_ours_or_are_plain_text():
    assert '<a href="/sign-in/"' in article_html("[here](page:sign-in)")
    assert '<a href="/help/lost-phone/"' in article_html("[here](page:article/lost-phone)")
    assert article_html("[here](page:no-such-page)") == "<p>here</p>\n"


def test_every_shipped_article_is_drawn():
    for slug, article in shipped_articles().items():
        for text in article.texts.values():
            html = str(article_html(text.body))
            assert "<h1" not in html, slug
            assert "page:" not in html, slug
            assert not re.search(r"\{(provider|phone|email|hours)\}", html), slug
