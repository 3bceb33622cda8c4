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
    # The browser in words (`devices`), as it was when somebody signed in.
    device = models.CharField(max_length=60, default="")
    created_at = models.DateTimeField()
    # Written every few minutes at most, so it may be that much too early.
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="session_user_newest")]

    def __str__(self) -> str:
        return "session"


class Challenge(models.Model):
    """A code that somebody must type to prove something; the newest for a subject is what counts.

    The page that asks for a code makes the row; a job makes the code and sends it, if there is
    anywhere to send it to. So the page does the same work either way, and without a hash no code is
    right. `subject` is whatever the code is for, in words of the room that asks: a registration, a
    user, a recovery under way.
    """

    class Purpose(models.TextChoices):
        REGISTRATION_CONTACT = "registration_contact"
        REGISTRATION_EMAIL = "registration_email"
        EMAIL_CHANGE = "email_change"
        PHONE_CHANGE = "phone_change"
        PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    subject = models.CharField(max_length=80)
    # Whose, where that is known and a user; it ends with them.
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="challenges")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=10)
    # Where the code goes; empty until the job has found that out, and for ever where nothing does.
    sent_to = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    # The job has been here, whether it sent anything or not.
    handled_at = models.DateTimeField(null=True)
    code_hash = models.BinaryField(max_length=32, null=True)
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    purpose__in=[
                        "registration_contact",
                        "registration_email",
                        "email_change",
                        "phone_change",
                        "password_reset",
                    ]
                ),
                name="challenge_purpose_known",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(code_hash__isnull=False),
                name="challenge_used_had_a_code",
            ),
        ]
        indexes = [models.Index(fields=["purpose", "subject", "-id"], name="challenge_of_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} challenge {self.pk}"


class AttemptCount(models.Model):
    """How often something was tried in the current window of time. UNLOGGED, as the cache is."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    used = models.IntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "attempts"
