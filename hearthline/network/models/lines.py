"""What an account has, as the network knows it: a connection, a TV service, phone lines.

Each belongs to a service of the account (`service_identifier` as its subscription has it), not to
one subscription: a change of plan ends a subscription and begins another, the line stays.
"""

from django.db import models

from hearthline.customers.models import Account


class Node(models.Model):
    """Equipment that many connections hang on: an optical terminal, a cabinet, a mast."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.code


class Connection(models.Model):
    """An internet connection; `username` is what its router signs in to the network with.

    `group` is the speed profile that we want it to have; `is_restricted` keeps it in the walled
    garden, from where the pay page can be reached and little else.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="connections")
    service_identifier = models.CharField(max_length=100)
    username = models.CharField(max_length=100, unique=True)
    node = models.ForeignKey(Node, models.PROTECT, null=True, related_name="connections")
    group = models.CharField(max_length=60, blank=True)
    is_restricted = models.BooleanField(default=False)
    # When the access system last answered about this very connection.
    looked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    # When its service ended; the row stays for what happened on it.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "service_identifier"], name="connection_once_a_service"
            )
        ]

    def __str__(self) -> str:
        return self.username


class TvService(models.Model):
    """An account's TV service. `subscriber` is what the TV system knows it by: unguessable, stays.

    `channels` are the codes that the account is entitled to; each change raises `revision`.
    `confirmed_revision` is the newest one that the TV system was read back to have.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="tv_service")
    subscriber = models.CharField(max_length=43, unique=True)
    channels = models.JSONField(default=list)
    revision = models.IntegerField(default=0)
    confirmed_revision = models.IntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"TV service {self.pk}"


class PhoneLine(models.Model):
    """A telephone number and how its calls are handled.

    Each change raises `revision`; `confirmed_revision` is the newest one that the telephone system
    was read back to have. A number that moves to another line goes on counting there, so that what
    was wanted for the old line can never come after what is wanted for the new one.
    """

    class Forwarding(models.TextChoices):
        OFF = "off"
        ALWAYS = "always"
        BUSY = "busy"
        NO_ANSWER = "no_answer"

    account = models.ForeignKey(Account, models.CASCADE, related_name="phone_lines")
    service_identifier = models.CharField(max_length=100)
    # E.164, with the plus.
    number = models.CharField(max_length=16)
    has_voicemail = models.BooleanField(default=False)
    blocks_anonymous = models.BooleanField(default=False)
    forwarding = models.CharField(max_length=9, choices=Forwarding.choices, default=Forwarding.OFF)
    forwarding_to = models.CharField(max_length=16, blank=True)
    revision = models.IntegerField(default=1)
    confirmed_revision = models.IntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    # When its service ended: calls no longer reach it.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(forwarding="off") | ~models.Q(forwarding_to=""),
                name="phone_line_forwards_somewhere",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(ended_at__isnull=True),
                name="phone_number_in_use_once",
            ),
        ]
        indexes = [models.Index(fields=["number"], name="phone_line_number")]

    def __str__(self) -> str:
        return f"phone line {self.pk}"
