"""What staff looked at."""

from django.conf import settings
from django.db import models

from hearthline.customers.models.accounts import Account


class AccountLook(models.Model):
    """A member of staff opened a page about an account. Never changed, never removed."""

    class Page(models.TextChoices):
        ACCOUNT = "account"
        BILL = "bill"
        PAYMENT = "payment"
        REGISTRATION_CODE = "registration_code"
        CONNECTION = "connection"
        DIAGNOSIS = "diagnosis"
        # One of the subscriber's own pages, as they see it; `subject` is its address.
        VIEW_AS = "view_as"
        # How its members signed in; `subject` is one member's username where it was only theirs.
        SIGN_INS = "sign_ins"

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    page = models.CharField(max_length=20, choices=Page.choices)
    # Which one of several: a bill's number.
    subject = models.CharField(max_length=60, blank=True)
    # Why, as `customers.reasons` writes it: the subscriber reads it.
    reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    page__in=[
                        "account",
                        "bill",
                        "payment",
                        "registration_code",
                        "connection",
                        "diagnosis",
                        "view_as",
                        "sign_ins",
                    ]
                ),
                name="account_look_page_known",
            )
        ]
        indexes = [models.Index(fields=["account", "-looked_at"], name="account_look_newest")]

    def __str__(self) -> str:
        return f"look {self.pk}"
