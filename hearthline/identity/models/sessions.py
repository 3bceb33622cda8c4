"""Where somebody is signed in, and the browsers they were signed in with."""

from django.db import models

from hearthline.identity.models.users import User


class Session(models.Model):
    """A browser's session. Holds the hash of the cookie, so that the table signs nobody in."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    # The browser in words (`devices`), as it was when somebody signed in.
    device = models.CharField(max_length=60, default="")
    # Where it began, as far as an offline database knows.
    place = models.CharField(max_length=80, blank=True, db_default="")
    created_at = models.DateTimeField()
    # Written every few minutes at most, so it may be that much too early.
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="session_user_newest")]

    def __str__(self) -> str:
        return "session"


class Browser(models.Model):
    """A browser in which a user has signed in: known again by a cookie, kept as its hash.

    One that is trusted isn't asked for the second step until `trusted_until_at`.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="browsers")
    token_hash = models.BinaryField(max_length=32)
    device = models.CharField(max_length=60)
    country = models.CharField(max_length=2, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    trusted_until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "token_hash"], name="browser_once_a_user")
        ]

    def __str__(self) -> str:
        return f"browser {self.pk}"
