"""Help articles: what they say in each language, and everything they ever said."""

from django.conf import settings
from django.db import models


class Article(models.Model):
    """One answer. Its address is its slug; its texts are one for each language."""

    class Topic(models.TextChoices):
        SIGN_IN = "sign_in"
        BILLING = "billing"
        INTERNET = "internet"
        TV = "tv"
        PHONE = "phone"
        ACCOUNT = "account"

    slug = models.SlugField(max_length=60, unique=True)
    topic = models.CharField(max_length=10, choices=Topic.choices)
    # Among those of its topic, lowest first.
    position = models.SmallIntegerField(default=100)
    is_published = models.BooleanField(default=False)
    # Counts what was saved; who saves says which one they began with.
    version = models.IntegerField(default=1)
    # Staff have changed it, so that what comes with Hearthline no longer replaces it.
    is_edited = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    topic__in=["sign_in", "billing", "internet", "tv", "phone", "account"]
                ),
                name="article_topic_known",
            )
        ]

    def __str__(self) -> str:
        return self.slug


class ArticleText(models.Model):
    """What an article says in one language, in Markdown.

    The table has one more column, `words`, which the database keeps: what search looks in.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    # "Did this help?": how many said so. Nothing about who.
    helped = models.IntegerField(default=0)
    did_not_help = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "language"], name="article_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.language} text {self.pk}"


class ArticleRevision(models.Model):
    """An article as somebody saved it, whole. Never changed, never removed."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions")
    version = models.IntegerField()
    saved_at = models.DateTimeField()
    # Empty for what came with Hearthline.
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    content = models.JSONField()
    """As `care.article_content` has it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "version"], name="article_revision_once")
        ]

    def __str__(self) -> str:
        return f"revision {self.pk}"
