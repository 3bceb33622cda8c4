"""Articles: save, restore, load those that come with Hearthline, count who they helped."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from hearthline.care.article_content import ArticleContent, content_of
from hearthline.care.models import Article, ArticleRevision, ArticleText
from hearthline.care.shipped import shipped_articles
from hearthline.identity.limits import Limit, take

_A_DAY = timedelta(days=1)
_ANSWERS_A_DAY = 30


class UnableToSaveArticle(Exception):
    """No English text, no such topic, or the address is taken (`is_taken`)."""

    def __init__(self, text: str, *, is_taken: bool = False) -> None:
        super().__init__(text)
        self.is_taken = is_taken


class UnableToOverwriteArticle(Exception):
    """Somebody else saved the article since it was opened; nothing was overwritten."""


class UnableToFindArticle(Exception):
    """There is no such article, or no such revision of it."""


def create_article(
    *, slug: str, content: ArticleContent, staff_user_id: int | None, now: datetime
) -> None:
    """Write a new article.

    Raises:
        UnableToSaveArticle: see there.
    """
    _hold(content)
    with transaction.atomic():
        article, is_new = Article.objects.get_or_create(
            slug=slug,
            defaults={
                "topic": content.topic,
                "version": 0,
                "is_edited": staff_user_id is not None,
                "created_at": now,
                "changed_at": now,
            },
        )
        if not is_new:
            raise UnableToSaveArticle("this address is taken", is_taken=True)
        _write(article, content, staff_user_id, now)


def save_article(
    *,
    slug: str,
    content: ArticleContent,
    seen_version: int,
    staff_user_id: int | None,
    now: datetime,
) -> None:
    """Replace what an article says; saving what it says already changes nothing.

    Args:
        slug: which article.
        content: all of it.
        seen_version: the version that was open when somebody began to write.
        staff_user_id: who saves; None for what comes with Hearthline.
        now: when.

    Raises:
        UnableToFindArticle: there is no such article.
        UnableToOverwriteArticle: it has another version by now.
        UnableToSaveArticle: see there.
    """
    _hold(content)
    with transaction.atomic():
        article = _locked(slug)
        if content.as_saved() == _newest_content(article):
            return
        if article.version != seen_version:
            raise UnableToOverwriteArticle(slug)
        _write(article, content, staff_user_id, now)


def restore_article(*, slug: str, version: int, staff_user_id: int, now: datetime) -> None:
    """Make an earlier revision what the article says now; the history stays and grows.

    Raises:
        UnableToFindArticle: no such article or revision.
    """
    with transaction.atomic():
        article = _locked(slug)
        revision = ArticleRevision.objects.filter(article=article, version=version).first()
        if revision is None:
            raise UnableToFindArticle(slug)
        if revision.content != _newest_content(article):
            _write(article, content_of(revision.content), staff_user_id, now)


def load_articles(*, now: datetime) -> tuple[int, int, int]:
    """Write the articles that come with Hearthline; what staff have changed stays as it is.

    Returns:
        How many were new, brought up to date, and left alone because staff changed them.
    """
    new = changed = left = 0
    for slug, content in shipped_articles().items():
        article = Article.objects.filter(slug=slug).first()
        if article is None:
            create_article(slug=slug, content=content, staff_user_id=None, now=now)
            new += 1
        elif article.is_edited:
            left += 1
        else:
            before = article.version
            save_article(
                slug=slug, content=content, seen_version=before, staff_user_id=None, now=now
            )
            changed += Article.objects.get(pk=article.pk).version > before
    return new, changed, left


def count_help(*, slug: str, language: str, helped: bool, place: str, now: datetime) -> None:
    """Count that an article helped, or didn't. Nothing about who says so is kept.

    Args:
        slug: which article.
        language: in which language it was read.
        helped: whether it did.
        place: where the request comes from (`identity.places`), to bound what one place counts.
        now: when.
    """
    if not take([Limit("article-helped", f"{slug} {place}", _ANSWERS_A_DAY, _A_DAY)], now=now):
        return
    field = "helped" if helped else "did_not_help"
    ArticleText.objects.filter(
        article__slug=slug, article__is_published=True, language=language
    ).update(**{field: F(field) + 1})


def _hold(content: ArticleContent) -> None:
    english = content.texts.get("en")
    if english is None or not english.title or not english.body:
        raise UnableToSaveArticle("an article has a title and a text in English")
    if content.topic not in Article.Topic.values:
        raise UnableToSaveArticle("there is no such topic")


def _locked(slug: str) -> Article:
    article = Article.objects.select_for_update().filter(slug=slug).first()
    if article is None:
        raise UnableToFindArticle(slug)
    return article


def _newest_content(article: Article) -> Any:
    newest = ArticleRevision.objects.filter(article=article, version=article.version).first()
    return newest.content if newest else None


def _write(
    article: Article, content: ArticleContent, staff_user_id: int | None, now: datetime
) -> None:
    article.topic = content.topic
    article.position = content.position
    article.is_published = content.is_published
    article.version += 1
    article.is_edited = article.is_edited or staff_user_id is not None
    article.changed_at = now
    article.save()
    for language, text in content.texts.items():
        ArticleText.objects.update_or_create(
            article=article, language=language, defaults=asdict(text)
        )
    ArticleText.objects.filter(article=article).exclude(language__in=content.texts).delete()
    ArticleRevision.objects.create(
        article=article,
        version=article.version,
        saved_at=now,
        saved_by_id=staff_user_id,
        content=content.as_saved(),
    )
