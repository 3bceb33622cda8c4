"""Restart a connection: end its session, then wait for the router to begin a new one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from hearthline.customers.queries import permissions_of
from hearthline.network.adapters.access import access_system
from hearthline.network.errors import (
    NetworkRefused,
    NetworkUnavailable,
    UnableToAskNetwork,
    UnableToFindConnection,
    UnableToRestart,
)
from hearthline.network.models import AccessSession, Connection, Restart
from hearthline.network.operations.sampling import refresh_connection

MOST = 3
WITHIN = timedelta(hours=1)
TRY_AGAIN_AFTER = timedelta(seconds=10)
"""Longer than telling the access system takes, so that two never tell it at once."""
GIVE_UP_SENDING_AFTER = timedelta(seconds=60)
GIVE_UP_WAITING_AFTER = timedelta(minutes=3)
"""Most routers are back within half a minute; after three, a person should look."""


@dataclass(frozen=True, slots=True)
class RestartProgress:
    """How far a restart is.

    `why` says why it failed: `no_answer`, `refused`, `no_session` (nothing was on, so there was
    nothing to restart) or `no_new_session`. `back_at` is when the new session began.
    """

    restart_id: int
    connection_id: int
    state: str
    why: str
    asked_at: datetime
    was_sent: bool
    back_at: datetime | None


def restart_connection(*, account_id: int, connection_id: int, user_id: int, now: datetime) -> int:
    """End a connection's session so that its router begins a new one.

    While one restart is under way, asking again gives the same one.

    Returns:
        The restart's id, for `restart_progress`.

    Raises:
        UnableToRestart: see its reasons. What goes wrong later is in the progress.
    """
    restart_id, is_new = _begin(account_id, connection_id, user_id, now)
    if is_new:
        _send(Restart.objects.get(pk=restart_id), now)
    return restart_id


def _begin(account_id: int, connection_id: int, user_id: int, now: datetime) -> tuple[int, bool]:
    with transaction.atomic():
        connection = (
            Connection.objects.select_for_update()
            .filter(pk=connection_id, account_id=account_id, ended_at__isnull=True)
            .first()
        )
        permissions = permissions_of(account_id=account_id, user_id=user_id)
        if connection is None or not permissions.is_member:
            raise UnableToRestart("no_such_connection")
        if not permissions.may_restart:
            raise UnableToRestart("not_allowed")
        lately = Restart.objects.filter(connection=connection, asked_at__gt=now - WITHIN)
        if waiting := lately.filter(state=Restart.State.WAITING).first():
            return waiting.pk, False
        if lately.count() >= MOST:
            raise UnableToRestart("too_often")
        # One that was forgotten while nobody and no job looked.
        Restart.objects.filter(connection=connection, state=Restart.State.WAITING).update(
            state=Restart.State.FAILED, why="no_new_session", finished_at=now
        )
        restart = Restart.objects.create(
            account_id=account_id, connection=connection, user_id=user_id, asked_at=now
        )
    return restart.pk, True


def restart_progress(*, account_id: int, restart_id: int, now: datetime) -> RestartProgress:
    """How far a restart is. Whoever asks moves it on: the access system is asked each time.

    Raises:
        UnableToFindConnection: the account has no such restart.
    """
    restart = (
        Restart.objects.select_related("new_session")
        .filter(pk=restart_id, account_id=account_id)
        .first()
    )
    if restart is None:
        raise UnableToFindConnection
    if restart.state == Restart.State.WAITING:
        _move_on(restart, now)
        restart.refresh_from_db()
    return RestartProgress(
        restart_id=restart.pk,
        connection_id=restart.connection_id,
        state=restart.state,
        why=restart.why,
        asked_at=restart.asked_at,
        was_sent=restart.sent_at is not None,
        back_at=restart.new_session.started_at if restart.new_session else None,
    )


def finish_restarts(*, now: datetime) -> int:
    """Move on every restart that nobody is watching. Returns how many are finished now."""
    waiting = Restart.objects.filter(state=Restart.State.WAITING).order_by("asked_at")[:200]
    for restart in waiting:
        _move_on(restart, now)
    pks = [restart.pk for restart in waiting]
    return Restart.objects.filter(pk__in=pks).exclude(state=Restart.State.WAITING).count()


def _move_on(restart: Restart, now: datetime) -> None:
    if restart.sent_at is None:
        _send(restart, now)
        return
    try:
        refresh_connection(connection_id=restart.connection_id, now=now)
    except UnableToAskNetwork:
        _give_up_if_late(restart, now)
        return
    if new := _new_session(restart):
        _finish(restart, now, state=Restart.State.DONE, new_session=new)
    else:
        _give_up_if_late(restart, now)


def _send(restart: Restart, now: datetime) -> None:
    """Tell the access system, if nobody else is doing so at this moment."""
    claimed = Restart.objects.filter(
        Q(tried_at__isnull=True) | Q(tried_at__lte=now - TRY_AGAIN_AFTER),
        pk=restart.pk,
        state=Restart.State.WAITING,
        sent_at__isnull=True,
    ).update(tried_at=now)
    if not claimed:
        return
    try:
        refresh_connection(connection_id=restart.connection_id, now=now)
        if restart.old_session_id and (new := _new_session(restart)):
            # Told before; it did it, but we never heard that it did.
            _finish(restart, now, state=Restart.State.DONE, new_session=new)
            return
        old = _newest_open(restart.connection_id)
        # Before telling: whatever session comes later is the new one.
        Restart.objects.filter(pk=restart.pk).update(old_session=old)
        ended = access_system().disconnect(restart.connection.username, now=now)
    except NetworkRefused:
        _finish(restart, now, state=Restart.State.FAILED, why="refused")
    except NetworkUnavailable:
        if restart.asked_at <= now - GIVE_UP_SENDING_AFTER:
            _finish(restart, now, state=Restart.State.FAILED, why="no_answer")
    else:
        if ended:
            Restart.objects.filter(pk=restart.pk).update(sent_at=now)
        else:
            _finish(restart, now, state=Restart.State.FAILED, why="no_session")


def _newest_open(connection_id: int) -> AccessSession | None:
    return (
        AccessSession.objects.filter(connection_id=connection_id, ended_at__isnull=True)
        .order_by("-pk")
        .first()
    )


def _new_session(restart: Restart) -> AccessSession | None:
    """An open session that we first saw after the one that was ended."""
    newest = _newest_open(restart.connection_id)
    is_new = newest is not None and newest.pk > (restart.old_session_id or 0)
    return newest if is_new else None


def _give_up_if_late(restart: Restart, now: datetime) -> None:
    if restart.asked_at <= now - GIVE_UP_WAITING_AFTER:
        _finish(restart, now, state=Restart.State.FAILED, why="no_new_session")


def _finish(
    restart: Restart,
    now: datetime,
    *,
    state: str,
    why: str = "",
    new_session: AccessSession | None = None,
) -> None:
    Restart.objects.filter(pk=restart.pk, state=Restart.State.WAITING).update(
        state=state, why=why, new_session=new_session, finished_at=now
    )
