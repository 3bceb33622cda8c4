"""What happened on a connection: sessions, drops, restarts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from hearthline.network.end_causes import RESET, cause_text
from hearthline.network.models import AccessSession, Restart


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session. `until_at` is its end, or when it was last heard of while it is open."""

    started_at: datetime
    until_at: datetime
    is_open: bool
    end_cause: str
    address: str
    down_bytes: int
    up_bytes: int

    @property
    def why(self) -> str:
        """Why it ended, in words; empty while it is open."""
        return "" if self.is_open else str(cause_text(self.end_cause))


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection went away without anybody asking for it; `back_at` is None while it is away.

    `at` is when it was last heard of where its end was never told.
    """

    at: datetime
    back_at: datetime | None
    cause: str


@dataclass(frozen=True, slots=True)
class RestartLine:
    """A restart that somebody asked for."""

    asked_at: datetime
    by: str
    state: str
    why: str
    took_s: int | None


def sessions_between(
    connection_id: int, since: datetime, until: datetime
) -> tuple[SessionLine, ...]:
    """Sessions that were on at some time between two moments, oldest first."""
    found = AccessSession.objects.filter(
        Q(ended_at__isnull=True, heard_at__gt=since) | Q(ended_at__gt=since),
        connection_id=connection_id,
        started_at__lt=until,
    ).order_by("started_at", "pk")
    return tuple(
        SessionLine(
            started_at=session.started_at,
            until_at=session.ended_at or session.heard_at,
            is_open=session.ended_at is None,
            end_cause=session.end_cause,
            address=session.address or "",
            down_bytes=session.counted_down_bytes,
            up_bytes=session.counted_up_bytes,
        )
        for session in found
    )


def ended_before(connection_id: int, moment: datetime) -> bool:
    """Whether the last session that began before a moment was known to have ended by then."""
    last = (
        AccessSession.objects.filter(connection_id=connection_id, started_at__lt=moment)
        .order_by("-started_at")
        .first()
    )
    return last is not None and last.ended_at is not None and last.ended_at <= moment


def drops_between(connection_id: int, since: datetime, until: datetime) -> tuple[Drop, ...]:
    """Ends of sessions between two moments that nobody had asked for, oldest first.

    A session that another one followed has ended, whether or not its end was told.
    """
    sessions = sessions_between(connection_id, since, until)
    if not sessions:
        return ()
    later = AccessSession.objects.filter(
        connection_id=connection_id, started_at__gte=until
    ).order_by("started_at")
    after = later.values_list("started_at", flat=True).first()
    starts = [*(session.started_at for session in sessions[1:]), after]
    return tuple(
        Drop(
            at=session.until_at,
            back_at=max(back_at, session.until_at) if back_at else None,
            cause=session.end_cause,
        )
        for session, back_at in zip(sessions, starts, strict=True)
        if session.end_cause != RESET
        and since <= session.until_at < until
        and (not session.is_open or back_at is not None)
    )


def restarts_of(connection_id: int, limit: int = 10) -> tuple[RestartLine, ...]:
    """The latest restarts that were asked for, newest first."""
    found = (
        Restart.objects.filter(connection_id=connection_id)
        .select_related("user", "new_session")
        .order_by("-asked_at")[:limit]
    )
    return tuple(
        RestartLine(
            asked_at=restart.asked_at,
            by=restart.user.username if restart.user else "",
            state=restart.state,
            why=restart.why,
            took_s=max(
                0, round((restart.new_session.started_at - restart.asked_at).total_seconds())
            )
            if restart.new_session
            else None,
        )
        for restart in found
    )


def waiting_restart(connection_id: int) -> int | None:
    """The restart that is under way, if there is one."""
    return (
        Restart.objects.filter(connection_id=connection_id, state=Restart.State.WAITING)
        .values_list("pk", flat=True)
        .first()
    )
