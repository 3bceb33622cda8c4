"""What we want the network's systems to have, in their adapters' words."""

from hearthline.network.adapters.tv import Entitlements
from hearthline.network.adapters.voice import LineSettings
from hearthline.network.models import PhoneLine, TvService


def entitlements_wanted(service: TvService) -> Entitlements:
    """What the TV system should have for a service."""
    return Entitlements(service.subscriber, service.revision, tuple(sorted(service.channels)))


def settings_wanted(line: PhoneLine) -> LineSettings:
    """What the telephone system should have for a line; one that has ended keeps no settings."""
    if line.ended_at is not None:
        return LineSettings(line.number, line.revision, is_in_service=False)
    forwards = line.forwarding != PhoneLine.Forwarding.OFF
    return LineSettings(
        number=line.number,
        revision=line.revision,
        is_in_service=True,
        has_voicemail=line.has_voicemail,
        blocks_anonymous=line.blocks_anonymous,
        forwarding=line.forwarding,
        forwarding_to=line.forwarding_to if forwards else "",
    )
