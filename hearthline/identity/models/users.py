"""Persons who sign in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
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
    # The password is too short to be the only factor: there must be a second one
    # (`password_length`).
    has_short_password = models.BooleanField(default=False, db_default=False)
    # Since when nothing signs in until a new password was chosen with a code: the person said that
    # somebody else was in (`operations.hold_sign_in`).
    held_at = models.DateTimeField(null=True)
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
