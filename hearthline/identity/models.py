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
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    # Django's and allauth's own code look users up through it; ours goes through queries.
    objects: "BaseUserManager[User]" = BaseUserManager()

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
