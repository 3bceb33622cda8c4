"""How a person wants to be told."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from hearthline.notices.choices import Choice
from hearthline.notices.hours import Hours
from hearthline.notices.kinds import MUST, Topic
from hearthline.notices.models import QuietHours, TopicChoice


class UnableToChoose(Exception):
    """`topic` can't be switched off wholly."""

    def __init__(self, topic: Topic) -> None:
        super().__init__(topic.value)
        self.topic = topic


def choose_how_told(
    *, user_id: int, choices: Mapping[Topic, Choice], hours: Hours, now: datetime
) -> None:
    """Keep how a person wants to be told of topics, and when not; topics left out stay as they are.

    Raises:
        UnableToChoose: a topic of which everybody must hear was switched off.
    """
    for topic, choice in choices.items():
        if topic in MUST and choice.is_off:
            raise UnableToChoose(topic)
    with transaction.atomic():
        TopicChoice.objects.bulk_create(
            [
                TopicChoice(
                    user_id=user_id,
                    topic=topic,
                    email=choice.email or topic == Topic.SECURITY,
                    sms=choice.sms,
                    centre=choice.centre,
                    chosen_at=now,
                )
                for topic, choice in choices.items()
            ],
            update_conflicts=True,
            unique_fields=["user_id", "topic"],
            update_fields=["email", "sms", "centre", "chosen_at"],
        )
        QuietHours.objects.update_or_create(
            user_id=user_id,
            defaults={
                "from_hour": hours.from_hour,
                "until_hour": hours.until_hour,
                "outage_texts_at_night": hours.outage_texts_at_night,
                "chosen_at": now,
            },
        )
