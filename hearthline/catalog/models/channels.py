"""Television channels, and which plans bring them."""

from django.db import models

from hearthline.catalog.models.plans import Plan


class Channel(models.Model):
    """A television channel as the channel list has it."""

    class Genre(models.TextChoices):
        LOCAL = "local"
        NEWS = "news"
        SPORTS = "sports"
        FILMS = "films"
        SERIES = "series"
        CHILDREN = "children"
        NATURE = "nature"
        MUSIC = "music"
        HOME = "home"
        SPANISH = "spanish"

    code = models.CharField(max_length=40, unique=True)
    number = models.IntegerField(unique=True)
    name = models.CharField(max_length=100)
    genre = models.CharField(max_length=10, choices=Genre.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="channel_number_from_1")
        ]

    def __str__(self) -> str:
        return self.code


class PlanChannel(models.Model):
    """A channel that a TV plan, a pack or a single channel's plan brings."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="channel_links")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="plan_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "channel"], name="plan_channel_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.channel_id}"
