"""Persons who sign in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class User(AbstractBaseUser):
    """A person. Not an account: one person may belong to several, and outlives them all."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    username = models.CharField(max_length=60)
    email = models.EmailField(max_length=254)
    # How the person wants to be called; empty until they say.
    name = models.CharField(max_length=100, blank=True)
    # A number that receives text messages (E.164), verified by a code; empty if there is none.
    phone = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # Wrong passwords in a row, typed with the username or the email address; a right one ends it.
    failed_sign_ins = models.SmallIntegerField(default=0)
    # The history of sign-ins says it better, and costs no second write at each sign-in.
    last_login = None

    # Django's and allauth's own code look users up through it; ours goes through queries.
    objects: "BaseUserManager[User]" = BaseUserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            # Usernames and emails differ by more than their case; passwords are case-sensitive.
            models.UniqueConstraint(Lower("username"), name="user_username_unique"),
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(
                condition=~models.Q(username__contains="@"), name="user_username_is_no_email"
            ),
        ]

    def __str__(self) -> str:
        return self.username


class SignIn(models.Model):
    """One attempt to sign in as a user: when, how it ended, on what kind of device.

    No network address: it would be personal data that nobody needs to know the device again.
    """

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in"
        WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of an outcome
        BLOCKED = "blocked"

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    device = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["signed_in", "wrong_password", "blocked"]),
                name="sign_in_outcome_known",
            )
        ]
        indexes = [models.Index(fields=["user", "-id"], name="sign_in_user")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"


class Session(models.Model):
    """A browser's session. Holds the hash of the cookie, so that the table signs nobody in."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="session_user_newest")]

    def __str__(self) -> str:
        return "session"


class AttemptCount(models.Model):
    """How often something was tried in the current window of time. UNLOGGED, as the cache is."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    used = models.IntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "attempts"
