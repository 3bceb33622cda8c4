"""Help for everybody, signed in or not: search, articles, and how to reach a person."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hearthline.care.expecting import opening_times
from hearthline.care.markdown import article_html
from hearthline.care.operations import count_help
from hearthline.care.queries import ArticleLine, article_page, count_waiting, published_articles
from hearthline.care.search import Found, Piece, search_articles
from hearthline.care.words import ARTICLE_TOPICS, TOPIC_ICONS
from hearthline.customers.access import current_account
from hearthline.design.opening import opening_text
from hearthline.identity.access import anyone
from hearthline.identity.places import place_of
from hearthline.kernel.clock import now

LONGEST = 120


class SearchForm(forms.Form):
    """One box for a question in a few words."""

    q = forms.CharField(
        label=gettext_lazy("What do you want to know?"),
        help_text=gettext_lazy("A few words are enough, such as slow internet or forgot password."),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its articles."""

    name: str
    title: str
    icon: str
    articles: tuple[ArticleLine, ...]


@anyone
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The search box with what it finds, all articles by topic, and how to reach a person."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    language = get_language() or "en"
    found = search_articles(text=text, language=language) if text else None
    values = {
        "form": SearchForm(initial={"q": text}),
        "asked": text,
        "found": found,
        "hits": _hits(found) if found else [],
        "topics": [] if found and found.hits else _topics(language),
        **_contact(request),
    }
    return render(request, "portal/help/help.html", values)


@anyone
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article. `?said=` thanks for an answer to "Did this help?"."""
    found = article_page(slug=slug, language=get_language() or "en")
    if found is None:
        raise Http404
    others = [
        line
        for line in published_articles(language=get_language() or "en")
        if line.topic == found.topic and line.slug != slug
    ]
    values = {
        "article": found,
        "html": article_html(found.body),
        "topic": ARTICLE_TOPICS[found.topic],
        "others": others,
        "said": request.GET.get("said", ""),
        **_contact(request),
    }
    return render(request, "portal/help/article.html", values)


@anyone
@require_POST
def helped(request: HttpRequest, slug: str) -> HttpResponse:
    """Count an answer to "Did this help?"; nothing about who gave it is kept."""
    found = article_page(slug=slug, language=get_language() or "en")
    if found is None:
        raise Http404
    did = request.POST.get("helped") == "yes"
    count_help(slug=slug, language=found.language, helped=did, place=place_of(request), now=now())
    return redirect(f"{reverse('article', args=[slug])}?said={'yes' if did else 'no'}#said")


def _topics(language: str) -> list[Topic]:
    lines = published_articles(language=language)
    topics = [
        Topic(name, str(title), TOPIC_ICONS[name], tuple(a for a in lines if a.topic == name))
        for name, title in ARTICLE_TOPICS.items()
    ]
    return [topic for topic in topics if topic.articles]


def _hits(found: Found) -> list[dict[str, Any]]:
    return [
        {
            "slug": hit.slug,
            "title": _marked(hit.title),
            "excerpt": _marked(hit.excerpt),
            "icon": TOPIC_ICONS[hit.topic],
        }
        for hit in found.hits
    ]


def _marked(pieces: tuple[Piece, ...]) -> SafeString:
    drawn = (format_html("<mark>{}</mark>", p.text) if p.is_found else p.text for p in pieces)
    return format_html_join("", "{}", ((piece,) for piece in drawn))


def _contact(request: HttpRequest) -> dict[str, Any]:
    times = opening_times()
    account = current_account(request) if request.user.is_authenticated else None
    return {
        "opening": opening_text(times, now()) if times else "",
        "account": account,
        "waiting": count_waiting(account_id=account.id) if account else 0,
    }
