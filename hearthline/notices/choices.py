"""How a person is told of a topic: what they chose, or what holds for who never chose."""

from dataclasses import dataclass

from hearthline.notices.kinds import MUST, Topic


@dataclass(frozen=True, slots=True)
class Choice:
    """Channels of one topic. `centre`: counts as new in the message centre."""

    email: bool
    sms: bool
    centre: bool

    @property
    def is_off(self) -> bool:
        """Nothing of the topic is wanted, by any channel."""
        return not (self.email or self.sms or self.centre)


UNCHOSEN: dict[Topic, Choice] = {
    topic: Choice(email=True, sms=False, centre=True) for topic in Topic
} | {
    # Who has no internet reads no email; a number is verified before it gets any text.
    Topic.OUTAGES: Choice(email=True, sms=True, centre=True),
    # Nobody asked for advertising by email.
    Topic.PROMOTIONS: Choice(email=False, sms=False, centre=True),
}


def channels(*, topic: Topic, choice: Choice, has_email: bool, has_phone: bool) -> list[str]:
    """The channels a message goes by, the first of which stands for it; none if it isn't wanted.

    What goes by no other channel is in the message centre alone. Security goes by email whatever
    was chosen, and so does what must reach people when they chose nothing that can reach them.
    """
    if choice.is_off and topic not in MUST:
        return []
    must_email = topic == Topic.SECURITY or (
        topic in MUST and not choice.centre and not (choice.sms and has_phone)
    )
    found = []
    if has_email and (choice.email or must_email):
        found.append("email")
    if has_phone and choice.sms:
        found.append("sms")
    return found or ["centre"]
