"""The staff's articles: both languages side by side, a preview, and everything said before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.care.article_content import ArticleContent, TextContent
from hearthline.care.markdown import article_html
from hearthline.care.operations import (
    UnableToFindArticle,
    UnableToOverwriteArticle,
    UnableToSaveArticle,
    create_article,
    restore_article,
    save_article,
)
from hearthline.care.queries import (
    article_draft,
    articles_for_staff,
    revision_content,
    revisions_of,
)
from hearthline.care.words import ARTICLE_TOPICS
from hearthline.identity.access import staff, who
from hearthline.kernel.clock import now

MOST_LETTERS = 40_000
LANGUAGES = ("en", "es")


class ArticleForm(forms.Form):
    """An article as a whole; Spanish may be left empty until somebody has written it."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=list(ARTICLE_TOPICS.items()))
    position = forms.IntegerField(
        label=gettext_lazy("Place among its topic"),
        help_text=gettext_lazy("The lowest number stands first."),
        initial=100,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
        error_messages={"required": gettext_lazy("Enter a number.")},
    )
    is_published = forms.BooleanField(
        label=gettext_lazy("Published"),
        help_text=gettext_lazy("Everybody can read it, signed in or not."),
        required=False,
    )
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give it a title.")},
    )
    summary_en = forms.CharField(
        label=gettext_lazy("Summary in English"), max_length=300, required=False
    )
    body_en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={"required": gettext_lazy("Write the text.")},
    )
    title_es = forms.CharField(
        label=gettext_lazy("Title in Spanish"), max_length=120, required=False
    )
    summary_es = forms.CharField(
        label=gettext_lazy("Summary in Spanish"), max_length=300, required=False
    )
    body_es = forms.CharField(
        label=gettext_lazy("Text in Spanish"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 20}),
        required=False,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("title_es")) != bool(cleaned.get("body_es")):
            missing = "body_es" if cleaned.get("title_es") else "title_es"
            self.add_error(missing, _("Spanish needs a title and a text, or neither."))
        return cleaned

    def content(self) -> ArticleContent:
        """What was typed."""
        typed = self.cleaned_data
        texts = {
            language: TextContent(
                title=typed[f"title_{language}"],
                summary=typed[f"summary_{language}"],
                body=typed[f"body_{language}"].replace("\r\n", "\n").strip() + "\n",
            )
            for language in LANGUAGES
            if typed[f"title_{language}"]
        }
        return ArticleContent(typed["topic"], typed["position"], typed["is_published"], texts)


class NewArticleForm(ArticleForm):
    """A new one: its address is chosen once."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Small letters and dashes, such as slow-internet. It stays."),
        max_length=60,
        error_messages={
            "required": gettext_lazy("Give it an address."),
            "invalid": gettext_lazy("Use small letters, digits and dashes only."),
        },
    )
    field_order = ("slug",)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if slug == "new":
            raise forms.ValidationError(_("This address is taken. Choose another."))
        return slug


@staff("support")
@never_cache
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """All of them, with how many they helped."""
    found = [(ARTICLE_TOPICS[line.topic], line) for line in articles_for_staff()]
    return render(request, "console/care/articles.html", {"articles": found})


@staff("support")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_article(request: HttpRequest) -> HttpResponse:
    """Write a new one."""
    if request.method != "POST":
        return _page(request, NewArticleForm(initial={"seen_version": 0}))
    form = NewArticleForm(request.POST)
    if not form.is_valid() or "preview" in request.POST:
        return _page(request, form)
    try:
        create_article(
            slug=form.cleaned_data["slug"],
            content=form.content(),
            staff_user_id=who(request),
            now=now(),
        )
    except UnableToSaveArticle:
        form.add_error("slug", _("This address is taken. Choose another."))
        return _page(request, form)
    messages.success(request, _("The article is saved."))
    return redirect("console-article", form.cleaned_data["slug"])


@staff("support")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit one; "Preview" shows what was typed and saves nothing."""
    draft = article_draft(slug=slug)
    if draft is None:
        raise Http404
    if request.method != "POST":
        initial = _initial(draft.content) | {"seen_version": draft.version}
        return _page(request, ArticleForm(initial=initial), slug)
    form = ArticleForm(request.POST)
    if not form.is_valid() or "preview" in request.POST:
        return _page(request, form, slug)
    try:
        save_article(
            slug=slug,
            content=form.content(),
            seen_version=form.cleaned_data["seen_version"],
            staff_user_id=who(request),
            now=now(),
        )
    except UnableToOverwriteArticle:
        return _conflict(request, form, slug)
    messages.success(request, _("The article is saved."))
    return redirect("console-article", slug)


@staff("support")
@never_cache
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version, newest first."""
    found = revisions_of(slug=slug)
    if not found:
        raise Http404
    values = {"slug": slug, "revisions": found}
    return render(request, "console/care/article_history.html", values)


@staff("support")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revision(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One version as it was; what is posted here restores it."""
    content = revision_content(slug=slug, version=version)
    if content is None:
        raise Http404
    if request.method == "POST":
        try:
            restore_article(slug=slug, version=version, staff_user_id=who(request), now=now())
        except UnableToFindArticle as error:
            raise Http404 from error
        messages.success(request, _("The article says again what it said then."))
        return redirect("console-article", slug)
    line = next(line for line in revisions_of(slug=slug) if line.version == version)
    values = {"slug": slug, "revision": line, "texts": _drawn(content)}
    return render(request, "console/care/article_revision.html", values)


def _conflict(request: HttpRequest, form: ArticleForm, slug: str) -> HttpResponse:
    """Show both: what was typed stays in the form, what the other saved stands below."""
    newest = article_draft(slug=slug)
    assert newest is not None  # noqa: S101 - an article is never removed
    form.add_error(
        None,
        _(
            "Somebody else saved this article meanwhile. What they wrote stands below, what you "
            "typed is still here. Put the two together, then save: yours then counts."
        ),
    )
    data = form.data.copy()  # type: ignore[attr-defined]
    data["seen_version"] = str(newest.version)
    form.data = data
    return _page(request, form, slug, theirs=_drawn(newest.content), status=409)


def _page(
    request: HttpRequest,
    form: ArticleForm,
    slug: str = "",
    *,
    theirs: list[dict[str, Any]] | None = None,
    status: int = 0,
) -> HttpResponse:
    is_refused = form.is_bound and bool(form.errors)
    preview = _drawn(form.content()) if form.is_bound and not is_refused else []
    values = {"form": form, "slug": slug, "preview": preview, "theirs": theirs}
    return render(
        request,
        "console/care/article.html",
        values,
        status=status or (422 if is_refused else 200),
    )


def _drawn(content: ArticleContent) -> list[dict[str, Any]]:
    return [
        {"language": language, "text": text, "html": article_html(text.body)}
        for language, text in content.texts.items()
    ]


def _initial(content: ArticleContent) -> dict[str, Any]:
    values: dict[str, Any] = {
        "topic": content.topic,
        "position": content.position,
        "is_published": content.is_published,
    }
    for language, text in content.texts.items():
        values |= {
            f"title_{language}": text.title,
            f"summary_{language}": text.summary,
            f"body_{language}": text.body,
        }
    return values
