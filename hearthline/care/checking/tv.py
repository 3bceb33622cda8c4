"""Is it TV? What the account is entitled to, and whether the TV system has it."""

from hearthline.care.checking.registry import Case, Finding, action, check
from hearthline.kernel.clock import provider_date
from hearthline.network import operations, queries
from hearthline.subscriptions.queries import services_of


@check("tv_entitled", "ok", "bad")
def tv_entitled(case: Case) -> Finding:
    """Whether the account has TV with any channels, as we know it.

    Who pays for TV and has no channels is let down by us, not by a choice of theirs.
    """
    tv = queries.tv_of(account_id=case.account_id)
    if tv is not None and tv.channels:
        return Finding("ok", "tv_entitled", {"channels": len(tv.channels)})
    services = services_of(account_id=case.account_id, on=provider_date(case.now))
    if any(service.kind == "tv" for service in services):
        return Finding("unknown", "tv_not_set_up")
    return Finding("bad", "tv_not_entitled")


@check("tv_delivered", "ok", "bad", asks="tv")
def tv_delivered(case: Case) -> Finding:
    """Whether the TV system has what the account is entitled to, asked live."""
    seen = operations.check_tv(account_id=case.account_id, now=case.now)
    if not seen.is_entitled:
        return Finding("unknown", "tv_not_set_up")
    if seen.in_step:
        return Finding("ok", "tv_in_step")
    facts = {"missing": list(seen.missing), "extra": list(seen.extra)}
    return Finding("bad", "tv_not_in_step", facts)


@action("send_channels", "ok", "bad", asks="tv")
def send_channels(case: Case) -> Finding:
    """Send the account's channels to the TV system once more."""
    operations.resend_tv(
        account_id=case.account_id, reference=f"diagnosis:{case.token}", now=case.now
    )
    return Finding("ok", "tv_sent")


@check("tv_arrived", "ok", "warn", asks="tv")
def tv_arrived(case: Case) -> Finding:
    """`tv_delivered` for waiting: what was sent may take a moment."""
    found = tv_delivered(case)
    return found if found.result != "bad" else Finding("warn", found.says, found.facts)
