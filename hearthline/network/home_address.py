"""Where a household's own internet sessions are: what its phone should register from."""

from datetime import datetime

from hearthline.network.models import Connection, PhoneLine


def home_addresses(*, account_id: int, now: datetime) -> tuple[list[str], bool]:
    """The IP addresses of an account's internet sessions, as last heard.

    Returns:
        The addresses of sessions that are up, and whether it is known that none is.
    """
    from hearthline.network import queries  # noqa: PLC0415 - these need the room's operations

    states = [
        queries.connection_now(account_id=account_id, connection_id=connection_id, now=now)
        for connection_id in Connection.objects.filter(
            account_id=account_id, ended_at__isnull=True
        ).values_list("pk", flat=True)
    ]
    addresses = [state.address for state in states if state.state == "online" and state.address]
    return addresses, bool(states) and all(state.state == "offline" for state in states)


def address_at_home(*, number: str, now: datetime) -> str | None:
    """From where a number would register at home; None if it can't, empty if nobody knows."""
    line = PhoneLine.objects.filter(number=number, ended_at__isnull=True).first()
    if line is None:
        return None
    addresses, is_down = home_addresses(account_id=line.account_id, now=now)
    if addresses:
        return addresses[0]
    return None if is_down else ""
