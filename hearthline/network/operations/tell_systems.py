"""Tell a system of the network what is wanted now, then read back whether it has it.

Neither a yes nor a silence is trusted: what the system has afterwards decides.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Greatest

from hearthline.network.adapters.tv import tv_system
from hearthline.network.adapters.voice import voice_system
from hearthline.network.errors import NetworkRefused, NetworkUnavailable
from hearthline.network.models import Connection, PhoneLine, ProvisioningStep, TvService
from hearthline.network.operations.access_groups import put_access_group
from hearthline.network.wanted import entitlements_wanted, settings_wanted

Kind = ProvisioningStep.Kind


def tell_system(*, kind: str, subject_id: int, now: datetime) -> None:
    """Bring one line's system up to what is wanted now. Never within a transaction.

    Raises:
        NetworkUnavailable: it may not have it yet; trying again can help.
        NetworkRefused: it can't have it.
    """
    match Kind(kind):
        case Kind.TV_ENTITLEMENTS:
            _tell_tv(subject_id, now)
        case Kind.VOICE_SETTINGS | Kind.VOICE_LINE:
            _tell_voice(subject_id, now)
        case Kind.ACCESS_GROUP:
            _tell_access(subject_id, now)


def _tell_tv(service_id: int, now: datetime) -> None:
    service = TvService.objects.filter(pk=service_id).first()
    if service is None:
        raise NetworkRefused("nothing_to_tell")
    system = tv_system()
    wanted = entitlements_wanted(service)
    silence = _unless_silent(lambda: system.apply(wanted))
    has = system.read_back(wanted.subscriber)
    if has == wanted:
        TvService.objects.filter(pk=service_id, confirmed_revision__lte=wanted.revision).update(
            confirmed_revision=wanted.revision, confirmed_at=now
        )
        return
    if silence is not None:
        raise silence
    # Under another revision, as the next try with this one might only be answered from memory.
    is_ahead = has is not None and has.revision > wanted.revision
    TvService.objects.filter(pk=service_id, revision=wanted.revision).update(
        revision=Greatest(F("revision"), has.revision if has else 0) + 1
    )
    raise NetworkUnavailable("tv_ahead" if is_ahead else "tv_not_applied")


def _tell_voice(line_id: int, now: datetime) -> None:
    line = PhoneLine.objects.filter(pk=line_id).first()
    if line is None:
        raise NetworkRefused("nothing_to_tell")
    if line.ended_at is not None and _number_is_elsewhere(line):
        return
    system = voice_system()
    wanted = settings_wanted(line)
    silence = _unless_silent(lambda: system.apply_settings(wanted))
    has = system.settings_of([wanted.number]).get(wanted.number)
    if has == wanted:
        PhoneLine.objects.filter(pk=line_id, confirmed_revision__lte=wanted.revision).update(
            confirmed_revision=wanted.revision, confirmed_at=now
        )
        return
    if silence is not None:
        raise silence
    is_ahead = has is not None and has.revision > wanted.revision
    PhoneLine.objects.filter(pk=line_id, revision=wanted.revision).update(
        revision=Greatest(F("revision"), has.revision if has else 0) + 1
    )
    raise NetworkUnavailable("voice_ahead" if is_ahead else "voice_not_applied")


def _number_is_elsewhere(line: PhoneLine) -> bool:
    """Whether the number of a line that has ended belongs to another one now."""
    newer = Q(ended_at__isnull=True) | Q(revision__gt=line.revision)
    return PhoneLine.objects.filter(newer, number=line.number).exclude(pk=line.pk).exists()


def _tell_access(connection_id: int, now: datetime) -> None:
    if not Connection.objects.filter(pk=connection_id).exists():
        raise NetworkRefused("nothing_to_tell")
    put_access_group(connection_id=connection_id, now=now)


def _unless_silent(tell: Callable[[], None]) -> NetworkUnavailable | None:
    """Tell; a silence is answered, not raised, since it may have been heard all the same."""
    try:
        tell()
    except NetworkUnavailable as silence:
        return silence
    return None
