"""What pages ask about articles."""

from dataclasses import dataclass
from datetime import datetime

from hearthline.care.article_content import ArticleContent, content_of
from hearthline.care.models import Article, ArticleRevision, ArticleText
from hearthline.kernel.sql import select

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list, in the reader's language where it has one."""

    slug: str
    topic: str
    language: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A published article to read; `body` is Markdown."""

    slug: str
    topic: str
    language: str
    title: str
    summary: str
    body: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleStaffLine:
    """An article in the staff's list, with how many it helped, all languages together."""

    slug: str
    topic: str
    title: str
    is_published: bool
    is_edited: bool
    languages: tuple[str, ...]
    helped: int
    did_not_help: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as staff edit it: what it says, and which version that is."""

    slug: str
    version: int
    content: ArticleContent


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """When an article was saved and by whom; `saved_by` is empty for what came with Hearthline."""

    version: int
    saved_at: datetime
    saved_by: str
    title: str
    is_newest: bool


_PUBLISHED = """
    SELECT DISTINCT ON (article.position, article.slug)
           article.slug, article.topic, text.language, text.title, text.summary
      FROM care_article AS article
      JOIN care_articletext AS text ON text.article_id = article.id
     WHERE article.is_published AND text.language IN (%(language)s, 'en')
     ORDER BY article.position, article.slug, text.language = %(language)s DESC
"""


def published_articles(*, language: str) -> tuple[ArticleLine, ...]:
    """All of them, in the order in which they are shown."""
    return tuple(ArticleLine(**row) for row in select(_PUBLISHED, {"language": language}))


def article_page(*, slug: str, language: str) -> ArticlePage | None:
    """A published article in the reader's language, or else in English; None if there is none."""
    texts = {
        text.language: text
        for text in ArticleText.objects.select_related("article").filter(
            article__slug=slug, article__is_published=True, language__in=[language, FALLBACK]
        )
    }
    text = texts.get(language) or texts.get(FALLBACK)
    if text is None:
        return None
    return ArticlePage(
        slug=slug,
        topic=text.article.topic,
        language=text.language,
        title=text.title,
        summary=text.summary,
        body=text.body,
        changed_at=text.article.changed_at,
    )


def articles_for_staff() -> tuple[ArticleStaffLine, ...]:
    """Every article, by topic and position."""
    found = Article.objects.prefetch_related("texts").order_by("topic", "position", "slug")
    return tuple(_staff_line(article) for article in found)


def article_draft(*, slug: str) -> ArticleDraft | None:
    """What staff edit, or None."""
    revision = (
        ArticleRevision.objects.select_related("article")
        .filter(article__slug=slug)
        .order_by("-version")
        .first()
    )
    if revision is None:
        return None
    return ArticleDraft(slug, revision.version, content_of(revision.content))


def revisions_of(*, slug: str) -> tuple[RevisionLine, ...]:
    """What an article said before, newest first."""
    found = ArticleRevision.objects.select_related("saved_by").filter(article__slug=slug)
    return tuple(
        RevisionLine(
            version=revision.version,
            saved_at=revision.saved_at,
            saved_by=revision.saved_by.username if revision.saved_by else "",
            title=revision.content["texts"][FALLBACK]["title"],
            is_newest=place == 0,
        )
        for place, revision in enumerate(found.order_by("-version"))
    )


def revision_content(*, slug: str, version: int) -> ArticleContent | None:
    """What an article said in one of its versions, or None."""
    revision = ArticleRevision.objects.filter(article__slug=slug, version=version).first()
    return content_of(revision.content) if revision else None


def _staff_line(article: Article) -> ArticleStaffLine:
    texts = {text.language: text for text in article.texts.all()}
    return ArticleStaffLine(
        slug=article.slug,
        topic=article.topic,
        title=texts[FALLBACK].title,
        is_published=article.is_published,
        is_edited=article.is_edited,
        languages=tuple(sorted(texts)),
        helped=sum(text.helped for text in texts.values()),
        did_not_help=sum(text.did_not_help for text in texts.values()),
        changed_at=article.changed_at,
    )
