"""Is it the connection? What the access system knows of it, live and of the last day."""

from datetime import datetime, timedelta

from hearthline.care.checking.registry import Case, Finding, action, check
from hearthline.kernel.clock import provider_date
from hearthline.network import operations, queries
from hearthline.network.errors import UnableToRestart

DAY = timedelta(days=1)
MANY_DROPS = 4
NEARLY_ALL = 0.9
GIGABYTE = 10**9


def connection_id_of(case: Case) -> int | None:
    """The connection that the trouble is about; for TV and phone the account's first one."""
    lines = queries.connections_of(account_id=case.account_id)
    ids = [line.id for line in lines]
    if case.kind == "internet":
        return case.subject_id if case.subject_id in ids else None
    return ids[0] if ids else None


@check("session_up", "ok", "bad", asks="access")
def session_up(case: Case) -> Finding:
    """Whether the connection is online, asked live."""
    connection_id = connection_id_of(case)
    if connection_id is None:
        return Finding("unknown", "no_connection")
    operations.refresh_connection(connection_id=connection_id, now=case.now)
    seen = queries.connection_now(
        account_id=case.account_id, connection_id=connection_id, now=case.now
    )
    if seen.state == "online":
        return _since("ok", "online", seen.since_at)
    if seen.state == "offline":
        return _since("bad", "offline", seen.since_at)
    if seen.last_heard_at is not None:
        return Finding("unknown", "not_heard", {"last_heard_at": seen.last_heard_at.isoformat()})
    return Finding("unknown", "not_known")


def _since(result: str, says: str, since_at: datetime | None) -> Finding:
    if since_at is None:
        return Finding(result, f"{says}_only")
    return Finding(result, says, {"since_at": since_at.isoformat()})


@check("recent_drops", "ok", "warn", "bad")
def recent_drops(case: Case) -> Finding:
    """How often the connection was lost in the last 24 hours, from what we keep."""
    connection_id = connection_id_of(case)
    if connection_id is None:
        return Finding("unknown", "no_connection")
    since = case.now - DAY
    if not queries.sessions_between(connection_id=connection_id, since=since, until=case.now):
        return Finding("unknown", "no_sessions")
    drops = queries.drops_between(connection_id=connection_id, since=since, until=case.now)
    count = len(drops)
    if not count:
        return Finding("ok", "no_drops", {"drops": 0})
    if count < MANY_DROPS:
        return Finding("warn", "some_drops", {"drops": count})
    return Finding("bad", "many_drops", {"drops": count})


@check("recent_refusals", "ok", "bad", asks="access")
def recent_refusals(case: Case) -> Finding:
    """Whether the router tries to sign in and is refused, asked live."""
    connection_id = connection_id_of(case)
    if connection_id is None:
        return Finding("unknown", "no_connection")
    refusals = operations.recent_refusals(
        connection_id=connection_id, since=case.now - timedelta(hours=1), now=case.now
    )
    count = len(refusals)
    if count:
        return Finding("bad", "refusals", {"refusals": count})
    return Finding("ok", "no_refusals", {"refusals": 0})


@check("usage", "ok", "warn", "bad")
def usage(case: Case) -> Finding:
    """This month's usage against what the plan includes."""
    connection_id = connection_id_of(case)
    if connection_id is None:
        return Finding("unknown", "no_connection")
    month = queries.usage_of_month(
        account_id=case.account_id,
        connection_id=connection_id,
        month=provider_date(case.now).replace(day=1),
        now=case.now,
    )
    if month.allowance_bytes is None:
        return Finding("ok", "no_allowance")
    used = month.down_bytes + month.up_bytes
    facts = {"used": _gigabytes(used), "allowance": _gigabytes(month.allowance_bytes)}
    if used >= month.allowance_bytes:
        return Finding("bad", "over_allowance", facts)
    if used >= month.allowance_bytes * NEARLY_ALL:
        return Finding("warn", "near_allowance", facts)
    return Finding("ok", "within_allowance", facts)


def _gigabytes(size: int) -> str:
    return f"{size / GIGABYTE:.0f} GB"


@action("restart_connection", "ok", "bad", asks="access")
def restart_connection(case: Case) -> Finding:
    """End the session, so that the router makes a new one."""
    connection_id = connection_id_of(case)
    if connection_id is None:
        return Finding("unknown", "no_connection")
    try:
        restart_id = operations.restart_connection(
            account_id=case.account_id,
            connection_id=connection_id,
            user_id=case.user_id,
            now=case.now,
        )
    except UnableToRestart as error:
        says = "restart_too_often" if error.reason == "too_often" else "restart_not_allowed"
        return Finding("bad", says)
    return Finding("ok", "restart_begun", {"restart_id": restart_id})


@check("restarted", "ok", "warn", "bad")
def restarted(case: Case) -> Finding:
    """Whether the restart that this diagnosis began is over. Warns while it is under way."""
    restart_id = case.earlier.get("restart_connection", {}).get("restart_id")
    if restart_id is None:
        return Finding("unknown", "no_restart")
    progress = operations.restart_progress(
        account_id=case.account_id, restart_id=restart_id, now=case.now
    )
    if progress.state == "done":
        return Finding("ok", "restarted")
    if progress.state == "failed":
        return Finding("bad", "restart_failed")
    return Finding("warn", "restarting")


@check("back_online", "ok", "warn", asks="access")
def back_online(case: Case) -> Finding:
    """`session_up` for waiting: while the connection is offline, it isn't back yet."""
    found = session_up(case)
    return found if found.result != "bad" else Finding("warn", found.says, found.facts)
